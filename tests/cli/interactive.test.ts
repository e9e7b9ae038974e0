import { describe, expect, test } from "bun:test";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { file, scratch } from "./fastforth.ts";
import { Key, TerminalSession } from "./terminal.ts";

const onPosix = process.platform !== "win32";
const historyFile = join(scratch, "fastforth", "history");

/** A session that has said hello. */
async function started(args: readonly string[] = []): Promise<TerminalSession> {
  const session = new TerminalSession(args);
  await session.until(`FastForth ${version}`);
  await session.until("\n");
  return session;
}

describe.if(onPosix)("an interactive session", () => {
  test("answers ok with the depth of the stacks, and ends with Ctrl-D", async () => {
    const session = await started();
    await session.line("1 2 + .", "3  ok\r\n");
    await session.line("1 2", " ok 2\r\n");
    await session.line("1e", " ok 2 f:1\r\n");
    await session.line("2drop fdrop", " ok\r\n");
    session.type(Key.controlD);
    expect(await session.ended()).toBe(0);
  });

  test("takes definitions of several lines", async () => {
    const session = await started();
    await session.line(": cube ( n -- n )", " compiled\r\n");
    await session.line("dup dup", " compiled\r\n");
    await session.line("* * ;", " ok\r\n");
    await session.line("3 cube .", "27  ok\r\n");
    session.type(`0 [if]${Key.enter}1 .${Key.enter}[then] 5 .${Key.enter}`);
    await session.until("5  ok\r\n");
    await session.line("7 (bye)", "");
    expect(await session.ended()).toBe(7);
  });

  test("reports errors and goes on: stacks are empty, definitions stay", async () => {
    const session = await started();
    await session.line(": answer 42 ;", " ok\r\n");
    const report = await session.line("1 2 anwser", "did you mean 'answer'?");
    expect(report).toContain("<terminal>:2:5: error: Undefined word: anwser");
    await session.line("depth . answer .", "0 42  ok\r\n");
    await session.line(": half 1 2 frob", "Undefined word: frob");
    await session.line("half", "Undefined word: half");
    await session.line(": f 1 0 / ; f", "Division by zero");
    await session.line("depth .", "0  ok\r\n");
    await session.line("bye", "");
    expect(await session.ended()).toBe(0);
  });

  test("Ctrl-C comes back to the prompt, out of a loop, a wait and a half-typed line", async () => {
    const session = await started();
    await session.line(": keep 5 ; : forever begin again ;", " ok\r\n");
    for (const endless of ["forever", "60000 ms", "key"]) {
      session.type(endless + Key.enter);
      await session.until(endless);
      await Bun.sleep(100);
      session.type(Key.controlC);
      await session.until("User interrupt");
    }
    session.type("half a li");
    await session.until("half a li");
    session.type(Key.controlC);
    await session.until("^C");
    await session.line("keep .", "5  ok\r\n");
    session.type(Key.controlD);
    expect(await session.ended()).toBe(0);
  });

  test("QUIT leaves the data stack, ABORT does not", async () => {
    const session = await started();
    await session.line(": leave 1 2 quit ;", " ok\r\n");
    await session.line("leave", "\n");
    await session.line(".s", "<2> 1 2  ok 2\r\n");
    await session.line("abort", "Aborted");
    await session.line(".s", "<0>  ok\r\n");
    session.type(Key.controlD);
    await session.ended();
  });

  test("words read keys and lines from the same terminal", async () => {
    const session = await started();
    session.type(`key .${Key.enter}a`);
    await session.until("97  ok\r\n");
    session.type(`pad 20 accept pad swap type${Key.enter}`);
    await session.until("swap type");
    session.type(`helo${Key.left}l${Key.enter}`);
    await session.until("hello ok\r\n");
    session.type(Key.controlD);
    await session.ended();
  });

  test("follows programs with --interactive", async () => {
    const path = file("library.fth", ": twice dup + ;\n5 constant five\n frob");
    const session = await started(["-i", "-e", "1 2", path]);
    await session.until("library.fth:3:2: error: Undefined word: frob");
    await session.line("depth . five twice .", "0 10  ok\r\n");
    session.type(Key.controlD);
    expect(await session.ended()).toBe(0);
  });

  test("shows each line of a program as it ends, while the program runs", async () => {
    const session = new TerminalSession([
      "-e",
      `: spin begin again ; : main .\\" one\\n" ${'." two" '.repeat(20)} cr spin ; main`,
    ]);
    await session.until("one\r\n");
    await session.until("two\r\n");
    session.type(Key.controlC);
    await expect(session.ended()).rejects.toThrow("SIGINT");
  });

  test("ends at its time limit", async () => {
    const session = await started(["--timeout", "400ms"]);
    expect(await session.ended()).toBe(124);
  });
});

describe.if(onPosix)("line editing", () => {
  test("moves, deletes, cuts and pastes", async () => {
    const session = await started();
    session.type(`2 .${Key.home}1 . ${Key.enter}`);
    await session.until("1 2  ok\r\n");
    session.type(`1 2 3 . . .${Key.controlW}${Key.controlW}${Key.backspace}${Key.enter}`);
    await session.until("3  ok 2\r\n");
    session.type(`2drop${Key.controlU}5 . ${Key.controlY}${Key.enter}`);
    await session.until("5  ok\r\n");
    session.type(`6 . 7 .${Key.left}${Key.left}${Key.left}${Key.controlK}${Key.enter}`);
    await session.until("6  ok\r\n");
    session.type(`.( äöü€x)${Key.left}${Key.backspace}${Key.enter}`);
    await session.until("äöü€ ok\r\n");
    session.type(Key.controlD);
    await session.ended();
  });

  test("completes words, and shows what there is", async () => {
    const session = await started();
    await session.line(": xyzzy-near 11 . ; : xyzzy-far 12 . ;", " ok\r\n");
    session.type(`xyzzy-n${Key.tab}${Key.enter}`);
    await session.until("11  ok\r\n");
    session.type(`XYZ${Key.tab}`);
    await session.until("XYZZY-");
    session.type(Key.tab);
    await session.until("XYZZY-FAR  XYZZY-NEAR");
    session.type(`F${Key.tab}${Key.enter}`);
    await session.until("12  ok\r\n");
    session.type(Key.controlD);
    await session.ended();
  });

  test("a line may be wider than the screen", async () => {
    const session = await started();
    const sum = "1 + ".repeat(60);
    session.type(`0 ${sum}. ${Key.home}40 ${Key.delete}${Key.enter}`);
    await session.until("100  ok");
    session.type(Key.controlD);
    await session.ended();
  });

  test("remembers lines within a session and between sessions, for the owner alone", async () => {
    rmSync(historyFile, { force: true });
    const first = await started();
    await first.line("1 2 + .", "3  ok\r\n");
    await first.line("4 .", "4  ok\r\n");
    await first.line("4 .", "4  ok\r\n");
    first.type(`${Key.up}${Key.up}${Key.down}${Key.up}${Key.enter}`);
    await first.until("3  ok\r\n");
    first.type(Key.controlD);
    await first.ended();
    expect(readFileSync(historyFile, "utf8")).toBe("1 2 + .\n4 .\n1 2 + .\n");
    expect(statSync(historyFile).mode & 0o777).toBe(0o600);
    const second = await started();
    second.type(`${Key.up}${Key.up}${Key.enter}`);
    await second.until("4  ok\r\n");
    second.type(Key.controlD);
    await second.ended();
  });

  test("keeps the history short", async () => {
    writeFileSync(historyFile, Array.from({ length: 5000 }, (_, i) => `${i} drop\n`).join(""));
    const session = await started();
    // A line first: a Ctrl-D that comes before the editor has the terminal is not its.
    await session.line("1 drop", "ok\r\n");
    session.type(Key.controlD);
    await session.ended();
    const lines = readFileSync(historyFile, "utf8").trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(1001);
    expect(lines.slice(-2)).toEqual(["4999 drop", "1 drop"]);
  });
});

describe.if(onPosix)("colours", () => {
  test("on a terminal, unless NO_COLOR is set", async () => {
    const coloured = new TerminalSession(["-e", "frob"], { NO_COLOR: undefined });
    await coloured.until("\x1b[1;31merror");
    expect(await coloured.ended()).toBe(1);
    const plain = new TerminalSession(["-e", "frob"], { NO_COLOR: "1" });
    expect(await plain.until("Undefined word")).not.toContain("\x1b");
    await plain.ended();
  });
});
