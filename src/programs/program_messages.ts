/** What a program's reports call THROW codes. */
import { ForthThrow, ThrowCodes, throwMessages } from "../machine/exceptions.ts";
import { Stream } from "./program_traces.ts";

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

/**
 * One behind the other: the code's negative and the length of the text, unsigned LEB128 each, and the text.
 * @param own those of codes that the program has made
 * @param throwsAny whether the program THROWs itself: then any code may come, such as one that it was given by a word
 */
export function messagesOf(own: ReadonlyMap<number, string>, throwsAny: boolean): Uint8Array {
  const stream = new Stream();
  const put = (code: number, message: string): void => {
    stream.number(-code);
    stream.text(message);
  };
  for (const [code, message] of throwMessages())
    if (throwsAny || runtimeThrows.includes(code)) put(code, message);
  if (throwsAny) for (const [code, detail] of own) put(code, new ForthThrow(code, detail).message);
  return stream.bytes;
}
