/**
 * Every word has an entry in the table of words, with an example, and the page about the words has a table of every word
 * set, made of those entries: `UPDATE_GOLDEN=1` rewrites it. Whether the examples run is tested in reference/.
 */
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { absentWords } from "../src/forth/absent_words.ts";
import { entryOf, wordTable } from "../src/reference/word_table.ts";
import { systemTable } from "../src/words/system_words.ts";
import { titlesOnPage, wordPagePath, wordPages } from "./house/word_page.ts";

const systemWords = new Set(Array.from({ length: systemTable.count }, (_, i) => systemTable.name(i + 1)));
/** Names that begin with a parenthesis are internal. */
const isInternal = (name: string) => name.length > 1 && name.startsWith("(");

test("every visible word of the system has an entry in the table of words", () => {
  expect([...systemWords].filter((name) => !isInternal(name) && entryOf(name) === undefined)).toEqual([]);
});

test("every entry is of a word of the system, and the only one of it", () => {
  const named = wordTable().sets.flatMap(({ words }) => words.map(({ name }) => name));
  const twice = named.filter((name, at) => named.indexOf(name) !== at);
  expect([...named.filter((name) => !systemWords.has(name)), ...twice]).toEqual([]);
});

test("every word has an example, which names it", () => {
  const without = [...wordTable().words.values()].filter(({ name, example }) => {
    const tokens = example.flatMap(({ code }) => code.toLowerCase().split(/\s+/));
    return !tokens.includes(name);
  });
  expect(without.map(({ name }) => name)).toEqual([]);
});

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

test("a word that a hint says is left out does not exist", () => {
  const names = absentWords.flatMap((group) => group.names.split(" "));
  expect(names.filter((name) => systemWords.has(name))).toEqual([]);
  const prefixes = names.filter((name) => name.endsWith("…")).map((name) => name.slice(0, -1));
  const covered = [...systemWords].filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  expect(covered).toEqual([]);
});
