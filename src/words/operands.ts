/** Stack items that several word sets take and give: strings in the data space and double-cell numbers. */

import type { Session } from "../forth/session.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import type { Machine } from "../machine/machine.ts";
import { atHome } from "../machine/paths.ts";
import { textOf } from "../machine/system_text.ts";

const TWO_64 = 2 ** 64;

/** ( c-addr u -- ) Gives the bytes in place, not a copy. Throws -9 when they are not all in the data space. */
export function popBytes(machine: Machine): Uint8Array {
  const length = machine.popUnsigned();
  return machine.range(machine.popAddress(), length);
}

/** Longer names, numbers and commands nobody takes. */
export const MOST_NAME_BYTES = 2 ** 20;

/**
 * ( c-addr u -- ) Gives a name, command or number as text, in which no byte is lost: see `system_text.ts`. Throws -24 for
 * what is far too long for one.
 */
export function popText(machine: Machine): string {
  const bytes = popBytes(machine);
  if (bytes.length <= MOST_NAME_BYTES) return textOf(bytes);
  throw machine.fault(ThrowCodes.invalidNumber, `a name of ${bytes.length} bytes`);
}

/** ( c-addr u -- ) Gives the name of a file or folder. */
export const popPath = (machine: Machine): string => atHome(popText(machine));

/** ( -- c-addr u ) from two safe integers. */
export function pushString(machine: Machine, address: number, length: number): void {
  machine.pushNumber(address);
  machine.pushNumber(length);
}

/** ( ud -- ) Gives an unsigned double-cell number; inexact above 2^53. */
export function popUnsignedDouble(machine: Machine): number {
  const high = machine.popUnsigned();
  return high * TWO_64 + machine.popUnsigned();
}

/** ( -- ud ) from a safe integer that is not negative. */
export function pushUnsignedDouble(machine: Machine, value: number): void {
  machine.pushNumber(value);
  machine.push(0, 0);
}

/** ( -- d ) from any bigint, modulo 2^128. */
export function pushDouble(machine: Machine, value: bigint): void {
  machine.pushBigInt(value);
  machine.pushBigInt(value >> 64n);
}

/** Copies bytes into a new heap block, which the program may FREE. Throws -59 when there is no room. */
export function heapCopy(
  session: Session,
  ...parts: readonly Uint8Array[]
): { address: number; length: number } {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const address = session.dataSpace.allocate(length);
  if (address === undefined)
    throw new ForthThrow(ThrowCodes.allocate, `no room for ${length} bytes (see --memory)`);
  let at = address;
  for (const part of parts) {
    session.machine.range(at, part.length).set(part);
    at += part.length;
  }
  return { address, length };
}
