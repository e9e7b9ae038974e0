/** The page about the words names every word of the system that a program may use, and no other. */
import { expect, test } from "bun:test";
import { absentWords } from "../src/forth/absent_words.ts";
import { systemTable } from "../src/words/system_words.ts";
import { documentedWords } from "./house/word_page.ts";

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

test("a word that a hint says is left out does not exist", () => {
  const names = absentWords.flatMap((group) => group.names.split(" "));
  expect(names.filter((name) => systemWords.has(name))).toEqual([]);
  const prefixes = names.filter((name) => name.endsWith("…")).map((name) => name.slice(0, -1));
  const covered = [...systemWords].filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  expect(covered).toEqual([]);
});
