/** The reports of `fastforth check` in every form, and how it ends. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fastforth, file, type Outcome } from "../cli/fastforth.ts";

const check = (...args: readonly string[]): Promise<Outcome> =>
  fastforth(["check", ...args], { env: { GITHUB_ACTIONS: undefined, GITHUB_WORKSPACE: undefined } });

const faulty = file("faulty.fth", ": sq ( n -- n n ) dup * ;\n: add ( a b ) + ;\nif\n");

describe("fastforth check", () => {
  test("shows each report with its line, and totals", async () => {
    const { out, code } = await check(faulty);
    expect(code).toBe(1);
    expect(out).toContain(
      `${faulty}:1:6: error: ( n -- n n ) is not what sq does: it takes 1 cell and leaves 1 cell: ( x -- x ) [stack-comment]\n` +
        "  1 | : sq ( n -- n n ) dup * ;\n" +
        "    |      ^~~~~~~~~~~~\n",
    );
    expect(out).toMatch(
      /\n2 errors, 1 warning, 2 notes \(--level note shows notes\): 1 file, 3 lines, 2 words in /,
    );
  });

  test("ends with 0 without errors, with 1 for warnings that count as errors", async () => {
    const form = file("form.fth", ": add ( a b ) + ;\n");
    expect((await check(form)).code).toBe(0);
    expect((await check("--warnings-as-errors", form)).code).toBe(1);
    expect((await check("--warnings-as-errors", "--ignore", "stack-comment-form", form)).code).toBe(0);
  });

  test("ends with 2 when nothing was checked", async () => {
    for (const args of [
      [],
      ["nothing-there.fth"],
      ["--ignore", "nonsense", faulty],
      ["--explain", "nonsense"],
    ])
      expect((await check(...args)).code).toBe(2);
    expect((await check("--ignore", "stack-coment", faulty)).err).toContain("did you mean stack-comment?");
  });

  test("runs nothing that a program would do outside of it", async () => {
    const path = file(
      "outside.fth",
      `s" touch ran" system  s" made" w/o create-file throw drop  ." said" cr  1 (bye)\n`,
    );
    const { out, code } = await check(path);
    expect(out).not.toContain("said");
    expect(code).toBe(0);
  });

  test("explains rules", async () => {
    const page = await check("--explain", "return-stack");
    expect(page.out).toBe(readFileSync("src/checking/pages/return-stack.md", "utf8"));
    expect((await check("--explain", "all")).out).toMatch(/^unknown-name +error/);
  });

  test("annotates by itself under GitHub Actions", async () => {
    const { out } = await fastforth(["check", faulty], {
      env: { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: join(faulty, "..") },
    });
    expect(out).toContain(
      "::error file=faulty.fth,line=1,col=6,endColumn=18,title=check%3A stack-comment::( n -- n n ) is",
    );
  });
});

describe("the JSON reporter", () => {
  test("has reports, words with their effects, and sums", async () => {
    const { out } = await check("--json", faulty);
    const { diagnostics, words, summary } = JSON.parse(out);
    expect(
      diagnostics.map(({ rule, line, column, endColumn }: Record<string, unknown>) => [
        rule,
        line,
        column,
        endColumn,
      ]),
    ).toEqual([
      ["stack-comment", 1, 6, 18],
      ["stack-comment-form", 2, 7, 14],
      ["compile-only", 3, 1, 3],
    ]);
    expect(
      words.map(({ name, declared, effect }: Record<string, unknown>) => [name, declared, effect]),
    ).toEqual([
      ["sq", "( n -- n n )", "( x -- x )"],
      ["add", undefined, "( x x -- x )"],
    ]);
    expect(summary).toMatchObject({ error: 2, warning: 1, files: 1, lines: 3, words: 2 });
  });
});

describe("the SARIF reporter", () => {
  test("names rules, places and related places", async () => {
    const path = file("open if.fth", ": a ( flag -- ) if 1 . ;\n");
    const { out } = await fastforth(["check", "--reporter", "sarif", path], {
      env: { GITHUB_WORKSPACE: join(path, "..") },
    });
    const log = JSON.parse(out);
    expect(log.version).toBe("2.1.0");
    const [run] = log.runs;
    const { rules } = run.tool.driver;
    expect(run.results).toHaveLength(1);
    const [result] = run.results;
    expect(rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(result).toMatchObject({ ruleId: "unbalanced-structure", level: "error" });
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    expect(artifactLocation).toEqual({ uri: "open%20if.fth", uriBaseId: "%SRCROOT%" });
    expect(region).toMatchObject({ startLine: 1, startColumn: 17, endColumn: 19 });
    expect(result.relatedLocations[0].physicalLocation.region.startColumn).toBe(24);
    for (const rule of rules) expect(rule.help.markdown).toContain(`# ${rule.id}: `);
  });
});
