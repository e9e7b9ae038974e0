/** The words that are functions of the runtime library for native code (plugins-src/runtime/library.zig), and their effects. */
import { LibraryFunction } from "../../abi/bindings.ts";
import { caughtWords } from "../caught_in_code.ts";

interface LibraryWord {
  readonly name: string;
  readonly cellIn: number;
  readonly cellOut: number;
  readonly floatIn: number;
  readonly floatOut: number;
  /** The function works on what the session shares with it: compiled programs have words of their own. */
  readonly inSession: boolean;
}

const word = (name: string, cellIn: number, cellOut: number, floatIn = 0, floatOut = 0): LibraryWord => ({
  name,
  cellIn,
  cellOut,
  floatIn,
  floatOut,
  inSession: false,
});

const sessionWord = (name: string, cellIn: number, cellOut: number): LibraryWord => ({
  ...word(name, cellIn, cellOut),
  inSession: true,
});

export const libraryWords: Readonly<Record<LibraryFunction, LibraryWord>> = {
  [LibraryFunction.move]: word("move", 3, 0),
  [LibraryFunction.cmove]: word("cmove", 3, 0),
  [LibraryFunction.cmoveUp]: word("cmove>", 3, 0),
  [LibraryFunction.fill]: word("fill", 3, 0),
  [LibraryFunction.compare]: word("compare", 4, 1),
  [LibraryFunction.stringEqual]: word("str=", 4, 1),
  [LibraryFunction.stringLess]: word("str<", 4, 1),
  [LibraryFunction.stringPrefix]: word("string-prefix?", 4, 1),
  [LibraryFunction.stringSuffix]: word("string-suffix?", 4, 1),
  [LibraryFunction.search]: word("search", 4, 3),
  [LibraryFunction.dashTrailing]: word("-trailing", 2, 2),
  [LibraryFunction.allocate]: word("allocate", 1, 2),
  [LibraryFunction.free]: word("free", 1, 1),
  [LibraryFunction.resize]: word("resize", 2, 2),
  [LibraryFunction.cr]: word("cr", 0, 0),
  [LibraryFunction.spaces]: word("spaces", 1, 0),
  [LibraryFunction.dot]: word(".", 1, 0),
  [LibraryFunction.uDot]: word("u.", 1, 0),
  [LibraryFunction.dotR]: word(".r", 2, 0),
  [LibraryFunction.uDotR]: word("u.r", 2, 0),
  [LibraryFunction.dDot]: word("d.", 2, 0),
  [LibraryFunction.udDot]: word("ud.", 2, 0),
  [LibraryFunction.beginNumber]: word("<#", 0, 0),
  [LibraryFunction.digit]: word("#", 2, 2),
  [LibraryFunction.digits]: word("#s", 2, 2),
  [LibraryFunction.endNumber]: word("#>", 2, 2),
  [LibraryFunction.hold]: word("hold", 1, 0),
  [LibraryFunction.holds]: word("holds", 2, 0),
  [LibraryFunction.sign]: word("sign", 1, 0),
  [LibraryFunction.toNumber]: word(">number", 4, 4),
  [LibraryFunction.stringToNumber]: word("s>number?", 2, 3),
  [LibraryFunction.represent]: word("represent", 2, 3, 1, 0),
  [LibraryFunction.toFloat]: word("(>float)", 2, 1, 0, 1),
  [LibraryFunction.findName]: sessionWord("find-name", 2, 1),
  [LibraryFunction.findNameIn]: sessionWord("find-name-in", 3, 1),
  [LibraryFunction.searchWordlist]: sessionWord("(search-wordlist)", 3, 2),
  [LibraryFunction.findCounted]: sessionWord("find", 1, 2),
  [LibraryFunction.nameToInterpret]: sessionWord("name>interpret", 1, 1),
  [LibraryFunction.nameToInt]: sessionWord("name>int", 1, 1),
  [LibraryFunction.nameToCompile]: sessionWord("name>compile", 1, 2),
  [LibraryFunction.toBody]: sessionWord(">body", 1, 1),
  [LibraryFunction.readFile]: word("read-file", 3, 2),
  [LibraryFunction.readLine]: word("read-line", 3, 3),
  [LibraryFunction.writeFile]: word("write-file", 3, 1),
  [LibraryFunction.writeLine]: word("write-line", 3, 1),
  [LibraryFunction.emitFile]: word("emit-file", 2, 1),
  [LibraryFunction.keyFile]: word("key-file", 1, 1),
  [LibraryFunction.fileEnded]: word("file-eof?", 1, 1),
  [LibraryFunction.capsCompare]: word("capscompare", 4, 1),
  [LibraryFunction.saveMem]: word("save-mem", 2, 2),
  [LibraryFunction.sPlus]: word("s+", 4, 2),
  [LibraryFunction.append]: word("append", 4, 2),
  [LibraryFunction.hexDot]: word("hex.", 1, 0),
  [LibraryFunction.decDot]: word("dec.", 1, 0),
  [LibraryFunction.dDotR]: word("d.r", 3, 0),
  [LibraryFunction.udDotR]: word("ud.r", 3, 0),
  [LibraryFunction.unescape]: word("unescape", 3, 2),
  [LibraryFunction.xSize]: word("x-size", 2, 1),
  [LibraryFunction.xcSize]: word("xc-size", 1, 1),
  [LibraryFunction.xcFetch]: word("xc@", 1, 1),
  [LibraryFunction.xcFetchNext]: word("xc@+", 1, 2),
  [LibraryFunction.xcStoreNext]: word("xc!+", 2, 1),
  [LibraryFunction.xcharPlus]: word("xchar+", 1, 1),
  [LibraryFunction.plusXString]: word("+x/string", 2, 2),
  [LibraryFunction.xWidth]: sessionWord("x-width", 2, 1),
  [LibraryFunction.xemit]: word("xemit", 1, 0),
  [LibraryFunction.allot]: word("allot", 1, 0),
  [LibraryFunction.comma]: word(",", 1, 0),
  [LibraryFunction.twoComma]: word("2,", 2, 0),
  [LibraryFunction.cComma]: word("c,", 1, 0),
  [LibraryFunction.wComma]: word("w,", 1, 0),
  [LibraryFunction.lComma]: word("l,", 1, 0),
  [LibraryFunction.alignHere]: word("align", 0, 0),
  [LibraryFunction.fDot]: word("f.", 0, 0, 1, 0),
  [LibraryFunction.fsDot]: word("fs.", 0, 0, 1, 0),
  [LibraryFunction.feDot]: word("fe.", 0, 0, 1, 0),
  [LibraryFunction.fDotRdp]: word("f.rdp", 3, 0, 1, 0),
  [LibraryFunction.fToStrRdp]: word("f>str-rdp", 3, 2, 1, 0),
  [LibraryFunction.returnAddress]: sessionWord("rp@", 0, 1),
};

export const LIBRARY_FUNCTIONS = Object.keys(libraryWords).length;

/** The numbers of the words of the system that code reaches in ways of their own. */
export interface RuntimeWordNumbers {
  readonly emit: number;
  readonly type: number;
  /** CATCH, which the runtime does; 0 where the session has none. */
  readonly catch: number;
  /** Words that THROW their last cell, and whether that is never what was caught before. */
  readonly throwWords: ReadonlyMap<number, boolean>;
  /** Those that are told of a code that is caught in the function itself, and the words that would THROW it. */
  readonly caughtWords: ReadonlyMap<number, number>;
  /** The word that CATCHes a word of known effect; 0 for none. */
  readonly catchWord: number;
  /** By number of the word. */
  readonly library: ReadonlyMap<number, LibraryFunction>;
  /** By number of the word: a FloatFunction or, from there on, a FloatFunction2. */
  readonly floats: ReadonlyMap<number, number>;
}

/** Of a session without words of a runtime. */
export const noRuntimeWords: RuntimeWordNumbers = {
  emit: 0,
  type: 0,
  catch: 0,
  throwWords: new Map(),
  caughtWords: new Map(),
  catchWord: 0,
  library: new Map(),
  floats: new Map(),
};

/**
 * Finds them all in one go.
 * @param numbersOf words of the system by their names
 * @param functions those that the runtime has
 * @param floats words of functions of floats, by their numbers
 */
export function runtimeWordNumbers(
  numbersOf: (names: readonly string[]) => readonly number[],
  functions: readonly LibraryFunction[],
  floats: readonly string[] = [],
): RuntimeWordNumbers {
  const own = ["emit", "type", "catch", "(throw)", "(throw-anew)", "(catch)"];
  const numbers = numbersOf([...own, ...functions.map((each) => libraryWords[each].name), ...floats]);
  const firstFloat = own.length + functions.length;
  const [emit = 0, type = 0, caught = 0, thrown = 0, thrownAnew = 0, catchWord = 0] = numbers;
  return {
    emit,
    type,
    catch: caught,
    throwWords: new Map([
      [thrown, false],
      [thrownAnew, true],
    ]),
    caughtWords: caughtWords(numbersOf),
    catchWord,
    library: new Map(functions.map((each, at) => [numbers[own.length + at] as number, each])),
    floats: new Map(floats.map((_, at) => [numbers[firstFloat + at] as number, at])),
  };
}
