/** The rules of this project's own house: see src/README.md for its floors. Each list of exceptions may only shrink. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dir, "..");

/** The TypeScript files of src, by path below it. */
const sources: ReadonlyMap<string, string> = new Map(
  [...new Bun.Glob("**/*.ts").scanSync(join(root, "src"))]
    .sort()
    .map((path) => [path, readFileSync(join(root, "src", path), "utf8")]),
);

/** The files, but for some, in which a pattern occurs. */
function filesWith(pattern: RegExp, except: readonly string[] = []): string[] {
  return [...sources]
    .filter(([path, text]) => pattern.test(text) && !except.includes(path))
    .map(([path]) => path);
}

describe("one answer in one place", () => {
  test("a word gets at the open definition through the kinds of compiling words alone", () => {
    expect(filesWith(/\bcompiled\(\)/, ["forth/session.ts", "words/word_kinds.ts"])).toEqual([]);
  });

  test("one function acts on the interrupt flag", () => {
    expect(filesWith(/\bInterrupt\.\w+(?![`\w])|Context\.interrupt\b/, ["machine/machine.ts"])).toEqual([]);
  });
});
