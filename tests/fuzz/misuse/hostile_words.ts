// Programs that run every word with arguments that it does not expect.

import { SystemField, SystemFlag } from "../../../src/forth/system_record.ts";
import { systemTable } from "../../../src/words/system_words.ts";

/** All words that a program finds. */
export const wordNames: readonly string[] = Array.from({ length: systemTable.count }, (_, index) => index + 1)
  .filter((index) => (systemTable.field(index, SystemField.flags) & SystemFlag.testing) === 0)
  .map((index) => systemTable.name(index));

/** Words that do not come back, as they should not. */
const lastWords: ReadonlySet<string> = new Set([
  "bye",
  "(bye)",
  "quit",
  "raise",
  "abort",
  "ms",
  "(outfile-id!)",
]);

/** Values that lie where something ends; `isLong` says that words may work on so much for years. */
const values: readonly { readonly text: string; readonly isLong: boolean }[] = [
  { text: "0", isLong: false },
  { text: "1", isLong: false },
  { text: "-1", isLong: false },
  { text: "here", isLong: true },
  { text: "text", isLong: true },
  { text: "xt", isLong: false },
  { text: "end", isLong: true },
  { text: "max-n", isLong: true },
  { text: "min-n", isLong: false },
];

/** Of the data stack: all threes of the values, and fewer. */
function stacks(isShort: boolean): string[] {
  const texts = values.filter(({ isLong }) => !(isLong && isShort)).map(({ text }) => text);
  const threes = texts.flatMap((a) => texts.flatMap((b) => texts.map((c) => `${a} ${b} ${c}`)));
  return [...threes, "", ...texts.slice(0, 5)];
}

const floats: readonly string[] = ["", "0e 1e", "nan infinity", "-1e300 1e-300", "4e9 -4e18"];

/** Names that a word may parse: none, one that is known, one that is not. */
const names: readonly string[] = ["", " dup", " nosuch", " 12", " parsed other"];

// The heap begins with 16 MiB behind the dictionary.
const before = `
: text ( -- addr ) s" x" drop ;
: xt ( -- xt ) ['] 1+ ;
: end ( -- addr ) unused here + $1000000 + 8 - ;
-1 1 rshift constant max-n
max-n invert constant min-n
: nan ( F: -- r ) 0e 0e f/ ;
: infinity ( F: -- r ) 1e 0e f/ ;
: afresh ( -- ) clearstack fclearstack decimal postpone [ only forth also forth definitions ;
: try ( addr u -- ) ['] evaluate catch drop afresh ;
`;

/** What is said at the end of a program that came to it. */
export const theEnd = "came to the end";

/**
 * A program that runs a word with every stack; interpreted, or in a definition when it is `compiled`.
 * @param isShort without values that a word may work on for long
 */
export function wordProgram(name: string, compiled: boolean, isShort = false): string {
  const lines = stacks(isShort).map((stack, index) => {
    const float = floats[index % floats.length];
    const after = names[index % names.length];
    const use = compiled
      ? `:noname ${name}${after} ; ${float} ${stack} rot drop execute`
      : `${float} ${stack} ${name}${after}`;
    return `s\\" ${escaped(use)}" try`;
  });
  return `${before}${lines.join("\n")}\nbase @ decimal drop .( ${theEnd}) cr\n`;
}

export const mayNotComeBack = (name: string): boolean => lastWords.has(name);

/** For S\". */
export function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', "\\q");
}
