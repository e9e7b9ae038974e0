/** Control structures (Core, Core ext, and gforth's further loops and CASE words). */
import { BodyKind, QuestionDo } from "../abi/bindings.ts";
import type { Definition } from "../forth/definition.ts";
import { type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { type Compile, compiling, compilingWhenRun } from "./word_kinds.ts";

export function controlWords(session: Session): HostWord[] {
  const structure = (name: string, compile: Compile): HostWord => compiling(session, name, compile);
  /** As in gforth LEAVE outside a loop is worth a warning, and an error when it runs: there are programs with it. */
  const leave = (d: Definition): void => {
    if (d.leaves.length > 0) return d.leave();
    session.warn(d.position, "LEAVE outside a loop");
    call(d, "(leave-outside)");
  };
  const call = (definition: Definition, name: string) => definition.call(session.systemWord(name));
  /** Outside of loops I is another name of R@, as in fig-Forth: what the definition has put onto the return stack. */
  const heldByHand = (d: Definition): boolean =>
    d.leaves.length === 0 && [">r", "2>r"].some((name) => d.calls(session.systemWord(name)));
  return [
    structure("if", (d) => d.if()),
    structure("else", (d) => d.else()),
    structure("then", (d) => d.endIf()),
    structure("endif", (d) => d.endIf()),
    structure("ahead", (d) => d.ahead()),
    structure("begin", (d) => d.begin()),
    structure("again", (d) => d.again()),
    structure("until", (d) => d.until()),
    structure("while", (d) => d.while()),
    structure("repeat", (d) => d.repeat()),
    structure("do", (d) => d.do()),
    structure("?do", (d) => d.questionDo(QuestionDo.questionDo)),
    structure("+do", (d) => d.questionDo(QuestionDo.plusDo)),
    structure("u+do", (d) => d.questionDo(QuestionDo.uPlusDo)),
    structure("-do", (d) => d.questionDo(QuestionDo.minusDo)),
    structure("u-do", (d) => d.questionDo(QuestionDo.uMinusDo)),
    structure("for", (d) => {
      // gforth: ( u -- ) runs u+1 times, I counting down from u to 0.
      d.emit(BodyKind.literal, 0, 0);
      call(d, "swap");
      d.do();
    }),
    structure("next", (d) => {
      d.emit(BodyKind.literal, -1, -1);
      d.plusLoop(0, "NEXT");
    }),
    structure("loop", (d) => d.loop()),
    structure("+loop", (d) => d.plusLoop(0)),
    structure("-loop", (d) => d.plusLoop(1)),
    structure("leave", leave),
    structure("?leave", (d) => {
      d.if();
      leave(d);
      d.endIf();
    }),
    host("(leave-outside)", "-- never", () => {
      throw session.machine.fault(ThrowCodes.controlMismatch, "LEAVE outside a loop");
    }),
    structure("unloop", (d) => d.emit(BodyKind.unloop)),
    structure("i", (d) => (heldByHand(d) ? call(d, "r@") : d.emit(BodyKind.index, 0))),
    structure("j", (d) => d.emit(BodyKind.index, 1)),
    structure("k", (d) => d.emit(BodyKind.index, 2)),
    structure("i'", (d) => {
      if (!heldByHand(d)) return d.loopLimit(0, session.systemWord("over"));
      call(d, "2r@");
      call(d, "drop");
    }),
    structure("exit", (d) => d.exit()),
    structure("?exit", (d) => {
      d.if();
      d.exit();
      d.endIf();
    }),
    structure("recurse", (d) => d.call(d.self.index)),
    structure("case", (d) => d.case()),
    structure("of", (d) => {
      call(d, "over");
      call(d, "=");
      d.of();
      call(d, "drop");
    }),
    structure("?of", (d) => d.of()),
    structure("contof", (d) => d.continueOf()),
    structure("next-case", (d) => d.nextCase()),
    structure("scope", (d) => d.beginScope()),
    structure("endscope", (d) => d.endScope()),
    structure("assume-live", (d) => d.assumeLive()),
    structure("unreachable", (d) => d.unreachable()),
    structure("endof", (d) => d.endOf()),
    structure("endcase", (d) => {
      call(d, "drop");
      d.endCase();
    }),
    compilingWhenRun(session, "cs-pick", "u --", (d) => d.controlPick(session.machine.popLow())),
    compilingWhenRun(session, "cs-drop", "--", (d) => d.controlDrop()),
    compilingWhenRun(session, "cs-roll", "u --", (d) => d.controlRoll(session.machine.popLow())),
  ];
}
