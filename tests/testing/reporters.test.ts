/**
 * What each reporter says of the files in `cases/`, which show every kind of failure. `UPDATE_GOLDEN=1` rewrites
 * `expected/`.
 */
import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fastforth, file, type Outcome } from "../cli/fastforth.ts";
import { junitFaults } from "./junit_schema.ts";
import { type Element, parseXml } from "./xml.ts";

const cases = join(import.meta.dir, "cases");
const run = (reporter: string): Promise<Outcome> =>
  fastforth(["test", "--jobs", "1", "--reporter", reporter], {
    cwd: cases,
    env: { GITHUB_ACTIONS: undefined, GITLAB_CI: undefined },
  });

/** Without what differs from run to run. */
const steady = (text: string): string =>
  text
    .replace(/\b\d+(?:\.\d+)? (?:ms|s)\b/g, "TIME")
    .replace(/time="[\d.]+"/g, 'time="0"')
    .replace(/"milliseconds":[\d.e-]+/g, '"milliseconds":0');

describe.each(["pretty", "dot", "tap", "junit", "json", "github", "quiet"])("%s", (reporter) => {
  test("says what is expected", async () => {
    const { out, err, code } = await run(reporter);
    expect(err).toBe("");
    expect(code).toBe(1);
    const path = join(import.meta.dir, "expected", `${reporter}.txt`);
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, steady(out));
    expect(steady(out)).toBe(readFileSync(path, "utf8"));
  });
});

describe("JUnit", () => {
  test("is XML as CI servers want it, and its sums are right", async () => {
    const root = parseXml((await run("junit")).out);
    expect(junitFaults(root)).toEqual([]);
    const suites = root.children as Element[];
    const inside = suites
      .flatMap(({ children }) => children as Element[])
      .filter(({ name }) => name === "testcase");
    const holding = (name: string) =>
      inside.filter(({ children }) =>
        children.some((child) => typeof child !== "string" && child.name === name),
      );
    expect(root.attributes.get("tests")).toBe(String(inside.length));
    expect(root.attributes.get("failures")).toBe(String(holding("failure").length));
    expect(root.attributes.get("errors")).toBe(String(holding("error").length));
    const skipped = suites.map(({ attributes }) => Number(attributes.get("skipped")));
    expect(skipped.reduce((sum, count) => sum + count)).toBe(holding("skipped").length);
  });

  test("names each case's file where GitLab reads it", async () => {
    const settings = { cwd: cases, env: { GITLAB_CI: "true" } };
    const root = parseXml((await fastforth(["test", "--reporter", "junit", "named_test.fth"], settings)).out);
    expect(junitFaults(root, true)).toEqual([]);
    expect(junitFaults(root)).not.toEqual([]);
    const [suite] = root.children as Element[];
    const [first] = (suite?.children ?? []) as Element[];
    expect(first?.attributes.get("file")).toBe("named_test.fth");
  });

  test("has with each case what it wrote", async () => {
    const path = file(
      "writing_test.fth",
      '.( before) TEST: one 1 drop ." of one" ;TEST TEST: none ;TEST TEST: two .( of two) 1 throw ;TEST .( behind)',
    );
    const { out } = await fastforth(["test", "--reporter", "junit", path]);
    const root = parseXml(out);
    expect(junitFaults(root)).toEqual([]);
    const [suite] = root.children as Element[];
    const inside = (parent: Element | undefined) => (parent?.children ?? []) as Element[];
    const written = (parent: Element | undefined) =>
      inside(parent).flatMap(({ name, children }) => (name === "system-out" ? children : []));
    const inCases = inside(suite).flatMap((child) => (child.name === "testcase" ? [written(child)] : []));
    expect(inCases).toEqual([["of one"], [], ["of two"]]);
    expect(written(suite)).toEqual(["beforeof oneof twobehind"]);
  });

  test("holds whatever a program writes", async () => {
    const path = file(
      "odd_test.fth",
      's\\" \\e[31mred\\e[m \\x00 ]]> & < \\q \\xff\\n" type  TEST: "a ]]> & <b> \'c\'" T{ 1 -> 2 }T ;TEST',
    );
    const { out } = await fastforth(["test", "--reporter", "junit", path]);
    const root = parseXml(out);
    expect(junitFaults(root)).toEqual([]);
    const [suite] = root.children as Element[];
    const output = suite?.children.find(
      (child) => typeof child !== "string" && child.name === "system-out",
    ) as Element;
    expect(output.children).toEqual(['red \ufffd ]]> & < " \ufffd\n']);
  });

  test("the reader sees what is wrong", () => {
    const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
    expect(() => parseXml(`${head}<a b="<"/>`)).toThrow();
    expect(() => parseXml(`${head}<a>&nbsp;</a>`)).toThrow();
    expect(() => parseXml(`${head}<a></b>`)).toThrow();
    expect(junitFaults(parseXml(`${head}<testsuite tests="x"><failure/></testsuite>`))).toHaveLength(5);
  });
});

test.skipIf(Bun.which("prove") === null)("prove reads the TAP", async () => {
  const { out } = await run("tap");
  const tap = file("all.tap", out);
  const prove = Bun.spawnSync(["prove", "-e", "cat", tap], { stderr: "pipe" });
  const text = prove.stdout.toString();
  const numbers = out.split("\n").flatMap((line) => {
    const failed = /^not ok (\d+) (?!.* # TODO)/.exec(line);
    return failed === null ? [] : [failed[1]];
  });
  expect(text).toContain(`Failed: ${numbers.length})`);
  expect(text).toContain(`Tests: ${out.match(/^(?:not )?ok /gm)?.length}`);
  expect(prove.exitCode).toBe(1);
  const passing = await fastforth(["test", "--reporter", "tap", "passing.test.fs", "todo_test.fth"], {
    cwd: cases,
  });
  expect(Bun.spawnSync(["prove", "-e", "cat", file("good.tap", passing.out)]).exitCode).toBe(0);
});

describe("GitHub Actions", () => {
  const annotated = async (env: Record<string, string>, ...options: string[]) => {
    const { out } = await fastforth(["test", ...options, join(cases, "error_test.fth")], {
      cwd: cases,
      env: { GITHUB_WORKSPACE: join(cases, ".."), ...env },
    });
    return out.split("\n").filter((line) => line.startsWith("::"));
  };

  test("annotations appear by themselves, named from the repository", async () => {
    const [line, ...more] = await annotated({ GITHUB_ACTIONS: "true" });
    expect(more).toEqual([]);
    expect(line).toStartWith(
      "::error file=cases/error_test.fth,line=1,col=13,title=fastforth test::Division by zero (THROW -10)%0A",
    );
  });

  test("and nowhere else", async () => {
    expect(await annotated({ GITHUB_ACTIONS: "" })).toEqual([]);
    expect(await annotated({ GITHUB_ACTIONS: "true" }, "--reporter", "tap")).toEqual([]);
  });

  test("what would end a command or a property is escaped", async () => {
    const path = file("per,cent:100%_test.fth", 's" 50% :: more, and" ERROR');
    const { out } = await fastforth(["test", "--reporter", "github", path], {
      env: { GITHUB_WORKSPACE: undefined },
    });
    expect(out).toContain("/per%2Ccent%3A100%25_test.fth,line=1,col=");
    expect(out).toContain("::50%25 :: more, and\n");
  });
});
