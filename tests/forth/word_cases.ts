/**
 * Cases of words, one file a word set (`words/*.words`), and the programs that are made of them.
 *
 *     word: + ( n1 n2 -- n3 )
 *       1 2 -> 3
 *
 * An indented line is an example: text, then what it leaves. The word is put behind text that does not name it. `=>`
 * precedes what is written, with the escapes of S\" and perhaps an ending bar: `65 emit => A|`. Each example gives the
 * uses of its word, all with the one expectation:
 *
 * - interpreted: the text is interpreted
 * - compiled: a definition that is just the word stands in the word's place; and the text is a definition
 * - postponed: what POSTPONE of the word compiles stands in its place
 * - hot: the definition with the text runs hundreds of times by EXECUTE and thousands of times in a loop
 * - empty: one item fewer than the stack comment says, and none: THROW -4 or -45, also when hot
 *
 * Behind the stack comment stands what is special about a word:
 *
 * - `parses`: it takes text when it runs, so the example cannot be compiled
 * - `immediate`: it acts while compiling; the example means the same when it is interpreted
 * - `compile-only`: it acts while compiling, and interpreting it throws -14
 * - `special`: it acts while compiling; lines with `interpreted:` say what it does while interpreting
 * - `few`: it is slow or uses something up, a few runs must do
 * - `bare`: it empties the stacks, so nothing can lie below its items
 * - `by-hand`: all uses have lines of their own
 *
 * Indented lines that begin with a use (`interpreted:` `compiled:` `postponed:` `hot:`) are text that is interpreted as
 * it stands. `throws: text -> n` is an example that throws n; `empty: text -> n` stands for what would follow from the
 * stack comment, n = 0 for no error. Lines that are not indented are Forth, for all that follows.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const wordCaseFolder = join(import.meta.dir, "words");

/** The case files, in the order of their names. */
export const wordCaseFiles: readonly string[] = [...new Bun.Glob("*.words").scanSync(wordCaseFolder)].sort();

export const uses = ["interpreted", "compiled", "postponed", "hot", "empty"] as const;
export type Use = (typeof uses)[number];

const kinds = ["parses", "immediate", "compile-only", "special", "few", "bare", "by-hand"] as const;
type Kind = (typeof kinds)[number];

/** A line of a case. */
export interface Example {
  /** The use it is for alone; "throws" for an example that throws. */
  readonly label: Use | "throws" | undefined;
  readonly text: string;
  /** Text that gives the items, or the THROW code. */
  readonly result: string;
  /** As S\" takes it. */
  readonly written: string | undefined;
}

/** What the cases say of one word. */
export interface WordCase {
  readonly name: string;
  readonly effect: string;
  readonly kinds: ReadonlySet<Kind>;
  readonly examples: Example[];
}

/** A line of a case file that is none of the above. */
class WordCaseError extends Error {
  override readonly name = "WordCaseError";
}

/** What a program of a file reads from standard input, again and again: the file's first line may be `stdin: "…"`. */
export function standardInputOf(file: string): string {
  const line = /^stdin: (".*")$/m.exec(readFileSync(join(wordCaseFolder, file), "utf8"))?.[1];
  return line === undefined ? "" : (JSON.parse(line) as string).repeat(20_000);
}

/** A case, or a line of Forth. */
type Item = WordCase | string;

/** What a case file has: cases, and lines of Forth for all that follows. */
export const itemsOf = (file: string): Item[] => readItems(readFileSync(join(wordCaseFolder, file), "utf8"));

function readItems(source: string): Item[] {
  const items: Item[] = [];
  let open: WordCase | undefined;
  for (const line of source.split("\n")) {
    if (/^\s*$/.test(line) || line.startsWith("stdin:") || /^\s*\\ /.test(line)) continue;
    const head = /^word: (\S+) +\( (.*?)\)(?: +(.*))?$/.exec(line);
    if (head !== null) {
      open = newCase(head[1] as string, head[2] as string, head[3] ?? "");
      items.push(open);
    } else if (line.startsWith(" ")) {
      if (open === undefined) throw new WordCaseError(`belongs to no word: ${line}`);
      open.examples.push(readExample(line.trimStart()));
    } else if (line.startsWith("word:")) throw new WordCaseError(line);
    else items.push(line);
  }
  return items;
}

function newCase(name: string, effect: string, words: string): WordCase {
  const named = words.split(/\s+/).filter((word) => word !== "");
  const unknown = named.find((word) => !(kinds as readonly string[]).includes(word));
  if (unknown !== undefined) throw new WordCaseError(`${name}: what is ${unknown}?`);
  return { name, effect, kinds: new Set(named as Kind[]), examples: [] };
}

function readExample(line: string): Example {
  const label = /^(interpreted|compiled|postponed|hot|empty|throws): /.exec(line);
  const rest = label === null ? line : line.slice(label[0].length);
  const [before = "", written] = splitAt(rest, " => ");
  const [text, result] = splitAt(before, "->");
  if (result === undefined && written === undefined) throw new WordCaseError(`no expectation: ${line}`);
  return {
    label: label?.[1] as Example["label"],
    text: text.trim(),
    result: result?.trim() ?? "",
    written: written?.replace(/\|$/, ""),
  };
}

/** Splits at the last place of a separator that stands between blanks. */
function splitAt(text: string, separator: string): [string, string | undefined] {
  const at = ` ${text} `.lastIndexOf(separator.startsWith(" ") ? separator : ` ${separator} `);
  if (at < 0) return [text, undefined];
  const start = separator.startsWith(" ") ? at : at + 1;
  const padded = ` ${text} `;
  return [padded.slice(1, start), padded.slice(start + separator.length).replace(/ $/, "")];
}

/** The words that a file has cases for. */
export const casesOf = (file: string): WordCase[] => itemsOf(file).filter((item) => typeof item !== "string");

/** Uses of a word that its case says nothing about. */
export function missingUses(word: WordCase): Use[] {
  const labels = new Set(word.examples.map(({ label }) => label));
  const has = (kind: Kind) => word.kinds.has(kind);
  const derived = (labels.has(undefined) || labels.has("throws")) && !has("by-hand");
  return uses.filter((use) => {
    if (labels.has(use)) return false;
    if (use === "empty") {
      const taken = takenBy(word.effect);
      return taken.cells + taken.floats > 0 && (actsWhileCompiling(word) || has("by-hand"));
    }
    if (use === "interpreted") return !(has("compile-only") || (derived && !has("special")));
    return !derived && !(use !== "compiled" && !has("by-hand") && labels.has("compiled"));
  });
}

export const actsWhileCompiling = ({ kinds }: WordCase): boolean =>
  kinds.has("immediate") || kinds.has("compile-only") || kinds.has("special");

/** The items that a stack comment says a word takes: names as in the standard, `F:` before floats; `i*x` may be none. */
export function takenBy(effect: string): { cells: number; floats: number } {
  let cells = 0;
  let floats = 0;
  let stack = "S:";
  const names = (effect.split("--")[0] as string).replace(/"[^"]*"/g, " ");
  for (const name of names.split(/\s+/)) {
    if (name === "" || name.includes("*")) continue;
    if (/^[A-Z]:$/.test(name)) stack = name;
    else if (stack === "F:") floats++;
    else if (stack === "S:") cells += /^(?:ud|xd|\+?d)\d?$/.test(name) ? 2 : 1;
  }
  return { cells, floats };
}

/** How often a word is executed, and run in a loop, before what it does then is looked at. */
export interface Heat {
  readonly rounds: number;
  readonly loops: number;
}

/** A word that has run so often has code, if anything makes some. */
export const hot: Heat = { rounds: 300, loops: 2000 };
/** Enough where heat decides nothing: all words have code from the beginning, or none ever has. */
export const warm: Heat = { rounds: 12, loops: 40 };
const few: Heat = { rounds: 4, loops: 4 };

/** How a program is made of cases. */
interface Making {
  /** Whether the system tells each stack underflow. */
  readonly faults: boolean;
  readonly heat: Heat;
}

const heatOf = ({ kinds }: WordCase, { heat }: Making): Heat => (kinds.has("few") ? few : heat);

const harness = ["tester.fth", "word_cases.fth"].map((file) =>
  readFileSync(join(import.meta.dir, file), "utf8"),
);

/** The program of a case file. */
export function programOf(file: string, making: Making): string {
  const { faults } = making;
  const items = itemsOf(file);
  // Before all else, for an error leaves the definition open in which it was made.
  const compileOnly = items.flatMap((item) =>
    faults && typeof item !== "string" && item.kinds.has("compile-only")
      ? [`case-of ${item.name}`, "text", "fault -14", `attempt interpreted ${item.name}`]
      : [],
  );
  const lines = items.flatMap((item) => (typeof item === "string" ? [item] : programOfCase(item, making)));
  return [...harness, ...compileOnly, ...lines, "done bye", ""].join("\n");
}

function programOfCase(word: WordCase, making: Making): string[] {
  const { faults } = making;
  const { name, kinds, examples } = word;
  const lines = [`case-of ${name}`];
  const alone = !actsWhileCompiling(word) && !kinds.has("by-hand");
  const derives = !kinds.has("by-hand");
  if (derives) lines.push("text", `def postponed : p~ postpone ${name} ; immediate`);
  if (alone) lines.push(`def compiled : w~ ${name} ;`, "def postponed : q~ p~ ;");
  for (const example of examples) {
    lines.push(`text ${example.text} -> ${example.result}`);
    if (example.label === "empty" || example.label === "throws") {
      if (example.label === "empty" && !faults) continue;
      lines.push(Number(example.result) === 0 ? "expected" : `fault ${example.result}`);
      lines.push(...(example.label === "empty" ? emptyText(example) : throwing(word, example, making)));
      continue;
    }
    lines.push(`expected ${example.result}`);
    if (example.written !== undefined) lines.push(`s\\" ${example.written}" writes`);
    if (example.label === "compiled" && derives) lines.push(...whileCompiling(word, example, making, false));
    else if (example.label !== undefined) lines.push(`attempt ${example.label} ${example.text}`);
    else if (alone) lines.push(...standingAlone(word, example, making));
    else lines.push(...whileCompiling(word, example, making, kinds.has("immediate")));
  }
  if (faults && alone && !examples.some(({ label }) => label === "empty"))
    lines.push(...emptyStacks(word, making));
  return lines;
}

/** The text with another word in the place of the case's own, at the end of text that does not name it. */
export function withWord(text: string, name: string, other: string): string {
  const parts = text.split(/(\s+)/);
  if (!parts.includes(name)) return `${text} ${other}`.trimStart();
  return parts.map((part) => (part === name ? other : part)).join("");
}

/** The uses of a word that is compiled like every other. */
function standingAlone(word: WordCase, { text }: Example, making: Making): string[] {
  const { name, kinds } = word;
  const { rounds, loops } = heatOf(word, making);
  const lines = [
    `attempt interpreted ${withWord(text, name, name)}`,
    `attempt compiled ${withWord(text, name, "w~")}`,
    `attempt postponed ${withWord(text, name, "q~")}`,
  ];
  if (kinds.has("parses")) return [...lines, `${rounds} hot-text ${withWord(text, name, "w~")}`];
  lines.push(`def compiled : h~ ${withWord(text, name, name)} ;`, `${rounds} hot ' h~`);
  if (kinds.has("bare")) return lines;
  return [...lines, `def hot : l~ ${loops} 0 do h~ drops loop ;`, `${loops} looped ' l~`];
}

/** The uses of a word that acts while compiling. */
function whileCompiling(word: WordCase, { text }: Example, making: Making, interpreted: boolean): string[] {
  const { name, kinds } = word;
  const { rounds, loops } = heatOf(word, making);
  const lines = interpreted ? [`attempt interpreted ${withWord(text, name, name)}`] : [];
  lines.push(
    `def compiled : h~ ${withWord(text, name, name)} ;`,
    "attempt compiled h~",
    `def postponed : r~ ${withWord(text, name, "p~")} ;`,
    "attempt postponed r~",
    `${rounds} hot ' h~`,
  );
  if (kinds.has("bare")) return lines;
  return [...lines, `def hot : l~ ${loops} 0 do h~ drops loop ;`, `${loops} looped ' l~`];
}

/** The uses of an example that throws. */
function throwing(word: WordCase, example: Example, making: Making): string[] {
  const { name, kinds } = word;
  const { text } = example;
  const whole = withWord(text, name, name);
  const { rounds } = heatOf(word, making);
  if (kinds.has("by-hand")) return [`attempt throws ${text}`];
  if (kinds.has("parses"))
    return [`attempt interpreted ${whole}`, `${rounds} hot-text ${withWord(text, name, "w~")}`];
  if (actsWhileCompiling(word)) {
    const definitions = [
      `attempt compiled : h~ ${whole} ; h~`,
      `attempt postponed : r~ ${withWord(text, name, "p~")} ; r~`,
    ];
    return kinds.has("immediate") ? [`attempt interpreted ${whole}`, ...definitions] : definitions;
  }
  return [
    `attempt interpreted ${whole}`,
    `attempt compiled ${withWord(text, name, "w~")}`,
    `attempt postponed ${withWord(text, name, "q~")}`,
    `def compiled : h~ ${whole} ;`,
    `${rounds} hot ' h~`,
  ];
}

const emptyText = ({ text }: Example): string[] => [`attempt empty ${text}`];

/** What a word throws that is one item short, or has none. */
function emptyStacks(word: WordCase, { heat }: Making): string[] {
  const { name, effect, kinds } = word;
  const { cells, floats } = takenBy(effect);
  const behind = kinds.has("parses") ? " e~" : "";
  const lines: string[] = [];
  const items = (count: number, item: string) => `${item} `.repeat(count);
  const tries = (fault: number, before: string) => {
    lines.push(`text ${before}${name}${behind} -> THROW ${fault}`, `fault ${fault}`);
    lines.push(`attempt empty ${before}${name}${behind}`, `attempt empty ${before}w~${behind}`);
    if (kinds.has("parses") || kinds.has("few")) return;
    lines.push(`def empty : h~ ${before}w~ ;`, `${heat.rounds} hot ' h~`);
  };
  if (cells > 0) tries(-4, items(floats, "1e"));
  if (cells > 1) tries(-4, items(floats, "1e") + items(cells - 1, "filler"));
  if (floats > 0) tries(-45, items(cells, "filler"));
  if (floats > 1) tries(-45, items(cells, "filler") + items(floats - 1, "1e"));
  return lines;
}
