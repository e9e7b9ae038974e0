/** The words that the native interpreter does by functions of the runtime library. */
import { LibraryFunction, TextFunction } from "../abi/bindings.ts";
import type { Machine } from "../machine/machine.ts";
import { LIBRARY_FUNCTIONS, libraryWords } from "./native_backend/library_words.ts";
import type { RuntimeWords } from "./pipeline.ts";
import { shareAll, shareOutput } from "./shared_words.ts";

interface Function {
  /** As Interpretation.functions has it. */
  readonly packed: number;
  /** It works on names or files. */
  readonly inSession: boolean;
}

const pack = (cellIn: number, cellOut: number, number: number): number =>
  ((number + 1) << 16) | (cellOut << 8) | cellIn;

let functions: Map<string, Function> | undefined;

/** By name of the word: those that take and leave no floats. */
function makeFunctions(): Map<string, Function> {
  const text = (cellIn: number, number: number) => ({
    packed: pack(cellIn, 0, LIBRARY_FUNCTIONS + number),
    inSession: false,
  });
  const made = new Map<string, Function>([
    ["emit", text(1, TextFunction.appendCharacter)],
    ["type", text(2, TextFunction.appendText)],
  ]);
  for (const number of Object.values(LibraryFunction)) {
    const { name, cellIn, cellOut, floatIn, floatOut, inSession } = libraryWords[number];
    if (floatIn + floatOut === 0) made.set(name, { packed: pack(cellIn, cellOut, number), inSession });
  }
  return made;
}

/** What Interpretation.functions is to have for the word of the system with a name; undefined for one without a function. */
export function functionOf(machine: Machine, words: RuntimeWords, name: string): number | undefined {
  functions ??= makeFunctions();
  const found = functions.get(name);
  if (found?.inSession === true) shareAll(machine, words);
  else if (found !== undefined) shareOutput(machine, words);
  return found?.packed;
}
