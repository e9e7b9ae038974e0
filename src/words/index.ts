/**
 * The words of the system that are not written in Forth, set by set. What nearly every program uses is here at once; the
 * module of another set is loaded when a program first names one of its words.
 */
import type { HostWord } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import type { allWordSets } from "./all.ts";
import { numericWords } from "./numeric.ts";
import { parsingWords } from "./parsing.ts";

/** Makes the words of a set for a session. */
type WordSet = (session: Session) => HostWord[];

const lateWordSets: Record<keyof typeof allWordSets, () => WordSet> = {
  blockWords: () => (require("./block.ts") as typeof import("./block.ts")).blockWords,
  closureWords: () => (require("./closures.ts") as typeof import("./closures.ts")).closureWords,
  compilingWords: () => (require("./compiling.ts") as typeof import("./compiling.ts")).compilingWords,
  controlWords: () => (require("./control.ts") as typeof import("./control.ts")).controlWords,
  conversionWords: () => (require("./conversion.ts") as typeof import("./conversion.ts")).conversionWords,
  definingWords: () => (require("./defining.ts") as typeof import("./defining.ts")).definingWords,
  environmentWords: () => (require("./environment.ts") as typeof import("./environment.ts")).environmentWords,
  exceptionWords: () => (require("./exception.ts") as typeof import("./exception.ts")).exceptionWords,
  exceptionRegionWords: () =>
    (require("./exception_region.ts") as typeof import("./exception_region.ts")).exceptionRegionWords,
  facilityWords: () => (require("./facility.ts") as typeof import("./facility.ts")).facilityWords,
  fileWords: () => (require("./file.ts") as typeof import("./file.ts")).fileWords,
  floatingWords: () => (require("./floating.ts") as typeof import("./floating.ts")).floatingWords,
  gforthWords: () => (require("./gforth.ts") as typeof import("./gforth.ts")).gforthWords,
  helpWords: () => (require("./help.ts") as typeof import("./help.ts")).helpWords,
  interpretedLoopWords: () =>
    (require("./interpreted_loops.ts") as typeof import("./interpreted_loops.ts")).interpretedLoopWords,
  localsWords: () => (require("./locals.ts") as typeof import("./locals.ts")).localsWords,
  memoryWords: () => (require("./memory.ts") as typeof import("./memory.ts")).memoryWords,
  numericWords: () => numericWords,
  parsingWords: () => parsingWords,
  recognizerWords: () => (require("./recognizers.ts") as typeof import("./recognizers.ts")).recognizerWords,
  redirectionWords: () => (require("./redirection.ts") as typeof import("./redirection.ts")).redirectionWords,
  returnStackWords: () =>
    (require("./return_stack.ts") as typeof import("./return_stack.ts")).returnStackWords,
  searchPathWords: () => (require("./search_paths.ts") as typeof import("./search_paths.ts")).searchPathWords,
  searchWords: () => (require("./search.ts") as typeof import("./search.ts")).searchWords,
  socketWords: () => (require("./sockets.ts") as typeof import("./sockets.ts")).socketWords,
  stackAddressWords: () =>
    (require("./stack_address.ts") as typeof import("./stack_address.ts")).stackAddressWords,
  stageWords: () => (require("./stages.ts") as typeof import("./stages.ts")).stageWords,
  stringWords: () => (require("./string.ts") as typeof import("./string.ts")).stringWords,
  systemWords: () => (require("./system.ts") as typeof import("./system.ts")).systemWords,
  testingWords: () => (require("./testing.ts") as typeof import("./testing.ts")).testingWords,
  toolsWords: () => (require("./tools.ts") as typeof import("./tools.ts")).toolsWords,
  valueWords: () => (require("./values.ts") as typeof import("./values.ts")).valueWords,
  xcharWords: () => (require("./xchar.ts") as typeof import("./xchar.ts")).xcharWords,
};

/** The names of the sets: the number of a set is its place here. */
export const wordSetNames = Object.keys(lateWordSets) as readonly (keyof typeof allWordSets)[];

/** The words of the set with a number. */
export function loadWordSet(set: number): WordSet {
  return lateWordSets[wordSetNames[set] as keyof typeof allWordSets]();
}
