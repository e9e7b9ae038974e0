// Where a program comes from makes no difference: a file, standard input, the command line.

import { describe, expect, test } from "bun:test";
import { fastforth, file } from "./fastforth.ts";

const MARK = "\ufeff";

/** What a program writes as a file and piped; both must be the same. */
async function both(source: string): Promise<{ code: number | null; out: string; err: string }> {
  const path = file("source.fth", source);
  const asFile = await fastforth([path]);
  const piped = await fastforth([], { stdin: source });
  expect({ code: piped.code, out: piped.out }).toEqual({ code: asFile.code, out: asFile.out });
  return asFile;
}

describe("how a text begins", () => {
  test("a byte order mark is skipped everywhere", async () => {
    expect(await both(`${MARK}1 2 + .`)).toMatchObject({ code: 0, out: "3 " });
    expect(await fastforth(["-e", `${MARK}1 2 + .`])).toMatchObject({ code: 0, out: "3 " });
    file("marked.fth", `${MARK}: three 3 ;`);
    expect(await both('s" marked.fth" included three .')).toMatchObject({ code: 0, out: "3 " });
    file("marked-word.fth", `${MARK}three three * .`);
    expect(await both("include marked.fth include marked-word.fth")).toMatchObject({ out: "9 " });
  });

  test("the line for the system, with or without a mark", async () => {
    expect(await both("#!/usr/bin/env fastforth\n1 .")).toMatchObject({ code: 0, out: "1 " });
    expect(await both(`${MARK}#!/usr/bin/env fastforth\n1 .`)).toMatchObject({ code: 0, out: "1 " });
  });

  test("a mark elsewhere is named", async () => {
    const { code, err } = await both(`1 .\n${MARK}2 .\n`);
    expect(code).toBe(1);
    expect(err).toContain("the invisible U+FEFF, a byte order mark");
  });
});

describe("REFILL at the end", () => {
  test("a word that reads the rest of the source", async () => {
    expect(await both(": t begin refill while source type repeat ; t\none\ntwo\n")).toMatchObject({
      code: 0,
      out: "onetwo",
    });
    expect(await both(": t begin refill 0= until ; 1 . t\n2 .\n3 .")).toMatchObject({ code: 0, out: "1 " });
  });

  test("on the command line it changes nothing", async () => {
    expect(await fastforth(["-e", "refill . 1 ."])).toMatchObject({ code: 0, out: "0 1 " });
    expect(await fastforth(["-e", ": t refill . ; t 5 ."])).toMatchObject({ code: 0, out: "0 5 " });
  });
});

describe("what stands behind FILE", () => {
  const one = () => file("one.fth", ".( one)");
  const two = () => file("two.fth", ".( two)");

  test("programs and options that the script does not ask for are named, with exit code 2", async () => {
    for (const given of [[two()], ["-e", "bye"], ["--timeout", "5s"], ["data.txt", two()]]) {
      const { code, out, err } = await fastforth([one(), ...given]);
      expect({ code, out }).toEqual({ code: 2, out: "one" });
      expect(err).toContain(`it has not asked for its arguments, ${given.join(" ")}`);
    }
  });

  test("a script that asks for them has them", async () => {
    for (const asking of ["argc @ .", "next-arg type", "1 arg type", "shift-arg", ": help argc @ . ;"]) {
      const { code } = await fastforth([file("asks.fth", asking), two(), "-e", "bye"]);
      expect([asking, code]).toEqual([asking, 0]);
    }
  });

  test("what looks like neither is nobody's business, and an error of the script comes first", async () => {
    expect(await fastforth([one(), "data.txt", "--verbose", "missing.fth"])).toMatchObject({
      code: 0,
      err: "",
    });
    expect((await fastforth([file("fails.fth", "1 0 /"), two()])).code).toBe(1);
    expect((await fastforth([file("seven.fth", "7 (bye)"), two()])).code).toBe(7);
  });
});

describe("TIME&DATE is the C library's", () => {
  /** The hour and the offset at a time in winter and one in summer. */
  const source =
    ": at ( d -- ) >time&date&tz type space . . drop drop drop . drop drop ; 1700000000. at 1688212800. at";
  const zones = [
    ["UTC", "UTC 0 0 22 UTC 0 0 12 "],
    ["UTC-2", "UTC 7200 0 0 UTC 7200 0 14 "],
    ["EST5EDT,M3.2.0,M11.1.0", "EST -18000 0 17 EDT -14400 -1 8 "],
    ["<+0530>-5:30", "+0530 19800 0 3 +0530 19800 0 17 "],
    ["", "UTC 0 0 22 UTC 0 0 12 "],
  ] as const;
  test.each(zones)("TZ=%s", async (zone, expected) => {
    expect((await fastforth(["-e", source], { env: { TZ: zone } })).out).toBe(expected);
    const set = `s" TZ" s" ${zone}" 1 setenv drop ${source}`;
    expect((await fastforth(["-e", set], { env: { TZ: "UTC" } })).out).toBe(expected);
  });

  test("now", async () => {
    const hours = ": hour time&date drop drop drop nip nip ; hour .";
    const there = await fastforth(["-e", hours], { env: { TZ: "UTC-5" } });
    const here = await fastforth(["-e", hours], { env: { TZ: "UTC" } });
    expect([5, 6, -18, -19]).toContain(Number(there.out) - Number(here.out));
  });
});

test("a word that forgets its own file and includes it again goes on, be it hot or not", async () => {
  const path = file("reload.fth", "");
  const source = `[undefined] times [if] variable times [then]
1 times +!
marker forget-all
: helper ( n -- n ) 1+ ;
: value-of ( -- n ) times @ helper ;
: reload ( -- ) s" forget-all" evaluate s" ${path}" included ." r" ;
`;
  file("reload.fth", source);
  const program = `s" ${path}" included reload reload value-of . : more 300 0 do s" reload" evaluate loop ; more value-of .`;
  for (const stages of ["auto", "builtin", "interpreter"]) {
    const { code, out, err } = await fastforth(["--stages", stages, "-e", program]);
    expect([stages, code, out, err]).toEqual([stages, 0, `rr4 ${"r".repeat(300)}304 `, ""]);
  }
});
