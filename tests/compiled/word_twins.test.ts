/**
 * The words that the runtime of compiled programs does (plugins-src/program/words) against those of sessions: the cases of
 * words (`forth/words/*.words`), made into a program a file, that is run and compiled.
 */
import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { executable, scratch } from "../cli/fastforth.ts";
import {
  actsWhileCompiling,
  type Example,
  itemsOf,
  standardInputOf,
  takenBy,
  type WordCase,
  withWord,
  wordCaseFiles,
} from "../forth/word_cases.ts";

const isHere = process.platform === "linux" && process.arch === "x64";
const timeoutMs = 120_000;

/** Files of which hardly a case is without the text interpreter. */
const interpreted = new Set([
  "closures.words",
  "definitions.words",
  "interpreted-loops.words",
  "locals.words",
  "names.words",
  "recognizers.words",
  "search-order.words",
  "sockets.words",
  "testing.words",
]);

/** A use of a word: a definition, and one of what it leaves. */
interface Use {
  readonly name: string;
  readonly definitions: readonly string[];
  /** Lines of Forth between. */
  readonly isSetup: boolean;
}

const harness = `
true 1 rshift constant max-n  max-n invert constant min-n
variable shown-depth
: same? ( n -- flag ) \\ whether of so many cells both halves are the same
  true swap dup 0 ?do  dup i + 1+ pick  i 3 + pick = rot and swap  loop drop ;
: show-items ( … -- )
  depth shown-depth ! shown-depth @ 0 ?do i . shown-depth @ 1- i - pick . loop
  fdepth 0 ?do pad f! pad @ hex. loop ;
: drop-items ( … -- ) begin depth while drop repeat begin fdepth while fdrop repeat ;
: tried ( xt c-addr u -- )
  decimal type space catch ?dup if ." THROW " . cr else ." leaves " show-items cr then drop-items decimal ;
`;

const line = (text: string): string => text.replace(/\s+/g, " ");

/**
 * Words that know of what only loading a program has; TRAVERSE-WORDLIST, which there has the program's lists and not the
 * system's; and CATCH, which is code that says otherwise what it lacks.
 */
const loading = new Set([">in", "catch", "traverse-wordlist"]);

function usesOf(word: WordCase, number: number): Use[] {
  if (
    loading.has(word.name) ||
    word.kinds.has("by-hand") ||
    word.kinds.has("parses") ||
    actsWhileCompiling(word)
  )
    return [];
  const uses: Use[] = [];
  const add = (text: string) => {
    const name = `t${number}-${uses.length}~${word.name}`;
    uses.push({ name, definitions: [`: ${name} ${line(text)} ;`], isSetup: false });
  };
  for (const example of word.examples)
    if (isWhole(example)) add(withWord(example.text, word.name, word.name));
  const { cells, floats } = takenBy(word.effect);
  if (cells > 0) add(`${"1e ".repeat(floats)}${word.name}`);
  if (floats > 0) add(`${"0 ".repeat(cells)}${word.name}`);
  return uses;
}

const isWhole = ({ label }: Example): boolean => label === undefined || label === "throws";

function programOf(file: string): Use[] {
  let number = 0;
  return itemsOf(file).flatMap((item): Use[] =>
    typeof item === "string" ? [{ name: "", definitions: [item], isSetup: true }] : usesOf(item, number++),
  );
}

function sourceOf(uses: readonly Use[]): string {
  const calls = uses.filter(({ isSetup }) => !isSetup).map(({ name }) => `['] ${name} s" ${name}" tried`);
  return [
    harness,
    ...uses.flatMap(({ definitions }) => definitions),
    `: main\n${calls.join("\n")} ;`,
    "",
  ].join("\n");
}

const run = (
  command: readonly string[],
  folder: string,
  stdin: string,
  env: Readonly<Record<string, string>> = {},
) => {
  const child = Bun.spawnSync([...command], {
    cwd: folder,
    stdin: Buffer.from(stdin),
    timeout: 60_000,
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  return { code: child.exitCode, out: child.stdout.toString("latin1"), err: child.stderr.toString() };
};

/** The uses without those that need the text interpreter, of which the compiler warns. */
function compiledUses(uses: readonly Use[], folder: string): readonly Use[] {
  let rest = uses;
  for (;;) {
    writeFileSync(join(folder, "twins.fth"), sourceOf(rest));
    const { code, err } = run([executable, "compile", "twins.fth", "-o", "twins"], folder, "");
    if (code !== 0) throw new Error(err);
    // Each way ends with the word that is missing; it begins with the use, or with a quotation in it.
    const ways = Array.from(err.matchAll(/THROW -21: (.*)/g), ([, way = ""]) => way.split(" → "));
    const names = new Set(ways.flat().filter((name) => name !== "<noname>" && name !== "main"));
    if (names.size === 0) return rest;
    const isNamed = ({ definitions, isSetup }: Use) =>
      !isSetup && definitions.some((text) => text.split(/\s+/).some((word) => names.has(word.toLowerCase())));
    const hasQuotation = ({ definitions, isSetup }: Use) =>
      !isSetup && definitions.some((text) => text.includes("[: "));
    const isLeft = rest.some(isNamed) ? isNamed : hasQuotation;
    if (!rest.some(isLeft)) throw new Error(err);
    rest = rest.filter((use) => !isLeft(use));
  }
}

describe.skipIf(!isHere)("words of compiled programs", () => {
  test.each(wordCaseFiles.filter((file) => !interpreted.has(file)))(
    "%s",
    (file) => {
      const folder = join(scratch, `twins-${file}`);
      mkdirSync(folder, { recursive: true });
      const uses = compiledUses(programOf(file), folder);
      writeFileSync(join(folder, "run.fth"), `${sourceOf(uses)}\nmain\n`);
      const stdin = standardInputOf(file);
      const session = run([executable, "run", "run.fth"], folder, stdin);
      const program = run([join(folder, "twins")], folder, stdin);
      expect(program.out).toBe(session.out);
      expect([program.code, session.code]).toEqual([0, 0]);
      expect(uses.length).toBeGreaterThan(0);
    },
    timeoutMs,
  );

  test(
    "local times",
    () => {
      const times = [0, 1_700_000_000, 1_720_000_000, 2_500_000_000, 4_102_444_800, -1, -2_500_000_000];
      const calls = times.map((time) => `${time}. shown`).join(" ");
      const source = `: shown ( d -- ) >time&date&tz type . . . . . . . . cr ;\n: main ${calls} ;\n`;
      for (const zone of [
        "Europe/Berlin",
        "America/New_York",
        "UTC-2",
        "CET-1CEST,M3.5.0,M10.5.0/3",
        "<+03>-3",
        "No/Where",
        "",
      ]) {
        const { session, program } = bothWays("times", source, "", [], { TZ: zone });
        expect([zone, program.out]).toEqual([zone, session.out]);
      }
    },
    timeoutMs,
  );

  test(
    "float functions are the nearest floats, two units at most from the session's",
    () => {
      const functions = [
        "fsin",
        "fcos",
        "ftan",
        "fasin",
        "facos",
        "fatan",
        "fsinh",
        "fcosh",
        "ftanh",
        "fasinh",
        "facosh",
      ];
      functions.push("fatanh", "fexp", "fexpm1", "fln", "flnp1", "flog", "falog");
      const shown = functions.map((name) => `r@ s>f 1000e f/ ${name} bits`).join(" ");
      const source = `: bits ( F: r -- ) pad f! pad @ . ;
: one ( n -- ) >r ${shown} r@ s>f 1000e f/ 3.3e f** bits r> s>f 7e fatan2 bits cr ;
: main 3000 -3000 do i one 7 +loop ;
`;
      const { session, program } = bothWays("functions", source, "", []);
      const numbers = (text: string) =>
        text
          .split(/\s+/)
          .filter((number) => number !== "")
          .map(BigInt);
      const [ours, theirs] = [numbers(program.out), numbers(session.out)];
      expect(ours.length).toBe(theirs.length);
      // What is no number has its sign for itself.
      const isNumber = (bits: bigint) => (bits & 0x7ff0_0000_0000_0000n) !== 0x7ff0_0000_0000_0000n;
      const far = ours.filter((bits, at) => {
        const other = theirs[at] as bigint;
        if (!isNumber(bits) || !isNumber(other)) return isNumber(bits) !== isNumber(other);
        const difference = bits - other;
        return difference > 2n || difference < -2n;
      });
      expect(far).toEqual([]);
    },
    timeoutMs,
  );
});

/** A program as a session runs it, and compiled. */
function bothWays(
  name: string,
  source: string,
  stdin: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const folder = join(scratch, `twins-${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "twins.fth"), source);
  writeFileSync(join(folder, "run.fth"), `${source}\nmain\n`);
  const compiler = run([executable, "compile", "twins.fth", "-o", "twins"], folder, "");
  expect(compiler.err).toBe("");
  const session = run([executable, "run", "run.fth", ...args], folder, stdin, env);
  return { session, program: run([join(folder, "twins"), ...args], folder, stdin, env) };
}
