/** Numbers and text to the output, and text to numbers (Core, Core ext, Double). */

import { type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import type { Machine } from "../machine/machine.ts";

const MASK_64 = (1n << 64n) - 1n;

export function numericWords(session: Session): HostWord[] {
  const { machine, output } = session;
  const hold = new HoldBuffer(machine);
  const popDouble = () => BigInt.asIntN(128, popUnsignedDouble(machine));
  const right = (text: string, width: number) => output.text(text.padStart(Math.min(width, 1 << 20)));
  const inBase = (value: number | bigint) => value.toString(session.validBase).toUpperCase();
  return [
    host("emit", "char --", () => output.emit(machine.popLow() & 0xff)),
    host("type", "c-addr u --", () => {
      const length = machine.popUnsigned();
      const start = machine.popAddress();
      machine.checkRange(start, length);
      output.type(machine.bytesTo(start + length), start, start + length);
    }),
    host("cr", "--", () => output.emit(0x0a)),
    host("spaces", "n --", () => {
      for (let count = machine.popNumber(); count > 0; count--) output.emit(0x20);
    }),
    host(".", "n --", () => output.text(`${inBase(popInteger(machine))} `)),
    host("u.", "u --", () => output.text(`${inBase(BigInt.asUintN(64, machine.popBigInt()))} `)),
    host("dec.", "n --", () => output.text(`${machine.popBigInt()} `)),
    host("hex.", "u --", () =>
      output.text(`$${BigInt.asUintN(64, machine.popBigInt()).toString(16).toUpperCase()} `),
    ),
    host(".r", "n1 n2 --", () => {
      const width = machine.popNumber();
      right(inBase(machine.popBigInt()), width);
    }),
    host("u.r", "u n --", () => {
      const width = machine.popNumber();
      right(inBase(BigInt.asUintN(64, machine.popBigInt())), width);
    }),
    host("d.", "d1 d2 --", () => output.text(`${inBase(popDouble())} `)),
    host("ud.", "d1 d2 --", () => output.text(`${inBase(popUnsignedDouble(machine))} `)),
    host("d.r", "d1 d2 n --", () => {
      const width = machine.popNumber();
      right(inBase(popDouble()), width);
    }),
    host("ud.r", "d1 d2 n --", () => {
      const width = machine.popNumber();
      right(inBase(popUnsignedDouble(machine)), width);
    }),
    host("<#", "--", () => hold.clear()),
    host("#", "d1 d2 -- d1 d2", () =>
      pushDouble(machine, hold.digit(popUnsignedDouble(machine), session.validBase)),
    ),
    host("#s", "d1 d2 -- d1 d2", () => {
      let value = popUnsignedDouble(machine);
      do value = hold.digit(value, session.validBase);
      while (value !== 0n);
      pushDouble(machine, value);
    }),
    host("#>", "d1 d2 -- c-addr u", () => {
      machine.drop(2);
      machine.push(hold.start, 0);
      machine.push(hold.end - hold.start, 0);
    }),
    host("hold", "char --", () => hold.add(machine.popLow())),
    host("holds", "c-addr u --", () => {
      const length = machine.popLow();
      const text = machine.range(machine.popAddress(), length);
      for (let i = length - 1; i >= 0; i--) hold.add(text[i] as number);
    }),
    host("sign", "n --", () => {
      const negative = machine.peekHigh() < 0;
      machine.drop();
      if (negative) hold.add(0x2d);
    }),
    host(">number", "d1 d2 c-addr u -- d1 d2 c-addr u", () => toNumber(session)),
  ];
}

/** Pops a signed cell: a number where that is exact, because formatting a bigint is slow. */
function popInteger(machine: Machine): number | bigint {
  const high = machine.peekHigh();
  return high < 0x100000 && high >= -0x100000 ? machine.popNumber() : machine.popBigInt();
}

/** ( ud -- ) as an unsigned 128-bit number. */
function popUnsignedDouble(machine: Machine): bigint {
  const high = BigInt.asUintN(64, machine.popBigInt());
  return (high << 64n) | BigInt.asUintN(64, machine.popBigInt());
}

/** ( -- d ) from any number, modulo 2^128. */
function pushDouble(machine: Machine, value: bigint): void {
  machine.pushBigInt(value & MASK_64);
  machine.pushBigInt(value >> 64n);
}

/**
 * Pictured numeric output: characters from the right end of a buffer leftwards. Its state lies in the data space, where
 * native code works on it, too (plugins-src/runtime/numbers.zig).
 */
class HoldBuffer {
  constructor(private readonly machine: Machine) {}

  get start(): number {
    return this.machine.variable(SystemAddress.holdStart);
  }

  set start(address: number) {
    this.machine.setVariable(SystemAddress.holdStart, address);
  }

  get end(): number {
    return this.machine.variable(SystemAddress.holdEnd);
  }

  set end(address: number) {
    this.machine.setVariable(SystemAddress.holdEnd, address);
  }

  clear(): void {
    this.start = SystemAddress.holdAreaEnd;
    this.end = SystemAddress.holdAreaEnd;
    this.machine.setVariable(SystemAddress.holdNesting, 0);
  }

  /** Throws -17 when the buffer is full. */
  add(char: number): void {
    const { start } = this;
    if (start <= SystemAddress.holdAreaStart || start > SystemAddress.holdAreaEnd) {
      throw new ForthThrow(
        ThrowCodes.picturedOverflow,
        `${SystemAddress.holdAreaEnd - SystemAddress.holdAreaStart} characters at most`,
      );
    }
    this.machine.storeByte(start - 1, char);
    this.start = start - 1;
  }

  /** Adds the lowest digit of a number and gives the rest. */
  digit(value: bigint, base: number): bigint {
    const radix = BigInt(base);
    const digit = Number(value % radix);
    this.add(digit < 10 ? 0x30 + digit : 0x41 - 10 + digit);
    return value / radix;
  }
}

/** The value of a digit in any base up to 36, or 99. */
function digitValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? letter - 0x61 + 10 : 99;
}

/** >NUMBER (6.1.0570) */
function toNumber(session: Session): void {
  const { machine } = session;
  let length = machine.popLow();
  let address = machine.popAddress();
  let value = popUnsignedDouble(machine);
  const text = machine.range(address, length);
  const base = session.validBase;
  for (const byte of text) {
    const digit = digitValue(byte);
    if (digit >= base) break;
    value = value * BigInt(base) + BigInt(digit);
    address++;
    length--;
  }
  pushDouble(machine, value);
  machine.push(address, 0);
  machine.push(length, 0);
}
