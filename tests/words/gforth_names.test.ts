/** What the page of words says of gforth 0.7.9's names, asked of gforth itself. Skipped where there is none of that version. */
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wordTable } from "../../src/reference/word_table.ts";
import { wordPagePath } from "../house/word_page.ts";

const gforth = Bun.which("gforth-fast") ?? Bun.which("gforth");
const version = gforth === null ? undefined : Bun.spawnSync([gforth, "--version"]);
const isReference = `${version?.stdout}${version?.stderr}`.includes("0.7.9");

/** Sets of words that are FastForth's own, or that gforth has after a REQUIRE. */
const ownSets = ["The system's own stages", "Sockets", "Help", "Words of tests"];

test.skipIf(!isReference)("the words that gforth does not have are those that the page names", () => {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-names-"));
  const path = join(folder, "names.fs");
  const names = wordTable()
    .sets.filter((set) => !set.isStandard && !ownSets.includes(set.title))
    .flatMap((set) => set.words.map(({ name }) => name));
  const check = ": check parse-name 2dup find-name 0= if type cr else 2drop then ;";
  writeFileSync(path, [check, ...names.map((name) => `check ${name}`), "bye", ""].join("\n"));
  const run = Bun.spawnSync([gforth as string, path], { stdin: "ignore" });
  rmSync(folder, { recursive: true });
  // It has [[ only between ]] and [[.
  const absent = run.stdout
    .toString()
    .split("\n")
    .filter((name) => name !== "" && name !== "[[");
  const listed = /does not have the words[\s\S]*?```\n([\s\S]*?)```/.exec(
    readFileSync(wordPagePath, "utf8"),
  )?.[1];
  expect(absent.sort()).toEqual(
    (listed ?? "")
      .split(/\s+/)
      .filter((name) => name !== "")
      .sort(),
  );
});
