/** The page about the words. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const page = readFileSync(join(import.meta.dir, "../../src/words/README.md"), "utf8");

/** Words in the fenced lists, and in code spans in the first column of the tables. */
export function documentedWords(): Set<string> {
  const words = new Set<string>();
  for (const [, list = ""] of page.matchAll(/^```\n([\s\S]*?)^```$/gm)) {
    for (const word of list.split(/\s+/)) if (word !== "") words.add(word);
  }
  for (const [, first = ""] of page.matchAll(/^\| (`.*?`) \| /gm)) {
    for (const [, word = ""] of first.matchAll(/`(\S+)`/g)) words.add(word.replaceAll("\\|", "|"));
  }
  return words;
}
