/** All words of the system that are not written in Forth, loaded at once: what the table of the system's words is made from. */
import type { HostWord } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { blockWords } from "./block.ts";
import { closureWords } from "./closures.ts";
import { compilingWords } from "./compiling.ts";
import { controlWords } from "./control.ts";
import { conversionWords } from "./conversion.ts";
import { definingWords } from "./defining.ts";
import { environmentWords } from "./environment.ts";
import { exceptionWords } from "./exception.ts";
import { exceptionRegionWords } from "./exception_region.ts";
import { facilityWords } from "./facility.ts";
import { fileWords } from "./file.ts";
import { floatingWords } from "./floating.ts";
import { gforthWords } from "./gforth.ts";
import { helpWords } from "./help.ts";
import { interpretedLoopWords } from "./interpreted_loops.ts";
import { localsWords } from "./locals.ts";
import { memoryWords } from "./memory.ts";
import { numericWords } from "./numeric.ts";
import { parsingWords } from "./parsing.ts";
import { recognizerWords } from "./recognizers.ts";
import { redirectionWords } from "./redirection.ts";
import { returnStackWords } from "./return_stack.ts";
import { searchWords } from "./search.ts";
import { searchPathWords } from "./search_paths.ts";
import { socketWords } from "./sockets.ts";
import { stackAddressWords } from "./stack_address.ts";
import { stageWords } from "./stages.ts";
import { stringWords } from "./string.ts";
import { systemWords } from "./system.ts";
import { testingWords } from "./testing.ts";
import { toolsWords } from "./tools.ts";
import { valueWords } from "./values.ts";
import { xcharWords } from "./xchar.ts";

export const allWordSets = {
  blockWords,
  closureWords,
  compilingWords,
  controlWords,
  conversionWords,
  definingWords,
  environmentWords,
  exceptionWords,
  exceptionRegionWords,
  facilityWords,
  fileWords,
  floatingWords,
  gforthWords,
  helpWords,
  interpretedLoopWords,
  localsWords,
  memoryWords,
  numericWords,
  parsingWords,
  recognizerWords,
  redirectionWords,
  returnStackWords,
  searchPathWords,
  searchWords,
  socketWords,
  stackAddressWords,
  stageWords,
  stringWords,
  systemWords,
  testingWords,
  toolsWords,
  valueWords,
  xcharWords,
} satisfies Record<string, (session: Session) => HostWord[]>;
