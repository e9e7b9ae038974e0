/** What the maker of a program says of its code, for debuggers. */

export interface DebugInfo {
  /** The program's main source file. */
  readonly name: string;
  /** What relative names of files start from; debuggers take their own directory when there is none. */
  readonly directory?: string;
  readonly producer: string;
  readonly functions: readonly DebugFunction[];
}

/** Code that belongs to one word, or, without a declaration and rows, to none: then only its frames are told. */
export interface DebugFunction {
  readonly name: string;
  /** The symbol that the code's place counts from; what is not in the program is left out. */
  readonly symbol: string;
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
  /** Where it was defined. */
  readonly declaration?: { readonly file: string; readonly line: number };
  /** Which source code is from, ascending by offset: each from its offset to the next one's. */
  readonly rows: readonly DebugRow[];
  /** Where a caller's frame is. None: a debugger cannot go on from here. */
  readonly frames?: CallFrames | undefined;
}

export interface DebugRow {
  /** From the start of the function. */
  readonly offset: number;
  /** None: no source. Of several rows of one place it is best the same object. */
  readonly place?: DebugPlace;
}

export interface DebugPlace {
  /** Of the word that the place is in. */
  readonly name: string;
  readonly file: string;
  /** From 1; column 0 when there is none. */
  readonly line: number;
  readonly column: number;
  /** Where the word was called, when its code was put in the place of that call; the last one is in the function itself. */
  readonly caller?: DebugPlace | undefined;
}

/** Where the caller's frame is while the code of a function runs. */
export interface CallFrames {
  /** Call frame instructions (DWARF 5, 6.4.2), from the frame of a function that was just called. */
  readonly instructions: Uint8Array;
  /** Whether what it calls may be on a stack that lies above its own. */
  readonly changesStack: boolean;
}

/** A function whose code is in the program. */
export interface PlacedFunction extends DebugFunction {
  readonly address: number;
}
