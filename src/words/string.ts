/** Strings (String, String ext; gforth's comparisons, S+ and searches). */
import { type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import type { Machine } from "../machine/machine.ts";
import { heapCopy, popBytes, pushString } from "./operands.ts";

const PERCENT = 0x25;
const SPACE = 0x20;
/** Up to this length a loop is faster than a call into the runtime. */
const SHORT = 64;

export function stringWords(session: Session): HostWord[] {
  const { machine } = session;
  /** ( c-addr1 u1 c-addr2 u2 -- flag ) */
  const relation = (
    name: string,
    holds: (bytes: Uint8Array, first: number, length1: number, second: number, length2: number) => boolean,
  ): HostWord =>
    host(name, "c-addr1 u1 c-addr2 u2 -- flag", () => {
      const length2 = machine.popUnsigned();
      const second = popString(machine, length2);
      const length1 = machine.popUnsigned();
      const first = popString(machine, length1);
      const bytes = machine.bytesTo(Math.max(first + length1, second + length2));
      machine.pushFlag(holds(bytes, first, length1, second, length2));
    });
  return [
    host("compare", "c-addr1 u1 c-addr2 u2 -- n", () => {
      const length2 = machine.popUnsigned();
      const second = popString(machine, length2);
      const length1 = machine.popUnsigned();
      const first = popString(machine, length1);
      const bytes = machine.bytesTo(Math.max(first + length1, second + length2));
      machine.pushNumber(compareStrings(bytes, first, length1, second, length2));
    }),
    relation(
      "str=",
      (bytes, first, length1, second, length2) =>
        length1 === length2 && compareStrings(bytes, first, length1, second, length2) === 0,
    ),
    relation(
      "str<",
      (bytes, first, length1, second, length2) => compareStrings(bytes, first, length1, second, length2) < 0,
    ),
    relation(
      "string-prefix?",
      (bytes, text, length, prefix, prefixLength) =>
        prefixLength <= length && compareStrings(bytes, text, prefixLength, prefix, prefixLength) === 0,
    ),
    relation("string-suffix?", (bytes, text, length, suffix, suffixLength) => {
      const start = text + length - suffixLength;
      return suffixLength <= length && compareStrings(bytes, start, suffixLength, suffix, suffixLength) === 0;
    }),
    host("capscompare", "c-addr1 u1 c-addr2 u2 -- n", () => {
      const second = upperCase(popBytes(machine));
      machine.pushNumber(Buffer.compare(upperCase(popBytes(machine)), second));
    }),
    host("search", "c-addr1 u1 c-addr2 u2 -- c-addr3 u3 flag", () => {
      const pattern = popBytes(machine);
      const text = popBytes(machine);
      const found = indexOfBytes(text, pattern);
      const skipped = Math.max(0, found);
      pushString(machine, text.byteOffset + skipped, text.length - skipped);
      machine.pushFlag(found >= 0);
    }),
    host("-trailing", "c-addr u -- c-addr u", () => {
      const text = popBytes(machine);
      let end = text.length;
      while (end > 0 && text[end - 1] === SPACE) end--;
      pushString(machine, text.byteOffset, end);
    }),
    host("s+", "c-addr1 u1 c-addr2 u2 -- c-addr u", () => {
      const second = popBytes(machine);
      const { address, length } = heapCopy(session, popBytes(machine), second);
      pushString(machine, address, length);
    }),
    host("append", "c-addr1 u1 c-addr2 u2 -- c-addr u", () => append(session)),
    host("unescape", "c-addr1 u1 c-addr2 -- c-addr2 u2", () => {
      const target = machine.popAddress();
      const text = popBytes(machine);
      const length = unescapedLength(text);
      unescapeInto(machine.range(target, length), text);
      pushString(machine, target, length);
    }),
  ];
}

/** Pops the address of a string whose length is popped already. Throws -9 when it is not all in the data space. */
function popString(machine: Machine, length: number): number {
  const address = machine.popAddress();
  machine.checkRange(address, length);
  return address;
}

/** -1, 0 or 1 as the first string of the data space sorts before, like or after the second (17.6.1.0935). */
function compareStrings(
  bytes: Uint8Array,
  first: number,
  length1: number,
  second: number,
  length2: number,
): number {
  const length = Math.min(length1, length2);
  // Views of the data space cost more than a short loop.
  if (length > SHORT)
    return Buffer.compare(bytes.subarray(first, first + length1), bytes.subarray(second, second + length2));
  for (let i = 0; i < length; i++) {
    const difference = (bytes[first + i] as number) - (bytes[second + i] as number);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(length1 - length2);
}

/** Where the pattern begins in the text, or -1. */
function indexOfBytes(text: Uint8Array, pattern: Uint8Array): number {
  if (pattern.length === 0) return 0;
  return Buffer.from(text.buffer, text.byteOffset, text.length).indexOf(pattern);
}

function upperCase(text: Uint8Array): Uint8Array {
  return text.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte));
}

/** APPEND of gforth: lengthens a heap string by another string. */
function append(session: Session): void {
  const { machine, dataSpace } = session;
  const added = popBytes(machine).slice();
  const text = popBytes(machine);
  const address = dataSpace.resize(text.byteOffset, text.length + added.length);
  if (address === undefined) throw new ForthThrow(ThrowCodes.resize, "APPEND lengthens a string on the heap");
  machine.range(address + text.length, added.length).set(added);
  pushString(machine, address, text.length + added.length);
}

function unescapedLength(text: Uint8Array): number {
  let length = text.length;
  for (const byte of text) if (byte === PERCENT) length++;
  return length;
}

/** UNESCAPE (17.6.2.2375): doubles each %. From the end, so that the target may begin where the text does. */
function unescapeInto(target: Uint8Array, text: Uint8Array): void {
  let to = target.length;
  for (let from = text.length - 1; from >= 0; from--) {
    const byte = text[from] as number;
    target[--to] = byte;
    if (byte === PERCENT) target[--to] = byte;
  }
}
