/** All words of the system that are not written in Forth. */
import type { Session } from "../session.ts";
import { compilingWords } from "./compiling.ts";
import { controlWords } from "./control.ts";
import { definingWords } from "./defining.ts";
import { exceptionWords } from "./exception.ts";
import { gforthWords } from "./gforth.ts";
import { numericWords } from "./numeric.ts";
import { parsingWords } from "./parsing.ts";
import { definePrimitives } from "./primitives.ts";
import { searchWords } from "./search.ts";
import { toolsWords } from "./tools.ts";

const wordSets = [
  compilingWords,
  controlWords,
  definingWords,
  exceptionWords,
  gforthWords,
  numericWords,
  parsingWords,
  searchWords,
  toolsWords,
];

/** Adds the words of every set to a session. */
export function defineWords(session: Session): void {
  definePrimitives(session);
  for (const words of wordSets) session.defineHostWords(words(session));
}
