/** CATCH and its kin, and the ways out of a program (Exception, Core; gforth's (bye)). */

import { ExecutionContext } from "../abi/bindings.ts";
import { CatchMark, throwOn } from "../forth/catching.ts";
import { dual, type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { ForthExit, ForthQuit, ThrowCodes } from "../machine/exceptions.ts";
import type { Machine } from "../machine/machine.ts";
import { textOf } from "../machine/system_text.ts";
import { parseText } from "./parsing.ts";
import { compileOrRun } from "./word_kinds.ts";

export function exceptionWords(session: Session): HostWord[] {
  const { machine } = session;
  session.markForCatch = () => {
    const mark = new CatchMark(session);
    return (error) => mark.caught(error).code;
  };
  return [
    host("catch", undefined, () => catchWord(session)),
    host("(throw)", "n -- never", () => throwWord(session)),
    host("(throw-anew)", "n -- never", () => {
      session.lastCaught = undefined;
      throwWord(session);
    }),
    host("(caught)", "n --", () => caughtHere(session, () => throwWord(session))),
    host("(caught-anew)", "n --", () => {
      session.lastCaught = undefined;
      caughtHere(session, () => throwWord(session));
    }),
    host("nothrow", "--", () => {
      session.lastCaught = undefined;
    }),
    host("abort", "-- never", () => {
      throw machine.fault(ThrowCodes.abort);
    }),
    dual('abort"', () => {
      const text = parseText(session);
      session.literal(session.dataSpace.storeString(text), 0);
      session.literal(text.length, 0);
      compileOrRun(session, '(abort")');
    }),
    dual('warning"', () => {
      const text = parseText(session);
      session.literal(session.dataSpace.storeString(text), 0);
      session.literal(text.length, 0);
      compileOrRun(session, '(warning")');
    }),
    host("(warn)", "c-addr u --", () => {
      const length = machine.popLow();
      session.warn(session.tokenPosition(), textOf(machine.range(machine.popAddress(), length)));
    }),
    host("quit", "-- never", () => {
      throw new ForthQuit();
    }),
    host("bye", "-- never", () => {
      throw new ForthExit(0);
    }),
    host("(bye)", "n -- never", () => {
      const code = machine.popNumber();
      // What is no exit code is not to pass as success (gforth, too, makes it 1).
      throw new ForthExit(code >= 0 && code <= 0xff ? code : 1);
    }),
  ];
}

/** ( n -- ) THROWs a code that is not zero. */
function throwWord(session: Session): never {
  const { machine } = session;
  const exact = machine.popBigInt();
  const number = Number(exact);
  const code = Number.isSafeInteger(number) ? number : exact;
  const detail =
    code === ThrowCodes.abortQuote
      ? session.abortMessage || undefined
      : (session.exceptionMessages.get(number) ?? session.files.reasonOf(number));
  throw throwOn(session, code) ?? machine.fault(code, detail);
}

/**
 * What code does that catches its own THROWs without a CATCH: the THROW becomes what was caught last, and that is all.
 * Native code keeps the frames besides (stages/native_backend).
 */
function caughtHere(session: Session, throws: () => never): void {
  const { context } = session.machine;
  const handlers = context[ExecutionContext.handlerDepth] as number;
  const mark = new CatchMark(session);
  context[ExecutionContext.handlerDepth] = handlers + 1;
  try {
    throws();
  } catch (error) {
    mark.caught(error);
  } finally {
    context[ExecutionContext.handlerDepth] = handlers;
  }
}

/** Pops what may be an execution token; 0, which is none, for what cannot be one. */
function popToken(machine: Machine): number {
  const high = machine.peekHigh();
  const token = machine.popLow();
  return high === 0 ? token : 0;
}

/** CATCH (9.6.1.0875), where no native code does it (see RuntimeEntry.catch). */
function catchWord(session: Session): void {
  const { machine } = session;
  const { context } = machine;
  const token = popToken(machine);
  if (session.compilesWords) session.compiler.noteCaught(token);
  const dataDepth = context[ExecutionContext.dataDepth] as number;
  const floatDepth = context[ExecutionContext.floatDepth] as number;
  const returnDepth = context[ExecutionContext.returnDepth] as number;
  const handlers = context[ExecutionContext.handlerDepth] as number;
  const mark = new CatchMark(session);
  const { localsInMemory } = session;
  context[ExecutionContext.handlerDepth] = handlers + 1;
  // What is compiled catches interrupts as soon as it is hot.
  if (!session.compilesWords) session.catchInCatch();
  try {
    if (session.dictionary.word(token) === undefined)
      throw machine.fault(ThrowCodes.invalidAddress, "not an execution token");
    session.run(token);
  } catch (error) {
    const thrown = mark.caught(error);
    context[ExecutionContext.dataDepth] = dataDepth;
    context[ExecutionContext.floatDepth] = floatDepth;
    context[ExecutionContext.returnDepth] = returnDepth;
    context[ExecutionContext.handlerDepth] = handlers;
    session.localsInMemory = localsInMemory;
    return machine.pushBigInt(BigInt(thrown.code));
  }
  context[ExecutionContext.handlerDepth] = handlers;
  machine.push(0, 0);
}
