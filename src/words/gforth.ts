/** Words of gforth that programs use and the standard does not have, as far as they need the session. */

import type { Definition } from "../forth/definition.ts";
import { byteString, dual, type HostWord, host, immediate } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { Source } from "../forth/source.ts";
import { showStack } from "../forth/stack_text.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { StandardFile } from "../machine/file_records.ts";
import { bytesOf } from "../machine/system_text.ts";
import { beginNameless, deferAddressOf, postponeName } from "./compiling.ts";
import { popBytes, popText, pushString } from "./operands.ts";
import { parseText, skipComment } from "./parsing.ts";
import { compileOrRun, compiling, compilingWhenRun } from "./word_kinds.ts";

/** The first THROW code that EXCEPTION gives out; the standard reserves -4095…-1 for the system (9.3.1). */
const FIRST_EXCEPTION = -2049;

const LEFT_BRACKET = 0x5b;

export function gforthWords(session: Session): HostWord[] {
  return [
    ...assertionWords(session),
    ...namingWords(session),
    ...compilationWords(session),
    ...sourceWords(session),
  ];
}

function assertionWords(session: Session): HostWord[] {
  const { machine } = session;
  let open = 0;
  const assertion = (level: number) => () => {
    if (machine.loadNumber(SystemAddress.assertLevel) >= level) {
      open++;
      return;
    }
    skipComment(session, "the assertion");
  };
  return [
    immediate("assert(", assertion(1)),
    immediate("assert0(", assertion(0)),
    immediate("assert1(", assertion(1)),
    immediate("assert2(", assertion(2)),
    immediate("assert3(", assertion(3)),
    immediate(")", () => {
      if (open === 0) throw new ForthThrow(ThrowCodes.abortQuote, ") without assert(");
      open--;
      compileOrRun(session, "(assert)");
    }),
    host("(failed-assertion)", "--", () => {
      throw machine.fault(ThrowCodes.abortQuote, "failed assertion");
    }),
    dual("~~", () => {
      const place = session.positions.place(session.tokenPosition());
      const where = bytesOf(place === undefined ? "" : `${place.name}:${place.line}:${place.column}: `);
      if (!session.compiling) return showAt(session, where);
      session.literal(where.length === 0 ? 0 : session.dataSpace.storeString(where), 0);
      session.literal(where.length, 0);
      compileOrRun(session, "(~~)");
    }),
    // No stack effect: what it shows must lie in memory.
    host("(~~)", undefined, () => showAt(session, popBytes(machine))),
    host("exception", "c-addr u -- n", () => {
      const text = popText(machine);
      const code = FIRST_EXCEPTION - session.exceptionMessages.size;
      session.exceptionMessages.set(code, text);
      machine.pushNumber(code);
    }),
    host("clearstack", undefined, () => machine.drop(machine.depth())),
    host("clearstacks", undefined, () => machine.clearStacks()),
  ];
}

/** What `~~` writes: where it stands, and the data stack. */
function showAt(session: Session, where: Uint8Array): void {
  const stack = bytesOf(`${showStack(session)}\n`);
  session.files.get(StandardFile.error)?.write(Buffer.concat([where, stack]));
}

function namingWords(session: Session): HostWord[] {
  const { machine } = session;
  return [
    host("nextname", "c-addr u --", () => {
      const name = popBytes(machine);
      session.pendingName = byteString(name, 0, name.length);
    }),
    host("noname", "--", () => {
      session.pendingName = "";
    }),
    host("interpret/compile:", "xt1 xt2 --", () => {
      const { index: compilation } = session.popXt();
      const { index: interpretation } = session.popXt();
      const word = session.parseNewWord();
      word.immediate = true;
      word.dual = true;
      machine.entries[word.index] = () => session.run(session.compiling ? compilation : interpretation);
    }),
    host(":is", undefined, () => {
      const address = deferAddressOf(session, session.parseWord());
      const word = beginNameless(session);
      machine.storeNumber(address, word.index);
    }),
    compiling(session, "defers", (definition) => {
      const address = deferAddressOf(session, session.parseWord());
      definition.call(machine.loadLow(address));
    }),
    dual("[is]", () => session.run(session.systemWord("is"))),
    dual("what's", () => session.run(session.systemWord("action-of"))),
  ];
}

function compilationWords(session: Session): HostWord[] {
  const { machine } = session;
  return [
    compiling(session, "]]", (definition) => postponeRun(session, definition)),
    immediate("[[", () => {
      throw new ForthThrow(ThrowCodes.controlMismatch, "[[ without ]]");
    }),
    compilingWhenRun(session, "]l", "x --", (definition) => {
      session.compiling = true;
      const high = machine.peekHigh();
      definition.literal(machine.popLow(), high);
    }),
    compiling(session, "?dup-if", (definition) => {
      definition.call(session.systemWord("?dup"));
      definition.if();
    }),
    compiling(session, "?dup-0=-if", (definition) => {
      definition.call(session.systemWord("?dup"));
      definition.call(session.systemWord("0="));
      definition.if();
    }),
    host(',"', "--", () => {
      const { dataSpace } = session;
      const text = parseText(session);
      if (text.length > 255)
        throw new ForthThrow(ThrowCodes.parsedOverflow, "a counted string has 255 characters at most");
      const at = dataSpace.here;
      dataSpace.allot(text.length + 1);
      machine.storeByte(at, text.length);
      machine.range(at + 1, text.length).set(text);
    }),
  ];
}

function sourceWords(session: Session): HostWord[] {
  const { machine } = session;
  const skipRest = () => {
    while (session.sources.refill());
    session.sources.parsePosition = session.source.lineEnd;
  };
  return [
    host("sourcefilename", "-- c-addr u", () => {
      const name = bytesOf(session.source.name);
      pushString(machine, session.dataSpace.storeString(name), name.length);
    }),
    host("sourceline#", "-- u", () => machine.push(session.source.line, 0)),
    immediate("\\\\\\", skipRest),
    immediate("\\\\", skipRest),
    host("execute-parsing", undefined, () => {
      const { index } = session.popXt();
      const length = machine.popAddress();
      const start = machine.popAddress();
      machine.checkRange(start, length);
      session.sources.push(
        new Source({
          kind: "string",
          sourceId: -1,
          name: "<execute-parsing>",
          bytes: machine.bytesTo(start + length),
          start,
          end: start + length,
        }),
      );
      session.run(index);
      session.sources.pop();
    }),
    host("tib", "-- c-addr", () => machine.push(session.sources.address(session.source.lineStart), 0)),
    host("#tib", "-- addr", () => {
      const { lineStart, lineEnd } = session.source;
      machine.storeNumber(SystemAddress.inputLength, lineEnd - lineStart);
      machine.push(SystemAddress.inputLength, 0);
    }),
  ];
}

/** ]] … [[ (gforth): POSTPONEs every word and number between. */
function postponeRun(session: Session, definition: Definition): void {
  for (;;) {
    const position = session.sources.parsePosition;
    const { start, end } = session.sources.parseName();
    if (start === end) {
      if (!session.sources.refill()) throw new ForthThrow(ThrowCodes.unexpectedEndOfFile, "]] has no [[");
      continue;
    }
    const { bytes } = session.source;
    if (end - start === 2 && bytes[start] === LEFT_BRACKET && bytes[start + 1] === LEFT_BRACKET) return;
    session.sources.parsePosition = position;
    postponeName(session, definition);
  }
}
