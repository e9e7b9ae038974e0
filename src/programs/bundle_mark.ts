/**
 * Where in this executable a program lies that it runs instead of what its command line says: a number that `compile
 * --bundle` writes into a copy, in place of the zeros. The engine keeps texts as they are, so that the digits are found.
 */
const mark = "a bundled program begins at byte 0000000000000000";

/** The part of the mark before its digits. */
export const markText = "a bundled program begins at byte ";
export const MARK_DIGITS = 16;

/** Offset of the program in this executable; 0 for none. */
export const bundledAt = (): number => Number(mark.slice(-MARK_DIGITS));
