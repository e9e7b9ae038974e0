/**
 * Storage for a machine that native code can work on as well, from the first word on, so that a word may become machine
 * code while others run: a data space that no address can leave, and stacks with guards. Linux; elsewhere, and where the
 * system refuses, the storage is the engine's, and words become JavaScript.
 *
 *     data space    [guard][first page][writable up to the limit, not from there on … 4 GiB][guard]
 *     stacks        [guard][writable][guard] each
 *
 * An access to a guard is a fault, which becomes a THROW (plugins-src/runtime/native_faults.zig).
 */
import { Capacity, engineStorage, FIRST_ADDRESS, type MachineStorage } from "./machine.ts";
import { memoryCalls } from "./system_calls.ts";

const GUARD = 64 * 1024;
const ADDRESS_SPACE = 2 ** 32;
const CELL = 8;

/** Gives a machine its storage. @param limit bytes of data space, a multiple of the page size */
export function reserveStorage(limit: number): MachineStorage {
  const calls = memoryCalls();
  if (calls === undefined) return engineStorage(limit);
  const region = (size: number, first: number, writable: number) => {
    const address = calls.reserve(GUARD, size + GUARD);
    return address !== undefined && calls.makeWritable(address + first, writable - first)
      ? { address, buffer: calls.view(address, writable, size + GUARD) }
      : undefined;
  };
  const stack = (items: number) => region(items * CELL, 0, items * CELL);
  // Address 0 is never valid.
  const dataSpace = region(ADDRESS_SPACE, FIRST_ADDRESS, limit);
  const dataStack = stack(Capacity.data + Capacity.dataGuard);
  const returnStack = stack(Capacity.return + Capacity.returnGuard);
  const floatStack = stack(Capacity.float + Capacity.floatGuard);
  if (!(dataSpace && dataStack && returnStack && floatStack)) return engineStorage(limit);
  return {
    dataSpace: dataSpace.buffer,
    dataStack: new Int32Array(dataStack.buffer),
    returnStack: new Int32Array(returnStack.buffer),
    floatStack: new Float64Array(floatStack.buffer),
    addresses: {
      dataSpace: dataSpace.address,
      dataStack: dataStack.address,
      returnStack: returnStack.address,
      floatStack: floatStack.address,
    },
  };
}
