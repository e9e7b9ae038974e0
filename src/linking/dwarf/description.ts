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
  /** Where a caller's frame is, ascending by offset: each from its offset on. None: a debugger cannot go on from here. */
  readonly frames: readonly FrameRow[];
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

/** The frame while code from an offset on runs. */
export interface FrameRow {
  /** From the start of the function. */
  readonly offset: number;
  /** From the stack pointer to just above the return address, in bytes; or where it would be, when a register has it. */
  readonly bytes: number;
  /** What the bytes count from, when not from the stack pointer: the register that generated code keeps it in meanwhile. */
  readonly base?: "keeper";
  /** Where the return address is: on x86-64 always on the stack. `none`: nobody called this. */
  readonly returnAddress: "stack" | "register" | "none";
}

/** A function whose code is in the program. */
export interface PlacedFunction extends DebugFunction {
  readonly address: number;
}
