import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { file, scratch } from "./fastforth.ts";
import { Key, pasted, TerminalSession } from "./terminal.ts";

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
    await session.line(": cube ( n -- n )", " compiled cube\r\n");
    await session.line("dup dup", " compiled cube\r\n");
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
    await session.until("XYZZY-FAR     a definition\r\n  XYZZY-NEAR    a definition");
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

describe.if(onPosix)("a definition of several lines", () => {
  test("is left by Ctrl-C, with the stack as it was", async () => {
    const session = await started();
    await session.line("7 8", " ok 2\r\n");
    await session.line(": half ( n -- n )", " compiled half 2\r\n");
    session.type("2 / ");
    await session.until("2 / ");
    session.type(Key.controlC);
    await session.until("^C  half is left\r\n");
    await session.line("half", "Undefined word: half");
    await session.line(":noname 5 ;", " ok 1\r\n");
    session.type(Key.controlD);
    expect(await session.ended()).toBe(0);
  });

  test("is shown by SEE as it was typed", async () => {
    const session = await started();
    for (const line of [": cube ( n -- n )", "  dup dup   \\ twice", "", "  * *"])
      await session.line(line, " compiled cube\r\n");
    await session.line(";", " ok\r\n");
    await session.line("see cube", ": cube ( n -- n )\r\n  dup dup   \\ twice\r\n\r\n  * *\r\n;\r\n");
    session.type(Key.controlD);
    await session.ended();
  });

  test("is one entry of the history, also of the next session", async () => {
    rmSync(historyFile, { force: true });
    const first = await started();
    await first.line(": sq", " compiled sq\r\n");
    await first.line("dup *", " compiled sq\r\n");
    await first.line(";", " ok\r\n");
    await first.line("4 sq .", "16  ok\r\n");
    first.type(Key.controlD);
    await first.ended();
    expect(readFileSync(historyFile, "utf8")).toBe(": sq\vdup *\v;\n4 sq .\n");
    const second = await started();
    second.type(`${Key.up}${Key.up}${Key.enter}`);
    await second.until(" ok\r\n");
    await second.line("5 sq .", "25  ok\r\n");
    // The cursor moves within the entry before it leaves it.
    second.type(`${Key.up}${Key.up}${Key.up}${Key.up}${Key.up}${Key.down}${Key.enter}`);
    await second.until(" ok\r\n");
    second.type(Key.controlD);
    await second.ended();
  });
});

describe.if(onPosix)("the history", () => {
  test("is searched by what was typed, and by Ctrl-R for any part", async () => {
    rmSync(historyFile, { force: true });
    const session = await started();
    for (const line of ["11 . 1 drop", "12 . 2 drop", "21 . 3 drop"]) await session.line(line, " ok\r\n");
    session.type(`1${Key.up}${Key.up}${Key.enter}`);
    await session.until("11  ok\r\n");
    session.type(`${Key.controlR}2 DR`);
    await session.until("search '2 DR': 12 . 2 drop");
    session.type(Key.enter);
    await session.until("12  ok\r\n");
    session.type(`${Key.controlR}drop${Key.controlR}${Key.controlR}`);
    await session.until("search 'drop': 21 . 3 drop");
    session.type(`${Key.controlG}5 .${Key.enter}`);
    await session.until("5  ok\r\n");
    session.type(Key.controlD);
    await session.ended();
  });
});

describe.if(onPosix)("pasted text", () => {
  test("is text: a Tab is a blank, and nothing is completed", async () => {
    rmSync(historyFile, { force: true });
    const session = await started();
    await session.line(": xyzzy 1 . ;", " ok\r\n");
    session.type(pasted(`5\tdrop\txyz\t\t2 .${Key.controlW}\n: two\tdup\n\t* ;\n3`));
    await session.until("Undefined word: xyz");
    await session.until("3 more lines were left out\r\n");
    session.type(pasted(": two\tdup\n\t* ;\n3"));
    await session.until(" ok\r\n");
    await session.line(" two .", "9  ok\r\n");
    session.type(Key.controlD);
    await session.ended();
    expect(readFileSync(historyFile, "utf8")).toContain("\n: two\tdup\v\t* ;\v3 two .\n");
  });

  test("of many lines and of a long line takes no more than its share of time", async () => {
    const session = await started();
    const lines = Array.from({ length: 500 }, (_, i) => `: w${i}\n\tdup\t+\n\t${i} +\n;\n`).join("");
    session.type(pasted(`${lines}3 w499 .\n`));
    await session.until("505  ok\r\n");
    session.type(`${"1 drop ".repeat(1714)}7 .${Key.enter}`);
    await session.until("7  ok\r\n");
    session.type(pasted(`${"1 drop ".repeat(1714)}8 .\n`));
    await session.until("8  ok\r\n");
    session.type(Key.controlD);
    expect(await session.ended()).toBe(0);
  });

  test("serves words that read keys and lines, as typed text does", async () => {
    const session = await started();
    session.type(pasted("pad 20 accept pad swap type\nhello\n5 .\n"));
    await session.until("hello ok\r\n");
    await session.until("5  ok\r\n");
    session.type(Key.controlD);
    await session.ended();
  });
});

describe.if(onPosix)("completion", () => {
  test("lists words with their effects, and completes names of files", async () => {
    file("alpha-one.fs", "11 .");
    mkdirSync(join(scratch, "alpha-folder"), { recursive: true });
    file("alpha-folder/inner.txt", "text");
    const session = await started();
    await session.line(": qork ( n -- ) drop ;", " ok\r\n");
    await session.line(": qonk ( -- n ) \\ gives five\r5 ;", " ok\r\n");
    session.type(`qo${Key.tab}${Key.tab}`);
    await session.until("  qonk  ( -- n )  gives five\r\n  qork  ( n -- )  a definition\r\n");
    session.type(`${Key.controlU}include alpha-${Key.tab}${Key.tab}`);
    await session.until("  alpha-folder/  alpha-one.fs\r\n");
    session.type(`o${Key.tab}${Key.enter}`);
    await session.until("11  ok\r\n");
    session.type(`s" alpha-f${Key.tab}i${Key.tab}slurp-file type${Key.enter}`);
    await session.until("text ok\r\n");
    session.type(Key.controlD);
    await session.ended();
  });
});

describe.if(onPosix)("a session's own file", () => {
  const folder = join(scratch, "config", "fastforth");

  test("is loaded before the session, unless --no-init forbids it", async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "init.fs"), ": mine 77 ;\n");
    const env = { XDG_CONFIG_HOME: join(scratch, "config") };
    const session = new TerminalSession(["-i", "-e", "mine ."], env);
    await session.until("77 \r\n");
    await session.line("mine .", "77  ok\r\n");
    session.type(Key.controlD);
    await session.ended();
    const without = new TerminalSession(["--no-init"], env);
    await without.until(`FastForth ${version}`);
    await without.line("mine", "Undefined word: mine");
    without.type(Key.controlD);
    await without.ended();
    const script = new TerminalSession(["-e", "mine"], env);
    await script.until("Undefined word: mine");
    await script.ended();
  });

  test("may have an error, which does not keep the session from beginning", async () => {
    writeFileSync(join(folder, "init.fs"), "frob\n");
    const session = new TerminalSession([], { XDG_CONFIG_HOME: join(scratch, "config") });
    await session.until("init.fs:1:1: error: Undefined word: frob");
    await session.line("1 2 + .", "3  ok\r\n");
    session.type(Key.controlD);
    expect(await session.ended()).toBe(0);
  });
});

describe.if(onPosix)("help in a session", () => {
  test("is shown screen by screen", async () => {
    const session = await started();
    await session.line("help Core", "more lines: space, Enter, q --");
    session.type(Key.enter);
    await session.until("more lines: space, Enter, q --");
    session.type("q");
    await session.until(" ok\r\n");
    session.type(`help dup${Key.enter}`);
    await session.until("Copies the top item.");
    await session.until(" ok\r\n");
    session.type(Key.controlD);
    await session.ended();
  });

  test("WORDS takes a text, and groups names by word set", async () => {
    const session = await started();
    await session.line(": my-drop drop ;", " ok\r\n");
    const text = await session.line("words drop", " ok\r\n");
    expect(text).toContain("Yours\r\n  my-drop\r\n\r\nCore\r\n  2drop  drop\r\n");
    session.type(Key.controlD);
    await session.ended();
  });

  test("BYE ends its line", async () => {
    const session = await started();
    session.type(`." see you" bye${Key.enter}`);
    await session.until("see you\r\n");
    expect(await session.ended()).toBe(0);
  });
});

describe.if(onPosix)("colours", () => {
  test("tell numbers, strings, comments, new names and unknown words while a line is typed", async () => {
    const session = new TerminalSession([], { NO_COLOR: undefined });
    await session.until("ends the session");
    session.type(': f 12 s" ab" frob dup \\ c');
    // In colours: the terminal itself may show a line that is typed before the session takes its keys.
    const text = await session.until("\x1b[0;2m\\ c");
    for (const part of ["\x1b[0;1mf", "\x1b[0;36m12", '\x1b[0;32ms" ab"', "\x1b[0;31mfrob", "\x1b[0;2m\\ c"])
      expect(text).toContain(part);
    session.type(Key.controlC);
    await session.until("^C");
    session.type("5 dup");
    await session.until("( x -- x x ) copies the top item");
    session.type(Key.controlC);
    await session.until("^C");
    session.type(Key.controlD);
    await session.ended();
    const quiet = new TerminalSession([], { NO_COLOR: undefined, FASTFORTH_HINTS: "off" });
    await quiet.until("ends the session");
    expect(await quiet.line("5 dup", " ok 2")).not.toContain("x x");
    quiet.type(Key.controlD);
    await quiet.ended();
  });

  test("on a terminal, unless NO_COLOR is set", async () => {
    const coloured = new TerminalSession(["-e", "frob"], { NO_COLOR: undefined });
    await coloured.until("\x1b[1;31merror");
    expect(await coloured.ended()).toBe(1);
    const plain = new TerminalSession(["-e", "frob"], { NO_COLOR: "1" });
    expect(await plain.until("Undefined word")).not.toContain("\x1b");
    await plain.ended();
  });
});
