/**
 * Storage for a machine that native code can work on as well, from the first word on, so that a word may become machine
 * code while others run: a data space that no address can leave, and stacks with guards. Linux alone has it, unless the
 * system refuses.
 *
 *     [guard][data stack][guard][return stack][guard][float stack][guard][data space: first page, writable up to the
 *     limit, not from there on … 4 GiB][guard]
 *
 * An access to a guard is a fault, which becomes a THROW (plugins-src/runtime/native_faults.zig).
 */
import { Capacity, FIRST_ADDRESS, type MachineStorage, USUAL_REACH } from "./machine.ts";
import { memoryCalls } from "./memory_calls.ts";

const GUARD = 64 * 1024;
const ADDRESS_SPACE = 2 ** 32;
const CELL = 8;
const PAGE = 4096;
/** The engine has no longer arrays, and the limit fits 32 bits. */
const LARGEST_REACH = ADDRESS_SPACE - GUARD;
/** Most programs need no more: see `MachineStorage.whole`. */
const FIRST_VIEW = 2 ** 20;
/** What has to be left for everything else in the process where its memory is limited. */
const BREATHING_SPACE = 64 * 2 ** 20;

/**
 * Gives a machine its storage; undefined where there is none of this kind. Nothing is taken from the system, be it only
 * from what it has promised, before the data space grows so far.
 * @param limit bytes of data space, a multiple of the page size
 * @param wantedReach bytes that it may grow to
 */
export function reserveStorage(limit: number, wantedReach: number): MachineStorage | undefined {
  const calls = memoryCalls();
  if (calls === undefined) return undefined;
  const data = CELL * (Capacity.data + Capacity.dataGuard);
  const returns = CELL * (Capacity.return + Capacity.returnGuard);
  const floats = CELL * (Capacity.float + Capacity.floatGuard);
  const whole = calls.reserve(
    GUARD + data + GUARD + returns + GUARD + floats + GUARD + ADDRESS_SPACE + GUARD,
  );
  if (whole === undefined) return undefined;
  const dataStack = whole + GUARD;
  const returnStack = dataStack + data + GUARD;
  const floatStack = returnStack + returns + GUARD;
  const dataSpace = floatStack + floats + GUARD;
  const writable =
    calls.makeWritable(dataStack, data) &&
    calls.makeWritable(returnStack, returns) &&
    calls.makeWritable(floatStack, floats) &&
    // Address 0 is never valid.
    calls.makeWritable(dataSpace + FIRST_ADDRESS, limit - FIRST_ADDRESS);
  if (!writable) return undefined;
  const reach = Math.min(wantedReach, LARGEST_REACH);
  // Each buffer gives back the guard behind it, and the first the one before it, too.
  const first = calls.view(dataSpace, Math.min(limit, FIRST_VIEW), ADDRESS_SPACE + GUARD);
  let seen = first;
  // The first buffer gives all of the memory back when nobody has it any more: these functions keep it.
  const look = (length: number) => {
    if (length > seen.byteLength) seen = calls.look(dataSpace, length);
    return length <= first.byteLength ? first : seen;
  };
  return {
    dataStack: new Int32Array(calls.view(whole, GUARD + data, GUARD + data + GUARD), GUARD),
    returnStack: new Int32Array(calls.view(returnStack, returns, returns + GUARD)),
    floatStack: new Float64Array(calls.view(floatStack, floats, floats + GUARD)),
    dataSpace: first,
    reach,
    extend(from, to) {
      const room = Math.min(BREATHING_SPACE, LARGEST_REACH - to);
      const grown = calls.makeWritable(dataSpace + from, to + room - from);
      calls.makeInaccessible(dataSpace + (grown ? to : from), grown ? room : to + room - from);
      if (!grown) return undefined;
      // The engine counts buffers as memory: no longer than needed.
      return to <= seen.byteLength ? look(to) : look(lengthOfView(to, reach));
    },
    whole: () => look(limit),
    discard(address, length) {
      const start = Math.ceil(address / PAGE) * PAGE;
      const end = Math.floor((address + length) / PAGE) * PAGE;
      if (end > start) calls.discard(dataSpace + start, end - start);
    },
    addresses: { dataSpace, dataStack, returnStack, floatStack },
  };
}

/** Twice as long as now, so that there are few of them, but of more than the usual reach only when that is left. */
function lengthOfView(limit: number, reach: number): number {
  return Math.min(reach, limit <= USUAL_REACH ? Math.min(2 * limit, USUAL_REACH) : LARGEST_REACH);
}
