// Native code in sessions: faults become THROWs, host words work inside of it, interpreted and native words mix, its
// memory is given back, and Workers run it at the same time.

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "../../src/forth/report.ts";
import { toForthThrow } from "../../src/machine/backtrace.ts";
import { loadRuntime } from "../../src/plugins/runtime.ts";
import { NativeSession } from "./native_session.ts";

setDefaultTimeout(120_000);

const isHere = process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64");

test.skipIf(!isHere)(
  "what code has caught very often is reported where it first happened when it is thrown on",
  () => {
    const native = new NativeSession();
    native.do(`
    : work   ( n -- )  5 > if 99 throw then ;
    : clean  ( n -- )  ['] work catch dup if nip then throw ;
    : outer  ( n -- )  ['] clean catch dup if nip then throw ;
    : often  ( -- )  3000 0 do 100 ['] outer catch 2drop loop ;
    often`);
    const { session } = native;
    try {
      session.text.interpretText("test", new TextEncoder().encode("7 outer"));
    } catch (error) {
      const { place, code } = describeError(session, toForthThrow(error));
      expect([code, place?.line, place?.column]).toEqual([99, 2, 34]);
    }
    expect.assertions(1);
    native.close();
  },
);

describe.skipIf(!isHere)("faults of native code", () => {
  const native = new NativeSession();
  native.do(`
    : result ( … xt -- ) catch . clearstack fclearstack ;
    : @' @ ;  : c@' c@ ;  : w@' w@ ;  : l@' l@ ;  : 2@' 2@ ;  : f@' f@ ;  : sf@' sf@ ;
    : !' ! ;  : c!' c! ;  : w!' w! ;  : l!' l! ;  : 2!' 2! ;  : f!' f! ;  : sf!' sf! ;  : +!' +! ;
  `);
  afterAll(() => native.close());
  const END = native.session.machine.limit;

  /** The THROW code when a word runs. */
  const codeOf = (before: string, word: string) => Number(native.do(`${before} ' ${word} result`));

  const loads = { "@'": 8, "c@'": 1, "w@'": 2, "l@'": 4, "2@'": 16, "f@'": 8, "sf@'": 4 };
  const stores = { "!'": 8, "c!'": 1, "w!'": 2, "l!'": 4, "2!'": 16, "f!'": 8, "sf!'": 4, "+!'": 8 };

  test.each(Object.entries({ ...loads, ...stores }))("%s at both ends of the data space", (word, size) => {
    const operands =
      word.startsWith("f!") || word.startsWith("sf!") ? "1e" : word.startsWith("2!") ? "1 2" : "1";
    const at = (address: number) =>
      codeOf(word.includes("@") ? `${address}` : `${operands} ${address}`, word);
    const last = END - size;
    expect([last - 1, last].map(at)).toEqual([0, 0]);
    for (let over = 1; over <= size; over++) expect([over, at(last + over)]).toEqual([over, -9]);
    for (const address of [0, 1, 2048, 4096 - size, 4095 - size])
      expect([address, at(address)]).toEqual([address, -9]);
    // An access of one byte cannot lie across the beginning.
    for (let below = 1; below < size; below++) expect([below, at(4096 - below)]).toEqual([below, -9]);
    for (const address of [-1, -8, 2 ** 31, 2 ** 32 - 1, 2 ** 32 - size, 2 ** 40 - 1, END + 4096])
      expect([address, at(address)]).toEqual([address, -9]);
  });

  test("an access that faults changes nothing", () => {
    native.do(`: mark 42 ${END - 8} ! ;  : straddle -1 ${END - 4} ! ;`);
    expect(native.do(`mark ' straddle result ${END - 8} @ .`)).toBe("-9 42 ");
  });

  test("only the low half of an address counts", () => {
    expect(native.do(`7 ${END - 8} !' ${2 ** 32 + END - 8} @' .`)).toBe("7 ");
  });

  test.each([
    ["data stack, full", ": full begin 1 again ;", "full", -3],
    ["data stack, full at a call", ": full2 depth recurse ;", "full2", -3],
    ["data stack, empty", ": empty begin drop again ;", "empty", -4],
    ["data stack, empty in a static word", ": empty2 + + + ;", "empty2", -4],
    ["return stack, full", ": rfull begin 1 >r again ;", "rfull", -5],
    ["return stack, empty", ": rempty depth if 1 >r then r> r> ;", "rempty", -6],
    ["float stack, full", ": ffull begin 1e again ;", "ffull", -44],
    ["float stack, empty", ": fempty begin fdrop again ;", "fempty", -45],
    ["float stack, empty in a static word", ": fempty2 f+ f+ ;", "fempty2", -45],
    ["endless recursion", ": deep recurse 1+ ;", "deep", -5],
    ["endless recursion with frames of many cells", deepWithLocals(), "deep-locals", -5],
    [
      "endless recursion through EXECUTE",
      "defer again' : deeper again' 1+ ; ' deeper is again'",
      "deeper",
      -5,
    ],
    ["endless recursion through EVALUATE", ': evaluated s" evaluated" evaluate 1+ ;', "evaluated", -5],
    [
      "endless recursion through CATCH",
      "defer caught' : caught ['] caught' catch throw 1+ ; ' caught is caught'",
      "caught",
      -5,
    ],
    ["division by zero", ": by-zero 1 0 / ;", "by-zero", -10],
    ["remainder of a division by zero", ": mod-zero 1 0 mod drop ;", "mod-zero", -10],
    ["quotient out of range", ": range 5 5 5 um/mod ;", "range", -11],
    ["not a token", ": no-token -1 execute ;", "no-token", -9],
  ])("%s", (_, definition, word, code) => {
    native.do(definition);
    for (let i = 0; i < 10; i++) expect(codeOf("", word)).toBe(code);
    expect(native.do("1 2 + .")).toBe("3 ");
  });

  test("the least cell divided by -1 wraps, and never stops the process", () => {
    native.do(": divide / ; : divide-mod /mod ; : remainder mod ; : by-minus-one -1 / ;");
    const least = "-9223372036854775808";
    expect(native.do(`${least} -1 divide .`)).toBe(`${least} `);
    expect(native.do(`${least} -1 divide-mod . .`)).toBe(`${least} 0 `);
    expect(native.do(`${least} -1 remainder . ${least} by-minus-one .`)).toBe(`0 ${least} `);
  });

  function deepWithLocals(): string {
    const names = Array.from({ length: 60 }, (_, i) => `l${i}`).join(" ");
    return `: deep-locals {: | ${names} :} l0 1+ to l0 l59 recurse l0 + to l59 l1 l2 + drop ;`;
  }
});

describe.skipIf(!isHere)("the time limit ends native code", () => {
  const native = new NativeSession();
  afterAll(() => native.close());
  native.do(": step ( n -- n ) 1+ ;  variable kept  fvariable sum  defer later");

  test.each([
    ["an empty loop", ": run begin again ;"],
    ["a loop with a condition", ": run 1 begin dup while repeat ;"],
    ["a loop that never gets there", ": run 1 begin 2 + dup 0= until ;"],
    ["a counted loop", ": run 0 0 do loop ;"],
    ["a counted loop with steps", ": run 1 0 do 0 +loop ;"],
    ["a counted loop with steps of a cell", ": run 0 9 0 do dup +loop ;"],
    ["a loop within a loop", ": run begin 10 0 do i drop loop again ;"],
    ["a loop that leaves its inner loop", ": run begin 10 0 do i 5 = if leave then loop again ;"],
    ["a loop on floats", ": run begin sum f@ 1e f+ sum f! again ;"],
    ["a loop over memory", ": run begin 1 kept +! again ;"],
    ["a loop that calls", ": run 0 begin step again ;"],
    ["a loop that executes", ": run 0 begin ['] step execute again ;"],
    ["a loop that catches", ": inner begin again ; : run begin ['] inner catch drop again ;"],
    ["a loop with locals", ": run 1 2 {: a b :} begin a b + to a again ;"],
    ["recursion", ": fib dup 2 < if exit then dup 1- recurse swap 2 - recurse + ; : run 90 fib ;"],
    ["a loop that divides", ": run 1 begin 7 1 */ 5 mod 3 + again ;"],
    ["a loop that picks", ": run 1 2 3 begin 2 pick drop depth drop again ;"],
    ["EVALUATE", ': run begin s" 1 drop" evaluate again ;'],
  ])("%s", (_, definitions) => {
    native.do(definitions);
    const { interruptFlag } = native.session.machine;
    for (let i = 0; i < 2; i++) {
      loadRuntime()?.startTimer(interruptFlag, 20, { grace: 60_000, exitCode: 99 });
      expect(native.do("run")).toBe("the time is over");
      loadRuntime()?.stopTimer();
      Atomics.store(interruptFlag, 0, 0);
      expect(native.do("1 step .")).toBe("2 ");
    }
  });
});

describe.skipIf(!isHere)("host words inside of native code", () => {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-native-"));
  const native = new NativeSession();
  afterAll(() => {
    native.close();
    rmSync(folder, { recursive: true });
  });
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  test("EVALUATE defines, runs and THROWs", () => {
    native.do(': make s" : made 5 * ;" evaluate ;  : use ( n -- ) s" made ." evaluate ;');
    expect(native.do("make 3 use")).toBe("15 ");
    native.do(
      ': rounds ( -- n ) 0 100 0 do s" 1+ dup 7 mod 0= throw" [\'] evaluate catch dup if nip nip then drop loop ;',
    );
    expect(native.do("rounds .")).toBe("100 ");
  });

  test("INCLUDED runs a file, which may include another and THROW", () => {
    const inner = file("inner.fth", '." inner " 9 throw ." not reached"');
    const outer = file("outer.fth", `." outer " : in s" ${inner}" included ;\n' in catch . ." goes on " 3`);
    native.do(`: load s" ${outer}" included 1+ . ;`);
    // INCLUDED's arguments are what lies there after its THROW.
    expect(native.do("load").replace(/^(outer inner 9 goes on 4 ).*$/, "$1")).toBe(
      "outer inner 9 goes on 4 ",
    );
    expect(native.do("clearstack load").startsWith("outer inner 9 ")).toBe(true);
  });

  test("a THROW inside of EVALUATE inside of native words has all their frames", () => {
    native.do(': first 0 @ ;\n: second s" first" evaluate ;\n: third 1 drop second 2 drop ;');
    expect(native.do("third")).toBe("THROW -9 first 1:11 < second 2:20 < third 3:16");
  });
});

describe.skipIf(!isHere)("native and interpreted words", () => {
  test.each([0, 5, 30, Number.POSITIVE_INFINITY])(
    "THROW through each other, compiled at a heat of %d",
    (heat) => {
      const native = new NativeSession(heat);
      native.do(`
      variable log  : note ( n -- ) log @ 10 * + log ! ;
      : thrower ( n -- n ) dup 3 = if 77 throw then ;
      : middle ( n -- n ) 1 >r thrower r> drop ;
      : catcher ( n -- n ) ['] middle catch if drop 9 then ;
      : outer ( n -- n ) catcher 1+ ;
      : rethrows ( n -- ) ['] middle catch ?dup if 1 note throw then drop ;
      : all ( n -- code ) ['] rethrows catch nip ;
    `);
      // Some are hot when others are cold.
      for (const warm of ["thrower", "catcher", "middle", "outer"])
        native.do(`: heat 40 0 do i ${warm} drop loop ; heat`);
      for (let i = 0; i < 50; i++) {
        expect(native.do(`0 log ! ${i % 5} outer . 3 all . log @ . depth .`)).toBe(
          `${(i % 5 === 3 ? 9 : i % 5) + 1} 77 1 0 `,
        );
      }
      native.close();
    },
  );

  test("the last word to become native is reached by code that runs", () => {
    const native = new NativeSession(20);
    native.do(": step ( n -- n ) 1+ ;  : run ( -- n ) 0 2000 0 do step loop ;");
    expect(native.do("run . run . step' ' step execute").startsWith("2000 2000 ")).toBe(true);
    native.close();
  });
});

describe.skipIf(!isHere)("memory of native code", () => {
  const mappings = () => readFileSync("/proc/self/maps", "utf8").split("\n");

  test("is never writable and executable at once", () => {
    const native = new NativeSession();
    expect(native.do(": square dup * ; 7 square .")).toBe("49 ");
    const code = mappings().filter((line) => line.includes("forth-code"));
    const permissions = code.map((line) => line.split(" ")[1] ?? "");
    expect(permissions.filter((bits) => bits.includes("w") && bits.includes("x"))).toEqual([]);
    expect(permissions.some((bits) => bits.includes("x"))).toBe(true);
    native.close();
  });

  test("is given back with its session", () => {
    const run = (count: number) => {
      for (let i = 0; i < count; i++) {
        const native = new NativeSession();
        expect(native.do(": square dup * ; 7 square . ' @ catch")).toBe("49 ");
        native.close();
      }
      Bun.gc(true);
      Bun.gc(true);
      const files = readdirSync("/proc/self/fd").length;
      return {
        mappings: mappings().length,
        code: mappings().filter((line) => line.includes("forth-code")).length,
        files,
      };
    };
    const before = run(20);
    const after = run(400);
    expect(after.code).toBeLessThanOrEqual(before.code);
    expect(after.files).toBeLessThanOrEqual(before.files + 2);
    // The engine gives back buffers when it collects them, some later than others.
    expect(after.mappings).toBeLessThan(before.mappings + 100);
  });
});

test.skipIf(!isHere)("three Workers fault and loop at the same time", async () => {
  const run = (number: number) =>
    new Promise<readonly string[]>((resolve, reject) => {
      const worker = new Worker(new URL("native_worker.ts", import.meta.url).href);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }: MessageEvent<{ looping?: Int32Array; wrong?: string[] }>) => {
        // Again until it takes effect: the loop may not have begun yet.
        if (data.looping !== undefined) raise(data.looping);
        if (data.wrong === undefined) return;
        resolve(data.wrong);
        worker.terminate();
      };
      worker.postMessage(number);
      const raise = (flag: Int32Array) => setTimeout(() => Atomics.store(flag, 0, 1), 300);
    });
  expect(await Promise.all([run(1), run(2), run(3)])).toEqual([[], [], []]);
  const native = new NativeSession();
  expect(native.do(": fetch @ ; 0 ' fetch catch .")).toBe("-9 ");
  native.close();
});
