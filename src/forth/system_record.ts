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

export const SystemFlag = { immediate: 1, inline: 2, compileOnly: 4, host: 8, dual: 16, root: 32 } as const;
