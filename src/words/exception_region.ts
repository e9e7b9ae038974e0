/**
 * gforth's exception regions: TRY … IFERROR … THEN … ENDTRY, TRY … RESTORE … ENDTRY, and the old TRY … RECOVER … ENDTRY.
 *
 * The text behind TRY becomes a definition that CATCH runs; the locals around it are shared through memory. As in
 * gforth, the return stack and the loop indices around a TRY cannot be had inside. Unlike there, what lies behind the
 * THEN of IFERROR is no longer part of the region.
 */
import { Definition } from "../forth/definition.ts";
import type { HostWord } from "../forth/dictionary.ts";
import { compileFrame, compileFrameEnd, type LocalsFrame, openFrame } from "../forth/locals.ts";
import type { Session } from "../forth/session.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { finish } from "./compiling.ts";
import { compiling, inDefinition } from "./word_kinds.ts";

export function exceptionRegionWords(session: Session): HostWord[] {
  /** The frames of the regions that are being compiled, by the definition of their text. */
  const frames = new WeakMap<Definition, LocalsFrame>();
  const call = (definition: Definition, name: string) => definition.call(session.systemWord(name));

  const begin = (outer: Definition): void => {
    const frame = compileFrame(session, outer);
    outer.control.push({ kind: "try", position: outer.position });
    const inner = new Definition(session.createAnonymousWord(), outer, outer.self);
    if (frame !== undefined) {
      frames.set(inner, frame);
      openFrame(inner, frame);
    }
    session.definition = inner;
  };

  /** Ends the text behind TRY; the code so far leaves ( -- i*x 0 ) or, after a THROW, ( -- i*x n ). */
  const end = (inner: Definition, word: string): Definition => {
    const outer = inner.parent;
    if (outer?.control.at(-1)?.kind !== "try" || inner.self === inner.word)
      throw new ForthThrow(ThrowCodes.controlMismatch, `${word} without TRY`);
    finish(session, inner, word);
    session.definition = outer;
    inDefinition(session, (definition) => {
      const frame = frames.get(inner);
      if (frame !== undefined) definition.getCell(frame.base);
      definition.literal(inner.word.index, 0);
      call(definition, "catch");
      if (frame === undefined) return;
      compileFrameEnd(session, definition, frame);
      // After a THROW, CATCH leaves something where the frame's address was.
      definition.unobserved(() => {
        call(definition, "dup");
        definition.if();
        call(definition, "nip");
        definition.endIf();
      });
    });
    return outer;
  };

  const ifError = (inner: Definition, word: string): Definition => {
    const definition = end(inner, word);
    call(definition, "?dup");
    definition.if();
    return definition;
  };

  return [
    compiling(session, "try", begin),
    compiling(session, "iferror", (inner) => void ifError(inner, "IFERROR")),
    compiling(session, "recover", (inner) => void ifError(inner, "RECOVER")),
    compiling(session, "restore", (inner) => {
      const definition = end(inner, "RESTORE");
      call(definition, "?dup");
      call(definition, "drop");
    }),
    compiling(session, "endtry", (definition) => definition.endTry()),
    compiling(session, "endtry-iferror", (inner) => {
      const definition = ifError(inner, "ENDTRY-IFERROR");
      definition.controlRoll(1);
      definition.endTry();
    }),
  ];
}
