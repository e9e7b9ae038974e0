/** How the table of the system's words describes one. */

/** Offsets in a word's record: what the compiler stage knows of it; flags; where a host word or a prelude body is found. */
export const SystemField = {
  COUNT: 11,
  kind: 0,
  operand: 1,
  cellIn: 2,
  cellOut: 3,
  floatIn: 4,
  floatOut: 5,
  effectFlags: 6,
  flags: 7,
  /** The word set of a host word, and the word's number in it. */
  set: 8,
  ordinal: 9,
  /** The number of the prelude body plus 1, or 0. */
  body: 10,
} as const;

/** The words that every session begins with, by number; see words/system_words.ts. */
export interface SystemTable {
  /** The words have the numbers 1 to this one. */
  readonly count: number;
  name(index: number): string;
  /** A field of a word's record; see SystemField. */
  field(index: number, field: number): number;
  /** The Forth source of a prelude word's body, or undefined for other words. */
  body(index: number): string | undefined;
  /** Fills in the WordInfo record of a word, which begins at `at`. */
  describe(index: number, info: Uint32Array, at: number): void;
  /** The number of the word whose name is bytes[start … end) and hashes to `hash`, or 0. */
  find(hash: number, bytes: Uint8Array, start: number, end: number): number;
  /** The number of the word with this name, or 0. */
  numberOf(name: string): number;
  /** What `find` looks at, as strings whose characters are numbers: see words/system_table.ts. */
  readonly found: { readonly names: string; readonly nameStarts: string; readonly slots: string };
}

export const SystemFlag = {
  immediate: 1,
  inline: 2,
  compileOnly: 4,
  host: 8,
  dual: 16,
  root: 32,
  /** The word is found only after the program has asked for the testing words. */
  testing: 64,
} as const;
