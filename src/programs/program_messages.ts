/** What a program's reports call THROW codes. */
import { ForthThrow, ThrowCodes, throwMessages } from "../machine/exceptions.ts";
import { NumberStream } from "./number_stream.ts";

/** What code THROWs by itself, and the runtime for it, whatever words it reaches. */
const codeThrows: readonly number[] = [
  ThrowCodes.stackOverflow,
  ThrowCodes.stackUnderflow,
  ThrowCodes.returnStackOverflow,
  ThrowCodes.returnStackUnderflow,
  ThrowCodes.invalidAddress,
  ThrowCodes.divisionByZero,
  ThrowCodes.outOfRange,
  ThrowCodes.userInterrupt,
];

/** Words of the runtime that THROW nothing else, and those of numbers, with what they THROW. */
const outputWords: ReadonlySet<string> = new Set(["emit", "type", "cr", "spaces"]);
const numberWords: ReadonlySet<string> = new Set(
  ". u. d. ud. .r u.r d.r ud.r dec. hex. <# # #s #> hold holds sign".split(" "),
);
const numberThrows: readonly number[] = [ThrowCodes.picturedOverflow, ThrowCodes.invalidNumber];
const floatThrows: readonly number[] = [ThrowCodes.floatStackOverflow, ThrowCodes.floatStackUnderflow];

/** What a program has whose code, or words of the runtime, may THROW. */
interface Throwing {
  /** The program THROWs itself: then any code may come, such as one that it was given by a word. */
  readonly anything: boolean;
  readonly usesFloats: boolean;
  /** The names of the words that the runtime does for it. */
  readonly hostWords: Iterable<string>;
}

/**
 * What the runtime, the library and generated code THROW, in programs that do not THROW themselves: what words only give as
 * an ior is not among that.
 */
const runtimeThrows: readonly number[] = [
  ThrowCodes.abort,
  ThrowCodes.abortQuote,
  ThrowCodes.stackOverflow,
  ThrowCodes.stackUnderflow,
  ThrowCodes.returnStackOverflow,
  ThrowCodes.returnStackUnderflow,
  ThrowCodes.dictionaryOverflow,
  ThrowCodes.invalidAddress,
  ThrowCodes.divisionByZero,
  ThrowCodes.outOfRange,
  ThrowCodes.undefinedWord,
  ThrowCodes.picturedOverflow,
  ThrowCodes.unsupported,
  ThrowCodes.controlMismatch,
  ThrowCodes.invalidNumber,
  ThrowCodes.userInterrupt,
  ThrowCodes.notCreated,
  ThrowCodes.invalidName,
  ThrowCodes.blockRead,
  ThrowCodes.blockWrite,
  ThrowCodes.invalidBlock,
  ThrowCodes.fileFault,
  ThrowCodes.fileNotFound,
  ThrowCodes.unexpectedEndOfFile,
  ThrowCodes.floatStackOverflow,
  ThrowCodes.floatStackUnderflow,
  ThrowCodes.allocate,
  ThrowCodes.free,
  ThrowCodes.resize,
  ThrowCodes.readFile,
  ThrowCodes.writeFile,
  ThrowCodes.malformedCharacter,
  ThrowCodes.substitute,
  ThrowCodes.replaces,
];

/** The codes that a program may THROW, of which it has messages. */
function mayThrow({ usesFloats, hostWords }: Throwing): ReadonlySet<number> {
  const codes = new Set(usesFloats ? [...codeThrows, ...floatThrows] : codeThrows);
  for (const name of hostWords) {
    if (outputWords.has(name)) continue;
    if (!numberWords.has(name)) return new Set(runtimeThrows);
    for (const code of numberThrows) codes.add(code);
  }
  return codes;
}

/**
 * One behind the other: the code's negative and the length of the text, unsigned LEB128 each, and the text.
 * @param own those of codes that the program has made
 */
export function messagesOf(own: ReadonlyMap<number, string>, throwing: Throwing): Uint8Array {
  const stream = new NumberStream();
  const put = (code: number, message: string): void => {
    stream.number(-code);
    stream.text(message);
  };
  const codes = mayThrow(throwing);
  for (const [code, message] of throwMessages()) if (throwing.anything || codes.has(code)) put(code, message);
  if (throwing.anything) for (const [code, detail] of own) put(code, new ForthThrow(code, detail).message);
  return stream.bytes;
}
