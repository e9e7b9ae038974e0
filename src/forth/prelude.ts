/**
 * The words that are written in Forth. At start their names enter the dictionary with the place of their source; the
 * body is compiled when the word is first needed.
 */

import core from "./prelude/core.fth" with { type: "text" };
import double from "./prelude/double.fth" with { type: "text" };
import floating from "./prelude/floating.fth" with { type: "text" };
import gforth from "./prelude/gforth.fth" with { type: "text" };
import string from "./prelude/string.fth" with { type: "text" };
import system from "./prelude/system.fth" with { type: "text" };
import type { Session } from "./session.ts";

const texts: readonly string[] = [core, double, floating, gforth, string, system];

/** `: name body ;` up to a ` ;` at the end of a line, then perhaps `inline` or `immediate`. */
const DEFINITION = /^: (\S+)\s([\s\S]*?)(?<=\s);(?: (inline|immediate))?$/gm;

/** Adds the words of the prelude to a session. */
export function definePrelude(session: Session): void {
  for (const text of texts) {
    for (const [, name, body, mark] of text.matchAll(DEFINITION)) {
      const word = session.addSystemWord(name as string);
      word.prelude = body as string;
      word.immediate = mark === "immediate";
      word.inline = mark === "inline";
      session.compiler.setStub(word.index);
    }
  }
}
