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
import { Capacity, FIRST_ADDRESS, type MachineStorage } from "./machine.ts";
import { memoryCalls } from "./system_calls.ts";

const GUARD = 64 * 1024;
const ADDRESS_SPACE = 2 ** 32;
const CELL = 8;

/** Gives a machine its storage; undefined where there is none of this kind. @param limit bytes of data space, a multiple of the page size */
export function reserveStorage(limit: number): MachineStorage | undefined {
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
  // Each buffer gives back the guard behind it, and the first the one before it, too.
  return {
    dataStack: new Int32Array(calls.view(whole, GUARD + data, GUARD + data + GUARD), GUARD),
    returnStack: new Int32Array(calls.view(returnStack, returns, returns + GUARD)),
    floatStack: new Float64Array(calls.view(floatStack, floats, floats + GUARD)),
    dataSpace: calls.view(dataSpace, limit, ADDRESS_SPACE + GUARD),
    addresses: { dataSpace, dataStack, returnStack, floatStack },
  };
}
