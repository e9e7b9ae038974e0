/** The page about the words: its tables are made of the table of words, what stands between them is written by hand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type WordEntry, wordTable } from "../../src/reference/word_table.ts";

export const wordPagePath = join(import.meta.dir, "../../src/words/README.md");

/** Every word that a program may use. */
export const documentedWords = (): Set<string> => new Set(wordTable().words.keys());

const TABLE = /^<!-- words: (.*) -->\n[\s\S]*?^<!-- end -->$/gm;

/** The page, and what it has to be. */
export function wordPages(): { written: string; made: string } {
  const written = readFileSync(wordPagePath, "utf8");
  return { written, made: written.replace(TABLE, (_, title: string) => tableOf(title)) };
}

/** The titles of the word sets that the page has tables of. */
export const titlesOnPage = (): string[] =>
  [...readFileSync(wordPagePath, "utf8").matchAll(TABLE)].map(([, title]) => title as string);

function tableOf(title: string): string {
  const set = wordTable().sets.find((candidate) => candidate.title === title);
  if (set === undefined) return `<!-- words: ${title} -->\nthere is no such word set\n<!-- end -->`;
  const rows = set.words.filter(({ name, names }) => name === names[0]).map(rowOf);
  const heading = ["| word | stack effect | what it does |", "|---|---|---|"];
  return [`<!-- words: ${title} -->`, ...heading, ...rows, "<!-- end -->"].join("\n");
}

function rowOf({ names, effect, summary }: WordEntry): string {
  const linked = names.map((name) => {
    const code = name.includes("`") ? `\`\` ${cell(name)} \`\`` : `\`${cell(name)}\``;
    const standard = wordTable().words.get(name)?.standard;
    return standard === undefined ? code : `[${code}](${standard})`;
  });
  return `| ${linked.join(" ")} | \`${cell(effect)}\` | ${cell(summary.replace(/[*_<`\\]/g, "\\$&"))} |`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
