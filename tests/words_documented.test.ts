/** The page about the words names every word of the system that a program may use, and no other. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { systemTable } from "../src/words/system_words.ts";

const page = await Bun.file(join(import.meta.dir, "../src/words/README.md")).text();

/** Words in the fenced lists, and in code spans in the first column of the tables. */
function documentedWords(): Set<string> {
  const words = new Set<string>();
  for (const [, list = ""] of page.matchAll(/^```\n([\s\S]*?)^```$/gm)) {
    for (const word of list.split(/\s+/)) if (word !== "") words.add(word);
  }
  for (const [, first = ""] of page.matchAll(/^\| (`.*?`) \| /gm)) {
    for (const [, word = ""] of first.matchAll(/`(\S+)`/g)) words.add(word.replaceAll("\\|", "|"));
  }
  return words;
}

const systemWords = new Set(Array.from({ length: systemTable.count }, (_, i) => systemTable.name(i + 1)));
/** Names that begin with a parenthesis are internal. */
const isInternal = (name: string) => name.length > 1 && name.startsWith("(");

test("every visible word of the system is documented", () => {
  const documented = documentedWords();
  expect([...systemWords].filter((name) => !isInternal(name) && !documented.has(name))).toEqual([]);
});

test("every documented word exists", () => {
  expect([...documentedWords()].filter((name) => !systemWords.has(name))).toEqual([]);
});
