// Signals on a terminal: whatever runs, nothing typed is lost, the terminal is left as it was, and the history is kept.

import { describe, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { executable, scratch } from "./fastforth.ts";
import { Key, modesAtFirst, TerminalSession } from "./terminal.ts";

const historyFile = join(scratch, "fastforth", "history");

/** What is typed before the signal comes, and what shows that it is at work. */
const situations = {
  "the prompt": ["", ""],
  "a half-typed line": ["half typed", "half typed"],
  "an open definition": [": foo 1 2 3\r", "compiled foo"],
  "a loop": [': f ." on" cr begin again ; f\r', "on\r\n"],
  MS: [".( on) cr 20000 ms\r", "on\r\n"],
  KEY: [".( on) cr key\r", "on\r\n"],
  ACCEPT: [".( on) cr pad 80 accept\rabc", "abc"],
  "a command": ['s" echo on; exec cat" system\r', "on\r\n"],
  "a page of help": ["words\r", "more"],
  "a search in the history": ["\x12dup", "dup"],
} as const;

async function started(): Promise<TerminalSession> {
  rmSync(historyFile, { force: true });
  const session = new TerminalSession();
  await session.until("FastForth");
  await session.line("1 2 +", "ok 1");
  return session;
}

const history = () => readFileSync(historyFile, "utf8").split("\n");

describe.if(process.platform === "linux")("on a terminal", () => {
  test.each(Object.entries(situations))(
    "signals that end a session leave all in order: %s",
    async (_name, [keys, shown]) => {
      for (const signal of ["SIGTERM", "SIGHUP", "SIGQUIT"] as const) {
        const session = new TerminalSession([], { FASTFORTH_HISTORY: undefined });
        await session.until("FastForth");
        await session.line("1 2 +", "ok 1");
        // The prompt, and with it the terminal's modes, comes after what the line has printed.
        await session.untilOwnModes();
        session.type(keys);
        await session.until(shown);
        session.signal(signal);
        expect([signal, await session.outcome()]).toEqual([signal, signal]);
        expect(session.modes).toEqual(modesAtFirst());
        expect(history()).toContain("1 2 +");
        session.hangUp();
      }
    },
    30_000,
  );

  test.each(Object.entries(situations))(
    "a terminal that goes away ends it by HUP: %s",
    async (_name, [keys, shown]) => {
      const session = await started();
      session.type(keys);
      await session.until(shown);
      session.hangUp();
      expect(await session.outcome()).toBe("SIGHUP");
      expect(history()).toContain("1 2 +");
    },
  );

  test("ends one by HUP, too, that another program has started, which is told alone", async () => {
    const path = join(scratch, "ended-by");
    const starter = `process.on("SIGHUP", () => undefined);
const run = Bun.spawnSync([${JSON.stringify(executable)}], { stdio: ["inherit", "inherit", "inherit"] });
require("node:fs").writeFileSync(${JSON.stringify(path)}, String(run.signalCode ?? run.exitCode));`;
    const session = new TerminalSession(["-e", starter], {}, process.execPath);
    await session.until("FastForth");
    await session.line("1 2 +", "ok 1");
    session.hangUp();
    await session.outcome();
    expect(readFileSync(path, "utf8")).toBe("SIGHUP");
  });

  test.each(Object.entries(situations))(
    "a SIGINT and a signal of the program's own use come back to the prompt: %s",
    async (_name, [keys, shown]) => {
      for (const signal of ["SIGINT", "SIGUSR1"] as const) {
        const session = await started();
        session.type(keys);
        await session.until(shown);
        session.signal(signal);
        await Bun.sleep(300);
        // Leaves a page of help, or ends a line that was not given up.
        session.type("q\r");
        await session.line("40 2 + .", "42 ");
        session.type(`${Key.controlU}bye\r`);
        expect(await session.ended()).toBe(0);
      }
    },
    30_000,
  );

  test("a storm of signals loses no key", async () => {
    const session = await started();
    let count = 0;
    const storm = setInterval(() => {
      session.resize(30 + (count % 90), 10 + (count % 40));
      session.signal((["SIGWINCH", "SIGCONT", "SIGTSTP", "SIGCONT"] as const)[count++ % 4] as NodeJS.Signals);
    }, 1);
    try {
      for (let line = 0; line < 40; line++) {
        for (const key of `${line * 1000} 7 + .`) {
          session.type(key);
          if (line % 2 === 0) await Bun.sleep(1);
        }
        await session.line("", `${line * 1000 + 7} `);
      }
      session.type(": keys 0 100 0 do key + loop . ; keys\r");
      await Bun.sleep(100);
      for (let key = 0; key < 100; key++) {
        session.type(String.fromCharCode(97 + (key % 26)));
        await Bun.sleep(1);
      }
      // 3 times the alphabet, and the first 22 letters.
      await session.until(`${3 * 2847 + 2365} `);
    } finally {
      clearInterval(storm);
    }
    session.signal("SIGCONT");
    session.type(`${Key.controlU}bye\r`);
    expect(await session.ended()).toBe(0);
    expect(count).toBeGreaterThan(100);
  }, 60_000);
});
