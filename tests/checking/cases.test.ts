/**
 * Each file in `cases/` ends with what the checker is to say of it: `\ LINE:COLUMN SEVERITY RULE: message`, of an included
 * file with its name in front. `UPDATE_GOLDEN=1` rewrites that.
 */
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import type { Diagnostic } from "../../src/checking/diagnostic.ts";
import { explanations } from "../../src/checking/explanations.ts";
import { checkProgram } from "../../src/checking/program.ts";
import { type RuleName, ruleNames } from "../../src/checking/rules.ts";

const folder = join(import.meta.dir, "cases");
const MARK = "\\ reports\n";

function reportLines(path: string, diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.flatMap(({ range, severity, rule, message, related, hint }) => {
    const file = range.file === path ? "" : `${relative(folder, range.file)}:`;
    return [
      `\\ ${file}${range.line}:${range.column} ${severity} ${rule}: ${message}`,
      ...related.map((other) => `\\     ${other.range.line}:${other.range.column} ${other.message}`),
      ...(hint === undefined ? [] : [`\\     hint: ${hint}`]),
    ];
  });
}

const cases = readdirSync(folder).filter((name) => name.endsWith(".fth"));
test.each(cases)("%s", (name) => {
  const path = join(folder, name);
  const text = readFileSync(path, "utf8");
  const end = text.indexOf(MARK);
  expect(end).toBeGreaterThan(0);
  const program = new TextEncoder().encode(text.slice(0, end));
  const { diagnostics } = checkProgram(path, {
    testing: name.endsWith("_test.fth"),
    sourceText: (file) => (file === path ? program : undefined),
  });
  // Every word of most cases is unused.
  const told = diagnostics.filter(({ rule }) => name === "unused_words.fth" || rule !== "unused-word");
  const lines = reportLines(path, told);
  if (process.env.UPDATE_GOLDEN === "1")
    writeFileSync(path, `${text.slice(0, end)}${MARK}${lines.join("\n")}\n`);
  else
    expect(lines).toEqual(
      text
        .slice(end + MARK.length)
        .split("\n")
        .filter((line) => line !== ""),
    );
});

test("a program that is checked writes no files", () => {
  checkProgram(join(folder, "loading.fth"));
  expect(existsSync("of-the-test.txt")).toBe(false);
});

describe("the page of each rule", () => {
  const example = (rule: RuleName, heading: string): string => {
    const match = new RegExp(`\\n${heading}:\\n\\n\`\`\`forth\\n([^]*?)\`\`\`\\n`).exec(explanations[rule]);
    if (match === null) throw new Error(`the page of ${rule} has no example "${heading}"`);
    return match[1] as string;
  };
  const rulesIn = (source: string): RuleName[] => {
    const path = join(folder, "example.fth");
    const bytes = new TextEncoder().encode(source);
    const sourceText = (name: string) => (basename(name) === "example.fth" ? bytes : undefined);
    return checkProgram(path, { sourceText }).diagnostics.map(({ rule }) => rule);
  };

  test.each(ruleNames)("%s", (rule) => {
    expect(explanations[rule].startsWith(`# ${rule}: `)).toBe(true);
    expect(rulesIn(example(rule, "Reported"))).toContain(rule);
    const left = rulesIn(example(rule, "Right"));
    expect(left).not.toContain(rule);
    // What shows the right way is right in every respect, but that nobody uses it.
    expect(left.filter((other) => other !== "unused-word")).toEqual([]);
  });
});
