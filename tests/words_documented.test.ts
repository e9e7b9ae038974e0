/** The page about the words has a table of every word set, as the table of words has it. `UPDATE_GOLDEN=1` rewrites them. */
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { absentWords } from "../src/forth/absent_words.ts";
import { wordTable } from "../src/reference/word_table.ts";
import { systemTable } from "../src/words/system_words.ts";
import { titlesOnPage, wordPagePath, wordPages } from "./house/word_page.ts";

test("the page has every word set", () => {
  expect(titlesOnPage().sort()).toEqual(
    wordTable()
      .sets.map(({ title }) => title)
      .sort(),
  );
});

test("its tables are those of src/reference/texts/words", () => {
  const { written, made } = wordPages();
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(wordPagePath, made);
  else expect(written).toBe(made);
});

const systemWords = new Set(Array.from({ length: systemTable.count }, (_, i) => systemTable.name(i + 1)));

test("a word that a hint says is left out does not exist", () => {
  const names = absentWords.flatMap((group) => group.names.split(" "));
  expect(names.filter((name) => systemWords.has(name))).toEqual([]);
  const prefixes = names.filter((name) => name.endsWith("…")).map((name) => name.slice(0, -1));
  const covered = [...systemWords].filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  expect(covered).toEqual([]);
});
