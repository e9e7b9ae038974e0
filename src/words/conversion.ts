/** Text to numbers by gforth's words: SNUMBER? and its kin. */

import { type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { shownText } from "../machine/system_text.ts";
import { MOST_NAME_BYTES, popBytes } from "./operands.ts";

const MINUS = 0x2d;
const POINT = 0x2e;
/** DPL of a number without a point. */
const NO_POINT = -1;

/** A number as four halves of cells, and how many characters follow its point (NO_POINT: it is a single cell). */
interface Converted {
  readonly halves: readonly [number, number, number, number];
  readonly pointPlace: number;
}

export function conversionWords(session: Session): HostWord[] {
  const { machine } = session;
  /** Converts a text and sets DPL. */
  const convert = (text: Uint8Array): Converted | undefined => {
    if (text.length > MOST_NAME_BYTES) return undefined;
    const converted = convertText(session, text);
    if (converted !== undefined) machine.storeNumber(SystemAddress.pointPlace, converted.pointPlace);
    return converted;
  };
  /** The same where the number is wanted in two cells: then it may be greater than one holds. */
  const convertDouble = (text: Uint8Array): Converted | undefined => {
    const converted = convert(text);
    if (converted?.pointPlace !== NO_POINT) return converted;
    return { ...converted, halves: session.text.convertNumber(withPoint(text)) ?? converted.halves };
  };
  /** What gforth leaves for a text that is no number: the digits at its beginning, without their sign. */
  const digitsOf = (text: Uint8Array): Converted => {
    const digits = text[0] === MINUS ? text.subarray(1) : text;
    for (let length = Math.min(digits.length, MOST_NAME_BYTES); length > 0; length--) {
      const converted = convertText(session, digits.subarray(0, length));
      if (converted !== undefined) return converted;
    }
    return { halves: [0, 0, 0, 0], pointPlace: NO_POINT };
  };
  const pushDouble = ({ halves }: Converted) => {
    machine.push(halves[0], halves[1]);
    machine.push(halves[2], halves[3]);
  };
  /** ( -- 0 | n -1 | d +n ) */
  const pushKind = (converted: Converted | undefined) => {
    if (converted === undefined) machine.push(0, 0);
    else if (converted.pointPlace === NO_POINT) {
      machine.push(converted.halves[0], converted.halves[1]);
      machine.pushNumber(-1);
    } else {
      pushDouble(converted);
      machine.pushNumber(converted.pointPlace + 1);
    }
  };
  /** The counted string below the top, which is the top here. */
  const counted = (): Uint8Array => {
    const address = machine.peekLow() >>> 0;
    return machine.range(address + 1, machine.loadByte(address));
  };
  return [
    host("s>number?", "c-addr u -- d1 d2 flag", () => {
      const text = popBytes(machine);
      const converted = convertDouble(text);
      pushDouble(converted ?? digitsOf(text));
      machine.pushFlag(converted !== undefined);
    }),
    host("number?", undefined, () => {
      const converted = convert(counted());
      if (converted !== undefined) machine.drop();
      pushKind(converted);
    }),
    host("number", "c-addr -- d1 d2", () => {
      const text = counted();
      const converted = convert(text);
      if (converted === undefined) throw machine.fault(ThrowCodes.undefinedWord, shownText(text));
      machine.drop();
      pushDouble(converted);
    }),
  ];
}

/** As gforth 0.7 has it, points anywhere make a number a double; the text interpreter only takes one at the end. */
function convertText(session: Session, text: Uint8Array): Converted | undefined {
  const point = text.indexOf(POINT);
  if (point < 0) {
    const halves = session.text.convertNumber(text);
    return halves === undefined ? undefined : { halves, pointPlace: NO_POINT };
  }
  if (text.some((byte, at) => byte === POINT && text[at + 1] === POINT)) return undefined;
  const halves = session.text.convertNumber(withPoint(text.filter((byte) => byte !== POINT)));
  const pointPlace = text.length - text.lastIndexOf(POINT) - 1;
  return halves === undefined ? undefined : { halves, pointPlace };
}

function withPoint(text: Uint8Array): Uint8Array {
  const pointed = new Uint8Array(text.length + 1);
  pointed.set(text);
  pointed[text.length] = POINT;
  return pointed;
}
