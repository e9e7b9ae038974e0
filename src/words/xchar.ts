/** Extended characters: UTF-8 (Xchar, Xchar ext). Malformed text is THROW -77. */

import { type HostWord, host } from "../forth/dictionary.ts";
import { Keyboard } from "../forth/keyboard.ts";
import type { Session } from "../forth/session.ts";
import {
  decode,
  encode,
  encodedLength,
  isContinuation,
  LONGEST_CHARACTER,
  lengthFromLead,
} from "../forth/utf8.ts";
import { type ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { shownText } from "../machine/system_text.ts";
import { popBytes, pushString } from "./operands.ts";

const UTF_8 = 1;

export function xcharWords(session: Session): HostWord[] {
  return [...characterWords(session), ...textWords(session), ...deviceWords(session)];
}

function malformed({ machine }: Session, detail: string): ForthThrow {
  return machine.fault(ThrowCodes.malformedCharacter, detail);
}

/** ( xchar -- ) Gives its encoding. */
function popEncoded(session: Session): Uint8Array {
  const code = session.machine.popNumber();
  const bytes = new Uint8Array(LONGEST_CHARACTER);
  const length = encode(code, bytes);
  if (length === 0) throw malformed(session, `${code} is no character of Unicode`);
  return bytes.subarray(0, length);
}

/** The bytes from `address` on, at most as many as a character has. */
function bytesAt({ machine }: Session, address: number): Uint8Array {
  machine.checkRange(address, 1);
  return machine.bytes.subarray(address, Math.min(address + LONGEST_CHARACTER, machine.limit));
}

/** Characters in memory, by their address. */
function characterWords(session: Session): HostWord[] {
  const { machine } = session;
  return [
    host("xc-size", "xchar -- u", () => machine.pushNumber(popEncoded(session).length)),
    host("x-size", "xc-addr u1 -- u2", () => machine.pushNumber(firstLength(popBytes(machine)))),
    host("xc@", "xc-addr -- xchar", () => {
      const code = decode(bytesAt(session, machine.popAddress()));
      if (code < 0) throw malformed(session, "no character of UTF-8 begins here");
      machine.push(code, 0);
    }),
    host("xc@+", "xc-addr1 -- xc-addr2 xchar", () => {
      const address = machine.popAddress();
      const code = decode(bytesAt(session, address));
      if (code < 0) throw malformed(session, "no character of UTF-8 begins here");
      machine.push(address + encodedLength(code), 0);
      machine.push(code, 0);
    }),
    host("xc!+", "xchar xc-addr1 -- xc-addr2", () => {
      const address = machine.popAddress();
      const bytes = popEncoded(session);
      machine.range(address, bytes.length).set(bytes);
      machine.push(address + bytes.length, 0);
    }),
    host("xchar+", "xc-addr1 -- xc-addr2", () => {
      const address = machine.popAddress();
      machine.push(address + firstLength(bytesAt(session, address)), 0);
    }),
    host("xc-width", "xchar -- n", () => machine.pushNumber(columns(popEncoded(session)))),
  ];
}

/** Strings of extended characters. */
function textWords(session: Session): HostWord[] {
  const { machine } = session;
  return [
    host("+x/string", "xc-addr1 u1 -- xc-addr2 u2", () => {
      const text = popBytes(machine);
      const length = firstLength(text);
      pushString(machine, text.byteOffset + length, text.length - length);
    }),
    host("(-trailing-garbage)", "xc-addr u1 -- xc-addr u2", () => {
      const text = popBytes(machine);
      const length = lastLength(text);
      const complete = decode(text.subarray(text.length - length)) >= 0;
      pushString(machine, text.byteOffset, complete ? text.length : text.length - length);
    }),
    // gforth's ways to say which encoding texts have: there is one.
    host("utf-8", "-- n", () => machine.push(UTF_8, 0)),
    host("get-encoding", "-- n", () => machine.push(UTF_8, 0)),
    host("set-encoding", "n --", () => {
      if (machine.popNumber() !== UTF_8) throw machine.fault(ThrowCodes.unsupported, "texts are UTF-8 here");
    }),
    host("x-width", "xc-addr u -- n", () => machine.pushNumber(columns(popBytes(machine)))),
  ];
}

function deviceWords(session: Session): HostWord[] {
  const { machine } = session;
  const keyboard = new Keyboard(session.input, session.output, session.terminal);
  return [
    host("xemit", "xchar --", () => session.output.type(popEncoded(session))),
    host("xkey", "-- xchar", () => {
      const bytes = Uint8Array.of(keyboard.readByte(), 0, 0, 0);
      const length = lengthFromLead(bytes[0] as number);
      for (let i = 1; i < length; i++) bytes[i] = keyboard.readByte();
      const code = decode(bytes.subarray(0, length));
      if (code < 0) throw malformed(session, "standard input is not UTF-8");
      machine.push(code, 0);
    }),
    host("xkey?", "-- flag", () => machine.pushFlag(keyboard.ready())),
  ];
}

/** How many bytes the first character of a text has, malformed or not; 0 for an empty text. */
function firstLength(text: Uint8Array): number {
  return text.length === 0 ? 0 : Math.min(text.length, lengthFromLead(text[0] as number));
}

/** How many bytes the last character of a text has, malformed or not; 0 for an empty text. */
function lastLength(text: Uint8Array): number {
  let length = Math.min(1, text.length);
  while (
    length < Math.min(text.length, LONGEST_CHARACTER) &&
    isContinuation(text[text.length - length] as number)
  ) {
    length++;
  }
  return length;
}

/** The columns that a text takes on a terminal. */
function columns(text: Uint8Array): number {
  return Bun.stringWidth(shownText(text));
}
