/** Which files `fastforth test` runs, how they end whatever they do, and what is left of them. */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { executable, fastforth, type Outcome } from "../cli/fastforth.ts";
import { testFolders } from "./folders.ts";

const { scratch, folder } = testFolders("runs");
/** Nothing is remembered in the person's own cache. */
const cache = join(scratch, "cache");

const run = (cwd: string, ...args: readonly string[]): Promise<Outcome> =>
  fastforth(["test", ...args], { cwd, env: { XDG_CACHE_HOME: cache, GITHUB_ACTIONS: undefined } });

/** The files that ran, in order, by the JSON report. */
async function ran(cwd: string, ...args: readonly string[]): Promise<string[]> {
  const { out } = await run(cwd, "--reporter", "json", ...args);
  return events(out).flatMap(({ event, path, status }) =>
    event === "file" && status !== "deselected" ? [path as string] : [],
  );
}

interface Event {
  readonly event: string;
  readonly path?: string;
  readonly status?: string;
  readonly assertions: number;
  readonly failureCount?: number;
  readonly output?: string;
  readonly isFlaky?: boolean;
  readonly failures: readonly {
    readonly kind: string;
    readonly message: string;
    readonly place?: { line: number };
  }[];
  readonly tests: readonly { readonly name: string; readonly status: string }[];
}

const events = (out: string): Event[] =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);

/** What the JSON report says of the only file. */
async function result(cwd: string, ...args: readonly string[]): Promise<Event> {
  const [event] = events((await run(cwd, "--reporter", "json", ...args)).out);
  return event as Event;
}

const passing = "T{ 1 -> 1 }T\n";
const failing = "T{ 1 -> 2 }T\n";

describe("finding", () => {
  const found = folder({
    "a_test.fth": passing,
    "test_b.4th": passing,
    "sub/c.test.forth": passing,
    "sub/deep/d_TEST.FS": passing,
    "testing.fth": "1 0 /",
    "e_test.txt": "1 0 /",
    ".hidden/f_test.fth": failing,
    "node_modules/g_test.fth": failing,
  });

  test("by name, below the folder, not in hidden ones and packages", async () => {
    expect((await ran(found, "-j1")).sort()).toEqual([
      "a_test.fth",
      "sub/c.test.forth",
      "sub/deep/d_TEST.FS",
      "test_b.4th",
    ]);
  });

  test("what is named: a file of any name, a folder, a glob", async () => {
    expect(await ran(found, ".hidden/f_test.fth", "sub/deep", "--jobs=1")).toEqual([
      ".hidden/f_test.fth",
      "sub/deep/d_TEST.FS",
    ]);
    expect((await ran(found, "**/*.forth")).sort()).toEqual(["sub/c.test.forth"]);
  });

  test("nothing to find is no success", async () => {
    expect((await run(folder({ "x.fth": "" }))).code).toBe(2);
    const nowhere = { env: { TMPDIR: join(scratch, "nowhere"), XDG_CACHE_HOME: cache } };
    const homeless = await fastforth(["test", folder({ "a_test.fth": "T{ -> }T" })], nowhere);
    expect([homeless.code, homeless.err]).toEqual([2, expect.stringContaining("set TMPDIR to a folder")]);
    expect((await run(found, "nowhere.fth")).err).toContain("nowhere.fth");
    expect((await run(found, "--filtre", "x")).err).toContain("did you mean --filter?");
  });

  test("--list runs nothing", async () => {
    const files = { "a_test.fth": 'TEST: one ;TEST \\ TEST: comment\nTEST: "two words" ;TEST\ncr .( ran)' };
    expect((await run(folder(files), "--list")).out).toBe(
      "a_test.fth\n  one (line 1)\n  two words (line 2)\n",
    );
  });
});

describe("ends of a process", () => {
  test("a loop without end is ended by the time limit, with its place", async () => {
    const { failures } = await result(
      folder({ "a_test.fth": `${passing}: w begin again ;\nw\n` }),
      "--timeout",
      "300ms",
    );
    expect(failures).toMatchObject([{ kind: "timeout", place: { line: 2 } }]);
  });

  test("processes that it has left behind end, too", async () => {
    const path = folder({
      "a_test.fth": `s" sleep 100 & echo $! > left; sleep 100" system\n${passing}`,
      "b_test.fth": `s" sleep 100 & echo $! > left2" system\n${passing}`,
    });
    const started = performance.now();
    const { out, code } = await run(path, "--timeout", "500ms", "--reporter", "json");
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(code).toBe(1);
    expect(out).toContain("still running after 500 ms");
    for (const name of ["left", "left2"]) {
      const pid = Number(readFileSync(join(path, name), "utf8"));
      // A killed process may still wait for its parent to ask for it.
      const state = existsSync(`/proc/${pid}/stat`)
        ? readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[2]
        : "gone";
      expect(["gone", "Z", "X"]).toContain(state as string);
    }
  });

  test("a crash keeps what was known", async () => {
    const path = folder({
      "a_test.fth": 'TEST: one T{ 1 -> 1 }T ;TEST\nTEST: two s" kill -9 $PPID" system ;TEST',
    });
    const { failures, tests } = await result(path);
    expect(failures).toMatchObject([{ kind: "crash" }]);
    expect(tests).toMatchObject([
      { name: "one", status: "passed" },
      { name: "two", status: "failed" },
    ]);
  });

  test("exit codes and bye", async () => {
    expect(await result(folder({ "a_test.fth": `${passing} 3 (bye)` }))).toMatchObject({
      status: "failed",
      failures: [{ kind: "exit" }],
    });
    expect((await run(folder({ "a_test.fth": `${passing} bye` }))).code).toBe(0);
    expect((await run(folder({ "a_test.fth": `${failing} bye` }))).code).toBe(1);
  });

  test.skipIf(process.platform !== "linux")("a runner that is killed leaves no program behind", async () => {
    const path = folder({ "a_test.fth": 's" echo $PPID > pid" system : w begin again ; w' });
    const child = Bun.spawn([executable, "test"], { cwd: path, stdout: "ignore", stderr: "ignore" });
    while (!existsSync(join(path, "pid")) || readFileSync(join(path, "pid"), "utf8") === "")
      await Bun.sleep(20);
    const pid = Number(readFileSync(join(path, "pid"), "utf8"));
    child.kill("SIGKILL");
    await child.exited;
    const state = () =>
      existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[2] : "gone";
    for (let waited = 0; waited < 100 && !["gone", "Z", "X"].includes(state() as string); waited++)
      await Bun.sleep(20);
    expect(["gone", "Z", "X"]).toContain(state() as string);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGQUIT", 131],
    ["SIGXCPU", 152],
  ] as const)("%s ends everything, and tells what was found, also of what watches", async (signal, code) => {
    const path = folder({ "a_test.fth": failing, "b_test.fth": 's" echo $PPID > pid; sleep 100" system' });
    for (const more of [[], ["--watch"]]) {
      rmSync(join(path, "pid"), { force: true });
      const child = Bun.spawn([executable, "test", "-j1", ...more], {
        cwd: path,
        env: { ...process.env, XDG_CACHE_HOME: cache },
        stdout: "pipe",
        stderr: "pipe",
        timeout: 20_000,
        killSignal: "SIGKILL",
      });
      while (!existsSync(join(path, "pid"))) await Bun.sleep(20);
      child.kill(signal);
      const out = await new Response(child.stdout).text();
      expect([more, await child.exited]).toEqual([more, code]);
      expect(out).toContain("a_test.fth:1:1: failed");
      expect(out).toContain("interrupted");
    }
  });
});

describe("a process that runs several files", () => {
  /** Pushes the number of its own process. */
  const pid = `create line 100 allot
: pid ( -- n ) s" /proc/self/stat" r/o open-file throw >r line 100 r@ read-file throw r> close-file throw
  line swap 0 0 2swap >number 2drop drop ;\n`;

  /** What files of the folder print, in one place after another. */
  async function outputs(files: Readonly<Record<string, string>>, ...args: string[]): Promise<string[]> {
    const { out } = await run(folder(files), "-j1", "--reporter", "json", ...args);
    return events(out).flatMap(({ event, output }) => (event === "file" ? [output ?? ""] : []));
  }

  const isOne = (texts: readonly string[]): boolean => new Set(texts).size === 1;
  const tell = `${passing}${pid}pid .`;

  test.skipIf(!existsSync("/proc/self/stat"))("is one unless --isolate says otherwise", async () => {
    const files = { "a_test.fth": tell, "b_test.fth": tell, "c_test.fth": tell };
    expect(isOne(await outputs(files))).toBe(true);
    expect(new Set(await outputs(files, "--isolate")).size).toBe(3);
  });

  test.skipIf(!existsSync("/proc/self/stat")).each([
    ["bye", "bye", true],
    ["an error that nobody catches", "-10 throw", true],
    ["a word that was compiled", ": w 0 9999 0 do i + loop ; w drop", true],
    ["an exit code of its own", "3 (bye)", false],
    ["a command", 's" true" system', false],
    ["another folder", 's" /" set-dir drop', false],
    ["a variable of the environment", 's" X" s" 1" true setenv', false],
  ])("goes on after %s: %p", async (_, code, goesOn) => {
    const first = await outputs({ "a_test.fth": `${tell} ${code}`, "b_test.fth": tell });
    expect(first).toHaveLength(2);
    expect(isOne(first)).toBe(goesOn);
  });

  test("shows nothing of one file to the next", async () => {
    const path = folder({
      "a_test.fth": `${passing} : mine 1 ; 1 2 3e hex 5 warnings ! : drop 7 ; create x 100 allot x 100 255 fill
        marker gone : w 0 9999 0 do i + loop ; w 2drop variable v 77 v ! s" no line end" type stderr to outfile-id 1 throw`,
      "b_test.fth": `T{ depth fdepth base @ -> 0 0 10 }T T{ s" mine" find-name -> 0 }T T{ 8 drop -> }T
        create y 100 allot T{ here 100 - 100 0 skip nip -> 0 }T .( of b)`,
    });
    const { out } = await run(path, "-j1", "--reporter", "json");
    const [a, b] = events(out);
    expect(a).toMatchObject({ status: "failed", output: "no line end" });
    expect(b).toMatchObject({ status: "passed", output: "of b", assertions: 4 });
  });

  test("tells apart what is written, however much it is", async () => {
    const much = (text: string) => `${passing}: w 30000 0 do ." ${text}" loop ; w`;
    const files = { "a_test.fth": much("abc\0x"), "b_test.fth": much("def") };
    const [a = "", b = ""] = await outputs(files);
    expect(a).toEndWith("abc\0xabc\0x");
    expect(a).not.toContain("def");
    expect(b).toStartWith("defdef");
    expect(b).not.toContain("abc");
  });

  test("a crash is told of the file that crashes alone, too", async () => {
    const files = {
      "a_test.fth": passing,
      // A process that has run another file is not the first to try it.
      "b_test.fth": `${passing} s" seen" file-status nip 0= [if] .( again) [else]
        s" seen" w/o create-file throw close-file throw s" kill -9 $PPID" system [then]`,
      "c_test.fth": passing,
    };
    const { out, code } = await run(folder(files), "-j1", "--reporter", "json");
    expect(events(out)).toMatchObject([
      { status: "passed" },
      { status: "passed", output: "again", failureCount: 0 },
      { status: "passed" },
      {},
    ]);
    expect(code).toBe(0);
  });

  test("the time limit holds for each file, and what was begun before is not lost", async () => {
    const files = {
      "a_test.fth": passing,
      "b_test.fth": `${passing}: w begin again ; w`,
      "c_test.fth": passing,
    };
    const { out } = await run(folder(files), "-j1", "--reporter", "json", "--timeout", "300ms");
    expect(events(out)).toMatchObject([
      { status: "passed" },
      { status: "failed", assertions: 1, failures: [{ kind: "timeout", place: { line: 2 } }] },
      { status: "passed" },
      {},
    ]);
  });
});

describe("much of everything", () => {
  test("100,000 assertions, and as many failures", async () => {
    const loop = (what: string) => `: many 100000 0 do ${what} loop ; many`;
    expect(await result(folder({ "a_test.fth": loop("T{ i -> i }T") }))).toMatchObject({
      status: "passed",
      assertions: 100_000,
    });
    const lines = "T{ 1 -> 2 }T\n".repeat(3000);
    const { failureCount, failures } = await result(folder({ "a_test.fth": lines }));
    expect(failureCount).toBe(3000);
    expect(failures.length).toBeLessThan(200);
  });

  test("output is kept in its beginning and its end", async () => {
    const source = ': many 400000 0 do ." all work and no play" i . cr loop ; many T{ 1 -> 1 }T .( the end)';
    const { output = "", status } = await result(folder({ "a_test.fth": source }));
    expect(status).toBe("passed");
    expect(output.length).toBeLessThan(80_000);
    expect(output).toStartWith("all work and no play0 ");
    expect(output).toEndWith("399999 \nthe end");
    expect(output).toContain("bytes left out");
  });

  test.skipIf(!existsSync("/dev/full"))("a full disk for a report is told, and fails the run", async () => {
    const path = folder({ "a_test.fth": passing });
    const { code, err, out } = await run(path, "--junit", "/dev/full");
    expect(code).toBe(1);
    expect(err).toContain("/dev/full");
    expect(out).toContain("ok: 1 file");
  });
});

describe("choosing", () => {
  const twenty = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`t${i}_test.fth`, passing]));

  test.each([2, 4])("%d shards run each file once, with and without times", async (count) => {
    const path = folder(twenty);
    writeFileSync(join(path, "times.json"), JSON.stringify({ "t1_test.fth": 900, "t2_test.fth": 300 }));
    for (const options of [[], ["--times", "times.json"]]) {
      const seen: string[] = [];
      // The same times for all: each writes its own down when it ends.
      const times = readFileSync(join(path, "times.json"));
      for (let index = 1; index <= count; index++) {
        writeFileSync(join(path, "times.json"), times);
        seen.push(...(await ran(path, "--shard", `${index}/${count}`, ...options)));
      }
      expect(seen.sort()).toEqual(Object.keys(twenty).sort());
    }
  });

  test("--filter: a file, a group, a name, an expression", async () => {
    const path = folder({
      "stack_test.fth": "TEST: swap T{ 1 2 swap -> 2 1 }T ;TEST TEST: dup T{ 1 dup -> 1 1 }T ;TEST",
      "text_test.fth":
        "TESTING joining\nTEST: both T{ 1 -> 1 }T ;TEST\nTESTING other\nTEST: none T{ 1 -> 2 }T ;TEST",
    });
    const names = async (pattern: string) => {
      const { out } = await run(path, "-j1", "--reporter", "json", "--filter", pattern);
      return events(out).flatMap(({ event, tests }) =>
        event === "file" ? tests.map(({ name }) => name) : [],
      );
    };
    expect(await names("SWAP")).toEqual(["swap"]);
    expect(await names("stack_")).toEqual(["swap", "dup"]);
    expect(await names("joining")).toEqual(["both"]);
    expect(await names("/^(dup|both)$/")).toEqual(["dup", "both"]);
  });

  test("--failed repeats what failed, and nothing when all is well again", async () => {
    const path = folder({
      "a_test.fth": passing,
      "b_test.fth": "TEST: x T{ 1 -> 2 }T ;TEST TEST: y T{ 1 -> 1 }T ;TEST",
    });
    expect((await run(path)).out).toContain("again: fastforth test b_test.fth --filter x");
    const { tests } = await result(path, "--failed");
    expect(tests.map(({ name }) => name)).toEqual(["x"]);
    writeFileSync(join(path, "b_test.fth"), "TEST: x T{ 1 -> 1 }T ;TEST");
    expect((await run(path, "--failed")).code).toBe(0);
    expect((await run(path, "--failed")).out).toBe("nothing failed in the last run\n");
  });

  test("--fail-fast begins no other file", async () => {
    const path = folder({ "a_test.fth": failing, "b_test.fth": failing, "c_test.fth": passing });
    expect(await ran(path, "-j1", "--fail-fast")).toEqual(["a_test.fth"]);
    expect(await ran(path, "-j1", "--fail-fast=2")).toEqual(["a_test.fth", "b_test.fth"]);
  });

  test("--retry tells a flaky file from a failing one", async () => {
    const flaky = 's" [ -e seen ] || { touch seen; exit 1; }" system $? 0= expect-true';
    const path = folder({ "a_test.fth": flaky, "b_test.fth": failing });
    const { out, code } = await run(path, "-j1", "--retry", "2", "--reporter", "json");
    expect(events(out)).toMatchObject([
      { path: "a_test.fth", status: "passed", isFlaky: true, attempts: 2 },
      { path: "b_test.fth", status: "failed", isFlaky: false, attempts: 3 },
      { flakyFiles: 1 },
    ]);
    expect(code).toBe(1);
  });

  test("--shuffle is the same for the same seed; --repeat", async () => {
    const path = folder(twenty);
    const first = await ran(path, "-j1", "--shuffle=7");
    expect(await ran(path, "-j1", "--shuffle=7")).toEqual(first);
    expect(first).not.toEqual(await ran(path, "-j1", "--shuffle=8"));
    expect([...first].sort()).toEqual(Object.keys(twenty).sort());
    expect(await ran(path, "-j1", "--repeat", "3", "t1_test.fth")).toEqual(Array(3).fill("t1_test.fth"));
  });

  test("--watch runs what depends on the changed file", async () => {
    const path = folder({
      "a_test.fth": "require lib.fs\nT{ answer -> 42 }T",
      "b_test.fth": passing,
      "lib.fs": "42 constant answer",
    });
    const child = Bun.spawn([executable, "test", "--watch", "-j1"], {
      cwd: path,
      env: { ...process.env, XDG_CACHE_HOME: cache, NO_COLOR: "1" },
      stdout: "pipe",
      stderr: "pipe",
    });
    const reader = child.stdout.getReader();
    let text = "";
    const until = async (pattern: RegExp) => {
      while (!pattern.test(text)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`ended after ${text}`);
        text += new TextDecoder().decode(value);
      }
      text = "";
    };
    await until(/ok: 2 files[\s\S]*watching/);
    writeFileSync(join(path, "lib.fs"), "43 constant answer ");
    await until(/FAILED: 1 file,[\s\S]*watching/);
    child.kill("SIGKILL");
    await child.exited;
  }, 20_000);
});

describe("words", () => {
  test("a file runs without the runner, prints failures and ends with 1", async () => {
    const path = folder({
      "good.fth": `require test/ttester.fs\n${passing}`,
      "bad.fth": `require ttester.fs\n${failing}.( on)`,
    });
    const plain = (name: string) => fastforth([join(path, name)]);
    expect(await plain("good.fth")).toMatchObject({ code: 0, out: "", err: "" });
    const { code, out } = await plain("bad.fth");
    expect(code).toBe(1);
    expect(out).toContain("bad.fth:2:1: failed: INCORRECT RESULT\n  2 | T{ 1 -> 2 }T\n");
    expect(out).toEndWith("on");
  });

  test("programs that do not ask for them do not find them", async () => {
    const { code, err } = await fastforth(["-e", ": -> 1 ; -> . T{"]);
    expect(code).toBe(1);
    expect(err).toContain("fastforth test");
  });

  test("a tester that a program brings counts, too, and its other words stay", async () => {
    const tester = `variable #errors variable start : t{ depth start ! ; variable depth1
      : -> depth depth1 ! ; : }t depth depth1 @ 2* <> if 1 #errors +! then clearstack ;
      : their-own 42 ;`;
    const path = folder({
      "own.fs": tester,
      "a_test.fth": "include own.fs\nT{ their-own -> 42 }T\nT{ 1 -> 2 }T\n#errors @ . ",
    });
    expect(await result(path)).toMatchObject({
      assertions: 2,
      failureCount: 1,
      output: "1 ",
      failures: [{ place: { line: 3 } }],
    });
  });

  test("one whose comparisons print and count errors between T{ and }T", async () => {
    const tester = `variable tst-errors  variable tst-tests : t{ 1 tst-tests +! ; : }t depth if ." left" 1 tst-errors +! then ;
      : ?s 2dup <> if ." mismatch" 1 tst-errors +! then 2drop ;`;
    const path = folder({
      "tst.fs": tester,
      "a_test.fs": "include tst.fs\nt{ 1 1 ?s 2 2 ?s }t\nt{ 1 2 ?s\n  3 3 ?s 4 5 ?s }t t{ }t t{ 1 2",
    });
    const { assertions, failures, output } = await result(path);
    expect({ assertions, output }).toEqual({ assertions: 3, output: "mismatchmismatch" });
    expect(failures).toMatchObject([
      { message: "2 errors, which the output has", place: { line: 3 } },
      { kind: "unclosed", place: { line: 4 } },
    ]);
  });

  test("one in the manner of Codewars, in a vocabulary", async () => {
    const tester = `vocabulary framework also framework definitions
      : <{ depth ; : -> depth ; : }> ." <PASSED::>" clearstack ;`;
    const path = folder({
      "own.4th": tester,
      "a_test.4th": "<{ 1 2 + -> 3 }>\n<{ 1 -> 2 }>",
    });
    const { assertions, failures, output } = await result(path, "--require", "own.4th");
    expect({ assertions, output }).toEqual({ assertions: 2, output: "" });
    expect(failures).toMatchObject([{ place: { line: 2 } }]);
  });

  test("an ERROR-XT of the program's own runs, and the failure counts", async () => {
    const source = ": mine type .( ) ; ' mine error-xt !\nT{ 1 -> 2 }T";
    const { output, failureCount } = await result(folder({ "a_test.fth": source }));
    expect(output).toBe("INCORRECT RESULT: ");
    expect(failureCount).toBe(1);
  });

  test("ttester's documented variables and words for more results", async () => {
    const source = `: XXXXX}T XTESTER XTESTER XTESTER XTESTER XTESTER ...}T ;
      T{ 1 2 3 4 5 -> 1 2 3 4 5 XXXXX}T
      T{ 1 2 -> ACTUAL-DEPTH @ ACTUAL-RESULTS @ ACTUAL-RESULTS CELL+ @ + 3 - + }T
      T{ 1e -> 1.0000001e SET-NEAR 1e-3 ABS-NEAR F! }T  SET-EXACT
      T{ HAS-FLOATING HAS-FLOATING-STACK EXACT? -> TRUE TRUE TRUE }T
      FALSE TO EXACT?  T{ 0.1e 0.2e F+ -> 0.3e R}T`;
    const { failures, assertions } = await result(folder({ "a_test.fth": source }));
    expect(assertions).toBe(5);
    expect(failures).toMatchObject([{ message: "WRONG NUMBER OF RESULTS" }]);
  });

  test("--require comes before each file", async () => {
    const path = folder({ "setup.fs": ": answer 42 ;", "a_test.fth": "T{ answer -> 42 }T" });
    expect((await run(path)).code).toBe(1);
    expect((await run(path, "--require", "setup.fs")).code).toBe(0);
  });

  test("--update writes golden files, and then they hold", async () => {
    const path = folder({ "sub/a_test.fth": ': greet ." hello" cr ; \' greet s" a.golden" expect-golden' });
    expect((await run(path)).code).toBe(1);
    expect((await run(path, "--update")).code).toBe(0);
    expect(readFileSync(join(path, "sub/a.golden"), "utf8")).toBe("hello\n");
    expect((await run(path)).code).toBe(0);
  });
});

test("bench measures, keeps and compares", async () => {
  const path = folder({
    "b.fth": ": work 0 100 0 do i + loop drop ;\nBENCH: one work ;BENCH\nBENCH: two work work ;BENCH",
  });
  const bench = (...args: string[]) => fastforth(["bench", "b.fth", ...args], { cwd: path });
  const { out } = await bench("--json", "--save", "before.json");
  const measured = JSON.parse(out) as { name: string; median: number; lower: number; upper: number }[];
  expect(measured.map(({ name }) => name)).toEqual(["one", "two"]);
  for (const { lower, median, upper } of measured) {
    expect(lower).toBeGreaterThan(0);
    expect(median).toBeGreaterThanOrEqual(lower);
    expect(upper).toBeGreaterThanOrEqual(median);
  }
  expect((await bench("two", "--compare", "before.json")).out).toMatch(/^two .* of before/);
  expect(await bench("three")).toMatchObject({ code: 2 });
}, 20_000);
