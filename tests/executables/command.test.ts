// `fastforth compile` as a command: what it makes, what it says when it cannot, and programs in a copy of FastForth.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { executable as fastforth } from "../cli/fastforth.ts";

const folder = mkdtempSync(join(tmpdir(), "fastforth-compile-"));
afterAll(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(command: readonly string[], cwd = folder): Answer {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command], {
    cwd,
    stdin: "ignore",
    env: { ...process.env, NO_COLOR: "1" },
    timeout: 60_000,
  });
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
}

const compile = (...args: readonly string[]): Answer => run([fastforth, "compile", ...args]);
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

beforeAll(() => {
  write("hello.fth", ': main ." Hello" cr ;\n');
  write("asks.fth", 's" 2" evaluate drop : ask s" 1 2 +" evaluate . ; : main ask ;\n');
});

const isLinux = process.platform === "linux";

describe("an executable", () => {
  test.skipIf(!isLinux)("is called like the program, and runs", () => {
    const { code, out } = compile("hello.fth");
    expect(code).toBe(0);
    expect(out).toMatch(/^hello: [\d,]+ bytes, linux-(x64|arm64)\n$/);
    expect(run(["./hello"])).toEqual({ code: 0, out: "Hello\n", err: "" });
  });

  test("is the same wherever and however often it is made", () => {
    mkdirSync(join(folder, "elsewhere"));
    writeFileSync(join(folder, "elsewhere", "hello.fth"), readFileSync(join(folder, "hello.fth")));
    for (const target of ["linux-x64", "linux-arm64"]) {
      compile("hello.fth", "--target", target, "-o", "one");
      run([fastforth, "compile", "hello.fth", "--target", target, "-o", "two"], join(folder, "elsewhere"));
      const [one, two] = ["one", "elsewhere/two"].map((name) => readFileSync(join(folder, name)));
      expect(one?.equals(two as Buffer)).toBe(true);
    }
  });

  // Code for arm64 is longer: each instruction has four bytes, and a constant needs several.
  test.each([
    ["linux-x64", 16, 12],
    ["linux-arm64", 16, 12],
  ])("is small, for %s", (target, kilobytes, stripped) => {
    const sizeOf = (...options: readonly string[]): number =>
      JSON.parse(compile("hello.fth", "--json", "--target", target, "-o", "small", ...options).out).bytes;
    expect(sizeOf()).toBeLessThanOrEqual(kilobytes * 1024);
    expect(sizeOf("--strip")).toBeLessThanOrEqual(stripped * 1024);
  });

  test("of a line with many places takes no longer for that", () => {
    const numbers = Array.from({ length: 20_000 }, (_, number) => `${number} .`);
    write("long.fth", `: main ${numbers.join(" ")} ;\n`);
    expect(compile("long.fth", "-o", "long").code).toBe(0);
  });

  test.skipIf(!isLinux)("has what was made while loading, and its own arguments", () => {
    write(
      "table.fth",
      "create squares 0 , next-arg s>number? 2drop constant n\n" +
        "n 0 [do] [i] [i] * , [loop]\n" +
        ": main next-arg type space squares n cells + @ . cr ;\n",
    );
    expect(compile("table.fth", "--", "12").code).toBe(0);
    expect(run(["./table", "own"]).out).toBe("own 121 \n");
  });

  test.skipIf(!isLinux)("begins with another word", () => {
    write("other.fth", ': start ." started" ; : main ." not this" ;\n');
    compile("other.fth", "--entry", "start");
    expect(run(["./other"]).out).toBe("started");
  });
});

describe("what cannot be compiled", () => {
  test("needs the text interpreter: which word, and how the program gets there", () => {
    const { code, err } = compile("asks.fth");
    expect(code).toBe(1);
    expect(err).toContain("EVALUATE is not there in compiled programs");
    expect(err).toContain("main → ask → evaluate");
    expect(err).toContain("--bundle");
    expect(existsSync(join(folder, "asks"))).toBe(false);
  });

  test("is told when only a token leads to it", () => {
    write("token.fth", "defer act ' evaluate is act : main s\" 1 .\" ['] act catch . 2drop ;\n");
    const { code, err } = compile("token.fth");
    expect(code).toBe(0);
    expect(err).toContain("warning: if the program runs this, it will THROW -21");
    if (isLinux) expect(run(["./token"]).out).toBe("-21 ");
  });

  test("has no main", () => {
    write("nomain.fth", ": mainn ;\n");
    const { code, err } = compile("nomain.fth");
    expect(code).toBe(1);
    expect(err).toContain("nomain.fth defines no word main\n  hint: did you mean mainn");
  });

  test("fails while it is loaded", () => {
    write("broken.fth", ': main ." hi" ;\nno-such-word\n');
    const { code, err } = compile("broken.fth");
    expect(code).toBe(1);
    expect(err).toContain("broken.fth:2:1: error: Undefined word: no-such-word");
    expect(existsSync(join(folder, "broken"))).toBe(false);
  });

  test.each([
    [[], "compile needs a program"],
    [["none.fth"], "there is no file none.fth"],
    [["hello.fth", "more.fth"], "compile takes one program, not also more.fth"],
    [["hello.fth", "-o", "hello.fth"], "the executable would take the place of hello.fth"],
    [["hello.fth", "--target", "linux-arm"], "did you mean linux-arm64?"],
    [["hello.fth", "--bundle", "--target", "linux-x64"], "--base names the executable of the platform"],
    [["hello.fth", "--base", "x"], "--base goes with --bundle"],
    [["hello.fth", "--memory", "12"], "--memory takes"],
  ])("%j is refused", (args, message) => {
    const { code, err } = compile(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test.skipIf(process.getuid?.() === 0)("cannot be written", () => {
    mkdirSync(join(folder, "locked"), { mode: 0o500 });
    const { code, err } = compile("hello.fth", "-o", "locked/hello");
    expect(code).toBe(1);
    expect(err).toContain("locked/hello was not written");
  });

  test("nothing is left over", () => {
    compile("hello.fth", "-o", "no/such/folder/hello");
    expect(readdirSync(folder).filter((name) => name.startsWith(".unfinished"))).toEqual([]);
  });
});

describe("a program in a copy of FastForth", () => {
  test("has everything: EVALUATE, the files that it includes, its arguments, exit codes", () => {
    mkdirSync(join(folder, "lib"), { recursive: true });
    write("lib/tools.fth", ': greet ." hello " type cr ;\n');
    write("data.txt", "inside\n");
    write("whole.fth", 'require lib/tools.fth\nnext-arg greet\ns" 3 4 + ." evaluate cr\n1 (bye)\n');
    expect(compile("whole.fth", "--bundle", "-o", "whole").code).toBe(0);
    const away = join(folder, "away");
    mkdirSync(away);
    expect(run([join(folder, "whole"), "--help"], away)).toEqual({
      code: 1,
      out: "hello --help\n7 \n",
      err: "",
    });
  });

  test("begins with a word when it is asked to", () => {
    write("entry.fth", ': start ." started" ;\n');
    compile("entry.fth", "--bundle", "--entry", "start");
    expect(run(["./entry"]).out).toBe("started");
  });

  test("is no base for another one", () => {
    const { code, err } = compile("hello.fth", "--bundle", "--base", "entry", "-o", "again");
    expect(code).toBe(1);
    expect(err).toContain("--base names one, which has no program inside yet");
  });
});
