/** Floating-point words that are not single operations (Floating, Floating ext; gforth's F.RDP and F.S). */

import { type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { power, powerOfTen } from "../machine/operations.ts";
import { bytesOf } from "../machine/system_text.ts";
import {
  formatEngineering,
  formatFixed,
  formatForStack,
  formatScientific,
  formatWidth,
  MAX_DIGITS,
  parseFloatString,
  represent,
  specialText,
} from "./float_text.ts";
import { popBytes, popText, pushDouble } from "./operands.ts";

const WIDEST = 65536;
const SPACE = 0x20;
const ZERO = 0x30;

export function floatingWords(session: Session): HostWord[] {
  return [...functionWords(session), ...conversionWords(session), ...printingWords(session)];
}

/** Functions of one float that the prelude does not have. */
const functions: readonly (readonly [string, (x: number) => number])[] = [
  ["fsin", Math.sin],
  ["fcos", Math.cos],
  ["ftan", Math.tan],
  ["fasin", Math.asin],
  ["facos", Math.acos],
  ["fatan", Math.atan],
  ["fsinh", Math.sinh],
  ["fcosh", Math.cosh],
  ["ftanh", Math.tanh],
  ["fasinh", Math.asinh],
  ["facosh", Math.acosh],
  ["fatanh", Math.atanh],
  ["fexp", Math.exp],
  ["fexpm1", Math.expm1],
  ["fln", Math.log],
  ["flnp1", Math.log1p],
  ["flog", Math.log10],
  ["falog", powerOfTen],
];

function functionWords(session: Session): HostWord[] {
  const { machine } = session;
  return [
    ...functions.map(([name, compute]) =>
      host(name, "-- F: r -- r", () => machine.pushFloat(compute(machine.popFloat()))),
    ),
    host("fatan2", "-- F: r1 r2 -- r", () => {
      const x = machine.popFloat();
      machine.pushFloat(Math.atan2(machine.popFloat(), x));
    }),
    host("f**", "-- F: r1 r2 -- r", () => {
      const exponent = machine.popFloat();
      machine.pushFloat(power(machine.popFloat(), exponent));
    }),
    host("fcopysign", "-- F: r1 r2 -- r", () => {
      const sign = machine.popFloat();
      const magnitude = Math.abs(machine.popFloat());
      machine.pushFloat(sign < 0 || Object.is(sign, -0) ? -magnitude : magnitude);
    }),
  ];
}

function conversionWords(session: Session): HostWord[] {
  const { machine } = session;
  return [
    host("(>float)", "c-addr u -- flag F: -- r", () => {
      const value = parseFloatString(popText(machine));
      machine.pushFloat(value ?? 0);
      machine.pushFlag(value !== undefined);
    }),
    host("(d>f)", "d1 d2 -- F: -- r", () => {
      const high = machine.popBigInt();
      machine.pushFloat(Number((high << 64n) | BigInt.asUintN(64, machine.popBigInt())));
    }),
    host("(f>d)", "-- d1 d2 F: r --", () => {
      const value = Math.trunc(machine.popFloat());
      if (!(value >= -(2 ** 127) && value < 2 ** 127)) throw machine.fault(ThrowCodes.outOfRange);
      pushDouble(machine, BigInt(value));
    }),
    host("represent", "c-addr u -- n flag1 flag2 F: r --", () => {
      const target = popBytes(machine);
      const value = machine.popFloat();
      const special = specialText(value);
      const { digits, exponent, negative } =
        special === undefined
          ? represent(value, Math.min(target.length, MAX_DIGITS))
          : { digits: special, exponent: 0, negative: value < 0 };
      target.fill(special === undefined ? ZERO : SPACE);
      for (let i = 0; i < Math.min(digits.length, target.length); i++) target[i] = digits.charCodeAt(i);
      machine.pushNumber(exponent);
      machine.pushFlag(negative);
      machine.pushFlag(special === undefined);
    }),
  ];
}

function printingWords(session: Session): HostWord[] {
  const { machine, output } = session;
  const precision = () => machine.loadNumber(SystemAddress.precision);
  /** @param special what follows an infinity and what is no number; gforth has a blank behind those of F. alone */
  const printing = (
    name: string,
    format: (value: number, precision: number) => string,
    special: string,
  ): HostWord =>
    host(name, "-- F: r --", () => {
      const value = machine.popFloat();
      const text = format(value, precision());
      // As in gforth, what is no number has no more characters than a number would have digits.
      output.text(Number.isFinite(value) ? `${text} ` : text.slice(0, precision()) + special);
    });
  /** ( +nr +nd +np -- F: r -- ) */
  const popFormat = () => {
    const significant = Math.max(0, machine.popNumber());
    const decimals = Math.max(0, machine.popNumber());
    const width = Math.min(Math.max(0, machine.popNumber()), WIDEST);
    return { value: machine.popFloat(), width, decimals, significant };
  };
  return [
    printing("f.", formatFixed, " "),
    printing("fe.", formatEngineering, ""),
    printing("fs.", formatScientific, ""),
    host("f.rdp", "n1 n2 n3 -- F: r --", () => {
      const { value, width, decimals, significant } = popFormat();
      output.text(formatWidth(value, width, decimals, significant));
    }),
    host("(f>buf-rdp)", "c-addr n1 n2 n3 -- F: r --", () => {
      const { value, width, decimals, significant } = popFormat();
      const target = machine.range(machine.popAddress(), width);
      const text = formatWidth(value, width, decimals, significant);
      for (let i = 0; i < width; i++) target[i] = text.charCodeAt(i);
    }),
    host("f>str-rdp", "n1 n2 n3 -- c-addr u F: r --", () => {
      const { value, width, decimals, significant } = popFormat();
      const text = bytesOf(formatWidth(value, width, decimals, significant));
      const shown = text.subarray(0, SystemAddress.holdAreaEnd - SystemAddress.holdAreaStart);
      machine.bytesTo(SystemAddress.holdAreaEnd).set(shown, SystemAddress.holdAreaStart);
      machine.push(SystemAddress.holdAreaStart, 0);
      machine.push(shown.length, 0);
    }),
    host("f.s", undefined, () => {
      const depth = machine.floatDepth();
      output.text(`<${depth}> `);
      for (let i = depth - 1; i >= 0; i--) output.text(`${formatForStack(machine.peekFloat(i))} `);
    }),
  ];
}
