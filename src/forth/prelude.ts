/** The words that are written in Forth. Their bodies are compiled when they are first needed. */

import arithmetic from "./prelude/arithmetic.fth" with { type: "text" };
import complex from "./prelude/complex.fth" with { type: "text" };
import core from "./prelude/core.fth" with { type: "text" };
import double from "./prelude/double.fth" with { type: "text" };
import floating from "./prelude/floating.fth" with { type: "text" };
import gforth from "./prelude/gforth.fth" with { type: "text" };
import searchPaths from "./prelude/search_paths.fth" with { type: "text" };
import string from "./prelude/string.fth" with { type: "text" };
import stringVariables from "./prelude/string_variables.fth" with { type: "text" };
import structures from "./prelude/structures.fth" with { type: "text" };
import system from "./prelude/system.fth" with { type: "text" };

const texts: readonly string[] = [
  arithmetic,
  complex,
  core,
  double,
  floating,
  gforth,
  searchPaths,
  string,
  stringVariables,
  structures,
  system,
];

/** `: name body ;` up to a ` ;` at the end of a line, then perhaps `inline` or `immediate`. */
const DEFINITION = /^: (\S+)\s([\s\S]*?)(?<=\s);(?: (inline|immediate))?$/gm;

/** A word of the prelude: its name and the Forth source of its body. */
interface PreludeDefinition {
  readonly name: string;
  readonly body: string;
  readonly immediate: boolean;
  /** The body is spliced into callers. */
  readonly inline: boolean;
}

export const preludeDefinitions: readonly PreludeDefinition[] = texts.flatMap((text) =>
  Array.from(text.matchAll(DEFINITION), ([, name = "", body = "", mark]) => ({
    name,
    body,
    immediate: mark === "immediate",
    inline: mark === "inline",
  })),
);
