/**
 * The table of words: what there is to say of each word of the system. `help`, `apropos`, completion, the page of words
 * and `fastforth words` come from it alone. Its source is a file a word set in `texts/words`:
 *
 *     # Core
 *     standard: core
 *
 *     dup ( x -- x x )  copies the top item
 *       5 dup . .  \ 5 5
 *
 * A line that is not indented names one word or several, gives their stack effect and, behind two blanks, a sentence
 * without its full stop. Indented lines are an example: a program that runs as it stands; what a line prints stands behind
 * two blanks and a backslash. `standard:` names the word set's part of forth-standard.org, `order:` the place among the
 * sets.
 */
import { standardPage } from "./standard_page.ts";
import { referenceTexts } from "./texts.ts";

/** A line of an example, and what it prints. */
export interface ExampleLine {
  readonly code: string;
  readonly output: string | undefined;
}

export interface WordEntry {
  readonly name: string;
  /** All words that the entry describes together, this one among them. */
  readonly names: readonly string[];
  /** A stack comment without its parentheses; `F:`, `R:` and `C:` begin the effect on another stack. */
  readonly effect: string;
  readonly summary: string;
  /** The title of its word set. */
  readonly set: string;
  /** The address of the word in the standard, for words that it has. */
  readonly standard: string | undefined;
  readonly example: readonly ExampleLine[];
}

export interface WordSetEntry {
  readonly title: string;
  readonly isStandard: boolean;
  readonly words: readonly WordEntry[];
}

export interface WordTable {
  /** In the order of the page of words. */
  readonly sets: readonly WordSetEntry[];
  readonly words: ReadonlyMap<string, WordEntry>;
}

let table: WordTable | undefined;

/** The table, read when it is first asked for. */
export function wordTable(): WordTable {
  table ??= makeTable();
  return table;
}

/** The effect of an entry as people write it, each stack in parentheses of its own: `( x -- ) ( C: -- orig )`. */
export function effectComment({ effect }: Pick<WordEntry, "effect">): string {
  const [first = "", ...others] = effect.split(/\s+(?=[A-Z]: )/);
  const shown = others.length > 0 && first === "--" ? others : [first, ...others];
  return shown.map((part) => (part === "" ? "( )" : `( ${part} )`)).join(" ");
}

/** What the table has on a name of the system, in any case. */
export const entryOf = (name: string): WordEntry | undefined => wordTable().words.get(name.toLowerCase());

function makeTable(): WordTable {
  const sets = [...referenceTexts()]
    .filter(([path]) => path.startsWith("words/"))
    .map(([path, text]) => readWordSet(path, text))
    .sort((a, b) => a.order - b.order)
    .map(({ set }) => set);
  return { sets, words: new Map(sets.flatMap(({ words }) => words.map((word) => [word.name, word]))) };
}

/** A line of a word set's file that is none of the above. */
class WordTableError extends Error {
  override readonly name = "WordTableError";
}

/** Names, effect, sentence. */
const HEAD = /^(\S+(?: \S+)*?) \( (.*?)\) {2}(\S.*)$/;
const SETTING = /^(standard|order): (.*)$/;

function readWordSet(path: string, text: string): { set: WordSetEntry; order: number } {
  const [heading = "", ...lines] = text.split("\n");
  const title = heading.replace(/^# /, "");
  const settings: Record<string, string> = {};
  const words: WordEntry[] = [];
  let example: ExampleLine[] = [];
  for (const line of lines) {
    if (line.trim() === "") continue;
    const setting = SETTING.exec(line);
    if (setting !== null && words.length === 0) {
      settings[setting[1] as string] = setting[2] as string;
    } else if (line.startsWith("  ")) {
      example.push(readExampleLine(line.slice(2)));
    } else {
      const head = HEAD.exec(line);
      if (head === null) throw new WordTableError(`${path}: ${line}`);
      const [, named = "", effect = "", summary = ""] = head;
      example = [];
      const names = named.split(" ");
      for (const name of names) {
        const standard = settings.standard && standardPage(settings.standard, name);
        words.push({ name, names, effect: effect.trim(), summary, set: title, standard, example });
      }
    }
  }
  return {
    set: { title, isStandard: settings.standard !== undefined, words },
    order: Number(settings.order),
  };
}

/** Splits a line at its last backslash that stands behind two blanks. */
export function readExampleLine(line: string): ExampleLine {
  const at = line.lastIndexOf("  \\ ");
  if (at < 0) return { code: line.trimEnd(), output: undefined };
  return { code: line.slice(0, at).trimEnd(), output: line.slice(at + 4).trim() };
}
