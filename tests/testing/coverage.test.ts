/** What coverage counts: the same in every tier, without changing what programs do; and how it is told. */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Coverage, type FileCounts } from "../../src/forth/coverage.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { parseLcov } from "../../src/testing/coverage/lcov.ts";
import { fastforth, type Outcome } from "../cli/fastforth.ts";
import { aboutSession } from "../forth/about_session";
import { differences, parseCase } from "../forth/case";
import { runInProcess } from "../forth/in_process";
import { allRun } from "../forth/mixes";
import { stageSpecs } from "../forth/run";
import { Browser, findBrowser } from "./browser.ts";
import { testFolders } from "./folders.ts";

const { scratch, folder } = testFolders("coverage");

const run = (cwd: string, ...args: readonly string[]): Promise<Outcome> =>
  fastforth(args, { cwd, env: { XDG_CACHE_HOME: join(scratch, "cache"), GITHUB_ACTIONS: undefined } });

/** What `test` with these arguments writes as LCOV. */
async function lcovOf(cwd: string, ...args: readonly string[]): Promise<string> {
  const { code, err, out } = await run(cwd, "test", "--lcov", "coverage.info", ...args);
  expect({ code, err, out }).toMatchObject({ code: 0, err: "" });
  return readFileSync(join(cwd, "coverage.info"), "utf8");
}

/** The counts of a file as its comments have them: `\ # 4 1/3`. */
const asComments = ({ lines, branches }: FileCounts): Map<number, string> =>
  new Map(
    lines.map(([line, count]) => {
      const own = branches.filter(([at]) => at === line).map(([, taken, other]) => ` ${taken}/${other}`);
      return [line, `# ${count}${own.join("")}`];
    }),
  );

const counted = readFileSync(join(import.meta.dir, "coverage", "counted.fth"), "utf8");
const sample = {
  "lib.fth":
    ": sign ( n -- n )\n  dup 0< if drop -1\n  else 0> if 1 else 0 then then ;\n: never\n  1 ;\n: c, 1 ;\n: c, c, drop ;\n",
  "a_test.fth": "require lib.fth\nT{ 5 sign -> 1 }T\n",
  "b_test.fth": "require lib.fth\nT{ -5 sign c, -> -1 }T\n",
};

describe("counts", () => {
  test.each(stageSpecs)("stages %s count what the program says", async (stages) => {
    const path = folder({ "counted.fth": counted, "a_test.fth": "require counted.fth\nT{ 1 -> 1 }T\n" });
    const [file] = parseLcov(await lcovOf(path, "--stages", stages), path);
    const wanted = counted.split("\n").map((text) => /\\ (# .*)$/.exec(text)?.[1]);
    const got = asComments(file as FileCounts);
    expect(wanted.map((_, at) => got.get(at + 1))).toEqual(wanted);
  });

  const forthFolder = join(import.meta.dir, "..", "forth");
  const needOwn = [
    // They write to this program's output, or look at code.
    "language/output-redirection.fth",
    "language/see-code.fth",
    // How deep a recursion without end gets is up to the tier.
    "language/exception-faults.fth",
    "limit/data-stack.fth",
    "limit/deep-recursion.fth",
    "regression/code-from-cold-words.fth",
    "regression/native-catch.fth",
    "regression/recursion-through-catch.fth",
    "regression/wide-words.fth",
    // So is how often the heap grows, and how many tokens are met where one is looked for.
    "limit/large-heap.fth",
    ...aboutSession,
    // So is whether code of a forgotten word goes on.
    "regression/forgotten-words.fth",
  ];
  const cases = [...new Bun.Glob("{language,error,limit,regression}/*.fth").scanSync(forthFolder)]
    .filter((name) => !needOwn.includes(name))
    .sort();
  const tiers = [
    ["interpreter", Number.POSITIVE_INFINITY],
    ["builtin", 0],
    ["plugin", 0],
    ["auto", 200],
  ] as const;

  test.skipIf(!allRun).each(cases)(
    "%s does the same when it is counted, and counts the same in each tier",
    (name) => {
      const file = join(forthFolder, name);
      const expected = parseCase(readFileSync(file, "utf8"));
      const stdin = expected.stdin.map((line) => `${line}\n`).join("");
      // Of WebAssembly and of what becomes code while it runs, each case has one.
      const skipped = cases.indexOf(name) % 2 === 0 ? "builtin" : "auto";
      const used = tiers.filter(([stages]) => stages !== skipped);
      const counts = used.map(([stages, compileAfter]) => {
        let files: FileCounts[] = [];
        const result = runInProcess({
          file,
          args: expected.args,
          stdin,
          stages: selectStages(stages === "interpreter" ? stages : parseStages(stages)),
          compileAfter,
          opened: (session) => {
            session.coverage = new Coverage(session, () => true);
          },
          ended: (session) => {
            // The case runs in a folder of another name each time.
            files = (session.coverage?.collect() ?? []).map((counts) => ({
              ...counts,
              path: basename(counts.path),
            }));
          },
        });
        expect([stages, ...differences(expected, result)]).toEqual([stages]);
        return files;
      });
      for (const other of counts.slice(1)) expect(other).toEqual(counts[0] as FileCounts[]);
    },
    60_000,
  );
});

describe("which files", () => {
  test("those that are no tests, testers or packages", async () => {
    const path = folder({
      "lib.fth": ": a 1 ;\n",
      "ttester.fs": ": b 1 ;\n",
      "node_modules/x/c.fs": ": c 1 ;\n",
      "helper_test.fth": ": d 1 ;\n",
      "e_test.fth":
        "include lib.fth include ttester.fs include node_modules/x/c.fs include helper_test.fth T{ 1 -> 1 }T",
    });
    const files = async (...args: string[]) =>
      [...(await lcovOf(path, "e_test.fth", ...args)).matchAll(/^SF:(.*)$/gm)].map(([, name]) => name);
    expect(await files()).toEqual(["lib.fth"]);
    expect(await files("--coverage-files", "*_test.fth")).toEqual(["e_test.fth", "helper_test.fth"]);
  });

  test("none is told", async () => {
    const { err, code } = await run(folder({ "a_test.fth": ": a 1 ; T{ a -> 1 }T" }), "test", "--coverage");
    expect(err).toContain("--coverage-files");
    expect(code).toBe(0);
  });

  test("a process that is killed cannot tell what it reached: that is told", async () => {
    const path = folder({ "lib.fth": ": a 1 ;", "a_test.fth": 'require lib.fth s" kill -9 $PPID" system' });
    expect((await run(path, "test", "--coverage")).err).toContain("coverage lacks that");
  });
});

describe("reports", () => {
  test("the table", async () => {
    const options = ["--coverage", "--reporter", "quiet", "--no-check"];
    const { out } = await run(folder(sample), "test", ...options);
    expect(out).toBe(`coverage               lines            branches               words  not reached
lib.fth           5/7  71.4%          3/4  75.0%          3/4  75.0%  4-5
all               5/7  71.4%          3/4  75.0%          3/4  75.0%
`);
  });

  test("what machines read from standard output has no table in it", async () => {
    const { out, err } = await run(folder(sample), "test", "--coverage", "--reporter", "tap", "-j1");
    expect(out).toEndWith("1..2\n");
    expect(err).toContain("lib.fth  ");
  });

  test("--coverage-min decides on the exit code", async () => {
    const path = folder(sample);
    expect((await run(path, "test", "--coverage-min", "71.4")).code).toBe(0);
    const { code, err } = await run(path, "test", "--coverage-min", "72");
    expect(code).toBe(1);
    expect(err).toContain("71.4% of the lines were reached, --coverage-min asks for 72%");
    expect((await run(path, "test", "--coverage-min", "many")).code).toBe(2);
  });

  test("what cannot be written fails the run", async () => {
    const path = folder(sample);
    expect(await run(path, "test", "--lcov", "/dev/full")).toMatchObject({ code: 1 });
    expect((await run(path, "test", "--coverage-html", "lib.fth")).err).toContain("cannot be written");
  });

  test("the coverage of shards merges to that of the whole", async () => {
    const path = folder(sample);
    const whole = await lcovOf(path);
    for (const shard of [1, 2]) await run(path, "test", "--shard", `${shard}/2`, "--lcov", `${shard}.info`);
    const merge = (...args: string[]) => run(path, "coverage", "merge", ...args);
    const { code, out } = await merge("1.info", "2.info", "--lcov", "all.info");
    expect(code).toBe(0);
    expect(out).toContain("lib.fth           5/7  71.4%");
    expect(readFileSync(join(path, "all.info"), "utf8")).toBe(whole);
    expect((await merge("1.info", "2.info", "--coverage-min", "90")).code).toBe(1);
    expect((await merge("lib.fth")).err).toContain("line 1 is not as LCOV has it");
    expect((await merge("missing.info")).code).toBe(2);
    expect((await merge()).code).toBe(2);
    writeFileSync(join(path, "cut.info"), whole.slice(0, -20));
    expect((await merge("cut.info")).code).toBe(2);
  });

  test.skipIf(Bun.which("genhtml") === null)("LCOV's own programs take it", async () => {
    const path = folder(sample);
    await lcovOf(path);
    const tool = async (...command: string[]) => {
      const child = Bun.spawn(command, { cwd: path, stdout: "pipe", stderr: "pipe" });
      const text = (await new Response(child.stdout).text()) + (await new Response(child.stderr).text());
      expect([await child.exited, text]).toEqual([0, text]);
      return text;
    };
    const branches = ["--rc", "lcov_branch_coverage=1", "--rc", "branch_coverage=1"];
    const sums = await tool("lcov", "--summary", "coverage.info", ...branches);
    expect(sums).toContain("71.4% (5 of 7 lines)");
    expect(sums).toContain("75.0% (3 of 4 functions)");
    expect(sums).toContain("75.0% (3 of 4 branches)");
    await tool("genhtml", "coverage.info", "--branch-coverage", "-o", "pages");
    expect(existsSync(join(path, "pages", "index.html"))).toBe(true);
  });
});

const browser = findBrowser();
if (browser === undefined) console.log("coverage pages are not looked at: there is no chromium here");

describe.skipIf(browser === undefined)("pages in a browser", () => {
  test("show the source with counts, dark and light", async () => {
    const path = folder({ ...sample, "lib.fth": `${sample["lib.fth"]}: <b>&"x" 1 ; \\ <script>\n` });
    await run(path, "test", "--coverage-html", "pages");
    await using page = await Browser.open(browser as string, join(path, "pages", "index.html"));
    expect(await page.text("h1")).toBe("Coverage");
    expect(await page.text(".files tbody")).toContain("lib.fth");
    await page.click(".files a");
    expect(await page.text("h1")).toBe("lib.fth");
    expect(await page.text("#L2 .count")).toBe("2");
    expect(await page.text("#L8 pre")).toBe(': <b>&"x" 1 ; \\ <script>');
    expect(await page.text("#L5")).toContain("0");
    const colours = async (scheme: "light" | "dark") => {
      await page.prefer(scheme);
      return page.evaluate<string[]>(`[...["body", "#L5", "#L3", "#L2"]].map((selector) => {
        const style = getComputedStyle(document.querySelector(selector));
        return style.backgroundColor + " " + style.color;
      })`);
    };
    const light = await colours("light");
    const dark = await colours("dark");
    // Missed, half reached and reached lines differ, and text stands out from what is behind it.
    for (const shown of [light, dark]) {
      expect(new Set(shown).size).toBe(4);
      const [paper = "", ink = ""] = (shown[0] as string).match(/rgba?\([^)]*\)/g) ?? [];
      expect(Math.abs(lightness(paper) - lightness(ink))).toBeGreaterThan(120);
    }
    expect(lightness(light[0] as string)).toBeGreaterThan(200);
    expect(lightness(dark[0] as string)).toBeLessThan(60);
    // Nothing is cut off on a narrow screen.
    await page.resize(400);
    expect(await page.evaluate<boolean>("document.documentElement.scrollWidth <= 400")).toBe(true);
  }, 60_000);
});

/** The mean of a colour's red, green and blue. */
function lightness(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
}
