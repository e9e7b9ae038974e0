/** Words of gforth that programs use and the standard does not have, as far as they need the session. */
import { SystemAddress } from "../data_space.ts";
import { type HostWord, host, immediate } from "../dictionary.ts";
import { ForthThrow, ThrowCodes } from "../exceptions.ts";
import type { Session } from "../session.ts";
import { postpone } from "./compiling.ts";

/** The first THROW code that EXCEPTION gives out; the standard reserves -4095…-1 for the system (9.3.1). */
const FIRST_EXCEPTION = -2049;

const CELL = 8n;

export function gforthWords(session: Session): HostWord[] {
  const { machine } = session;
  const assertion = (level: number) => () => {
    if (machine.loadNumber(SystemAddress.assertLevel) >= level) return;
    if (!session.parse(0x29).found) {
      throw new ForthThrow(ThrowCodes.unexpectedEndOfFile, "the assertion has no )");
    }
  };
  /** The root class of mini-oof: the sizes of its methods and of its variables. */
  let rootClass: number | undefined;
  const makeRootClass = (): number => {
    const sizes = new Uint8Array(BigUint64Array.of(CELL, 2n * CELL).buffer);
    return session.dataSpace.storeString(sizes);
  };
  return [
    host("object", "-- class", () => {
      rootClass ??= makeRootClass();
      machine.push(rootClass, 0);
    }),
    immediate("assert(", assertion(1)),
    immediate("assert0(", assertion(0)),
    immediate("assert1(", assertion(1)),
    immediate("assert2(", assertion(2)),
    immediate("assert3(", assertion(3)),
    immediate(")", () => {
      const index = session.systemWord("(assert)");
      if (session.compiling) session.compiled().call(index);
      else session.run(index);
    }),
    host("(assert)", "flag --", () => {
      if (!machine.popFlag()) throw machine.fault(ThrowCodes.abortQuote, "failed assertion");
    }),
    host("assert-level", "-- addr", () => machine.push(SystemAddress.assertLevel, 0)),
    host("warnings", "-- addr", () => machine.push(SystemAddress.warnings, 0)),
    host("nextname", "c-addr u --", () => {
      const length = machine.popLow();
      const name = machine.range(machine.popAddress(), length);
      session.pendingName = String.fromCharCode(...name);
    }),
    host("noname", "--", () => {
      session.pendingName = "";
    }),
    host("sourcefilename", "-- c-addr u", () => {
      const name = new TextEncoder().encode(session.source.name);
      machine.push(session.dataSpace.storeString(name), 0);
      machine.push(name.length, 0);
    }),
    host("sourceline#", "-- u", () => machine.push(session.source.line, 0)),
    host("exception", "c-addr u -- n", () => {
      const length = machine.popLow();
      const text = new TextDecoder().decode(machine.range(machine.popAddress(), length).slice());
      const code = FIRST_EXCEPTION - session.exceptionMessages.size;
      session.exceptionMessages.set(code, text);
      machine.pushNumber(code);
    }),
    host("clearstack", undefined, () => machine.drop(machine.depth())),
    host("clearstacks", undefined, () => machine.clearStacks()),
    host("s>number?", "c-addr u -- d1 d2 flag", () => {
      const length = machine.popLow();
      const text = machine.range(machine.popAddress(), length);
      const number = session.convertNumber(text);
      for (const half of [0, 2]) machine.push(number?.[half] ?? 0, number?.[half + 1] ?? 0);
      machine.pushFlag(number !== undefined);
    }),
    immediate("]]", () => postponeRun(session)),
    host("]l", "x --", () => {
      session.compiling = true;
      const high = machine.peekHigh();
      session.compiled().literal(machine.popLow(), high);
    }),
    immediate("?dup-if", () => {
      const definition = session.compiled();
      definition.call(session.systemWord("?dup"));
      definition.if();
    }),
    immediate("?dup-0=-if", () => {
      const definition = session.compiled();
      definition.call(session.systemWord("?dup"));
      definition.call(session.systemWord("0="));
      definition.if();
    }),
    host(',"', "--", () => {
      const { dataSpace } = session;
      const text = session.parseString();
      if (text.length > 255)
        throw new ForthThrow(ThrowCodes.parsedOverflow, "a counted string has 255 characters at most");
      const at = dataSpace.here;
      dataSpace.allot(text.length + 1);
      machine.bytes[at] = text.length;
      machine.bytes.set(text, at + 1);
    }),
  ];
}

/** ]] … [[ (gforth): POSTPONEs every word and number between. */
function postponeRun(session: Session): void {
  const definition = session.compiled();
  for (;;) {
    const { start, end } = session.parseName();
    if (start === end) {
      if (!session.refill()) throw new ForthThrow(ThrowCodes.unexpectedEndOfFile, "]] has no [[");
      continue;
    }
    const { bytes } = session.source;
    if (end - start === 2 && bytes[start] === 0x5b && bytes[start + 1] === 0x5b) return;
    const word = session.find(bytes, start, end);
    if (word !== undefined) {
      postpone(session, word);
      continue;
    }
    const number = session.convertNumber(bytes.subarray(start, end));
    if (number === undefined) throw session.undefinedWord(start, end);
    definition.literal(number[0], number[1]);
    definition.call(session.systemWord("literal"));
  }
}
