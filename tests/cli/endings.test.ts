// How a run ends: exit codes, time limits, Ctrl-C, pipes that nobody reads, and what is written by then.

import { describe, expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { executable, fastforth, file, scratch } from "./fastforth.ts";

const forever = ": forever begin 1 drop again ;";

interface SignalOptions {
  readonly folder?: string;
  /** Milliseconds from when it says something on standard error until the signal. */
  readonly settled: number;
  /** Those after which it is killed. */
  readonly timeout?: number;
}

/** What a program writes to standard output, and what it ends by, that is sent a signal when it is at work. */
async function signalled(
  command: string[],
  signal: NodeJS.Signals,
  { folder, settled, timeout }: SignalOptions,
): Promise<{ written: string; endedBy: string | null }> {
  const child = Bun.spawn(command, {
    ...(folder === undefined ? {} : { cwd: folder }),
    ...(timeout === undefined ? {} : { timeout, killSignal: "SIGKILL" }),
    stdout: "pipe",
    stderr: "pipe",
  });
  await child.stderr.getReader().read();
  await Bun.sleep(settled);
  child.kill(signal);
  await child.exited;
  return { written: await new Response(child.stdout).text(), endedBy: child.signalCode as string | null };
}

describe("exit codes", () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ["the end of the program", "1 .", 0],
    ["BYE", "bye", 0],
    ["(BYE) within words and CATCH", ": f 3 (bye) ; ' f catch", 3],
    ["QUIT in a script", ": f quit ; f", 0],
    ["an uncaught error", "1 0 /", 1],
    ["ABORT", "abort", 1],
  ];
  test.each(cases)("%s", async (_name, source, code) => {
    expect(await fastforth(["-e", source])).toMatchObject({ code });
    expect(await fastforth([file("ending.fth", source)])).toMatchObject({ code });
    expect(await fastforth([], { stdin: source })).toMatchObject({ code });
  });

  test("nothing runs after an error", async () => {
    const { out } = await fastforth(["-e", "1 .", "-e", "frob", "-e", "2 ."]);
    expect(out).toBe("1 ");
  });
});

describe("output is written", () => {
  test("before an error is reported", async () => {
    const path = file("both.fth", '." first" 1 0 /');
    const child = Bun.spawnSync(["sh", "-c", `"${executable}" "${path}" 2>&1`]);
    expect(child.stdout.toString()).toMatch(/^first.*both\.fth:1:\d+: error: /s);
  });

  test("before (BYE) and before a time limit ends the program", async () => {
    expect((await fastforth(["-e", '." kept" 5 (bye)'])).out).toBe("kept");
    expect((await fastforth(["--timeout", "100ms", "-e", `${forever} .( kept) forever`])).out).toBe("kept");
  });

  test("completely, when there is much of it", async () => {
    const { out } = await fastforth(["-e", ": f 200000 0 do i 7 .r loop ; f"]);
    expect(out.length).toBe(1_400_000);
    expect(out).toEndWith(" 199999");
  });
});

describe("a time limit ends with 124", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["a loop", `${forever} forever`],
    ["a loop inside CATCH", `${forever} : f begin ['] forever catch drop again ; f`],
    ["a loop of the text interpreter", ': again-and-again begin s" 1 drop" evaluate again ; again-and-again'],
    ["recursion", ": fib dup 2 < if exit then dup 1- recurse swap 2 - recurse + ; 60 fib ."],
    ["MS", "60000 ms"],
    ["a wait for a key", "key"],
    ["a wait for a line", "pad 80 accept"],
    ["a wait for a line of a file", "pad 80 stdin read-line"],
    ["a child process", 's" exec sleep 8 2>/dev/null" system'],
  ];
  test.each(cases)("%s", async (_name, source) => {
    const child = Bun.spawn([executable, "--timeout", "150ms", "-e", source], {
      stdin: "pipe",
      stdout: "ignore",
      stderr: "pipe",
      timeout: 10_000,
      killSignal: "SIGKILL",
    });
    const err = await new Response(child.stderr).text();
    expect(await child.exited).toBe(124);
    expect(err).toContain("time limit");
  });

  test("standard input that never ends", async () => {
    const child = Bun.spawn([executable, "--timeout", "150ms"], { stdin: "pipe", stderr: "pipe" });
    expect(await child.exited).toBe(124);
  });

  test("with the words that were running", async () => {
    const { err } = await fastforth(["--timeout=100ms", "-e", `${forever} : outer forever 1 drop ; outer`]);
    expect(err).toContain("error: the time limit has passed");
    expect(err).toContain("in forever at <command line>:1:");
    expect(err).toContain("in outer at <command line>:1:");
  });

  test("but not a program that is done before", async () => {
    expect(await fastforth(["--timeout", "20s", "-e", "1 ."])).toMatchObject({ code: 0, out: "1 ", err: "" });
  });
});

describe("signals and pipes", () => {
  test("Ctrl-C ends a script as it ends every program", async () => {
    const child = Bun.spawn([executable, "-e", `${forever} forever`], { stdout: "pipe", stderr: "pipe" });
    await Bun.sleep(200);
    child.kill("SIGINT");
    await child.exited;
    expect(child.signalCode).toBe("SIGINT");
  });

  for (const stages of ["auto", "builtin", "interpreter"]) {
    test(`Ctrl-C loses nothing that a script has written, stages ${stages}`, async () => {
      // What goes to standard error is not kept back: by then the loop is hot.
      const source = `: hot 0 9999 0 do i + loop drop ; .( kept) hot s" ready" stderr write-line drop ${forever} forever`;
      const child = Bun.spawn([executable, "--stages", stages, "-e", source], {
        stdout: "pipe",
        stderr: "pipe",
      });
      const reader = child.stderr.getReader();
      await reader.read();
      child.kill("SIGINT");
      await child.exited;
      expect({ out: await new Response(child.stdout).text(), signal: child.signalCode }).toEqual({
        out: "kept",
        signal: "SIGINT",
      });
    });
  }

  test("a signal loses nothing that a script has written that interprets alone", async () => {
    const source =
      '.( kept) : x s" 1 drop" ; : t s" ready" stderr write-line drop begin x evaluate again ; t';
    for (const stages of ["auto", "builtin", "interpreter"])
      for (const signal of ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGXCPU", "SIGINT"] as const) {
        const command = [executable, "--stages", stages, "-e", source];
        const { written, endedBy } = await signalled(command, signal, { settled: 100 });
        expect([stages, written, endedBy]).toEqual([stages, "kept", signal]);
      }
  }, 30_000);

  test.if(process.platform !== "win32")(
    "a signal loses nothing that a script has written before any of its words is hot",
    async () => {
      const folder = mkdtempSync(join(scratch, "cold-"));
      Bun.spawnSync(["mkfifo", join(folder, "nobody-writes")]);
      const source = [
        's" ready" stderr write-line drop s" file" w/o create-file throw s" kept" rot write-file throw',
        's" kept" 0 block swap move update',
        // Opening waits in the system.
        '.( kept) s" nobody-writes" r/o open-file',
      ].join("\n");
      for (const stages of ["auto", "builtin", "interpreter"])
        for (const signal of ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGXCPU", "SIGINT"] as const) {
          for (const name of ["file", "blocks.fb"]) rmSync(join(folder, name), { force: true });
          const command = [executable, "--stages", stages, "-e", source];
          const options = { folder, settled: 300, timeout: 9000 };
          const { written, endedBy } = await signalled(command, signal, options);
          const kept = ["file", "blocks.fb"].map((name) =>
            readFileSync(join(folder, name), "latin1").slice(0, 4),
          );
          const expected = [stages, signal, "kept", "kept", "kept"];
          expect([stages, endedBy, written, ...kept]).toEqual(expected);
        }
    },
    30_000,
  );

  test.if(process.platform !== "win32")(
    "a signal ends a wait in the system for the other end of a pipe at once, and loses nothing",
    async () => {
      const folder = mkdtempSync(join(scratch, "pipes-"));
      const pipe = join(folder, "pipe");
      Bun.spawnSync(["mkfifo", pipe]);
      const begin = [
        ': hot 0 9999 0 do i + loop drop ; hot s" file" w/o create-file throw s" kept" rot write-file throw',
        '.( kept) s" ready" stderr write-line drop',
      ];
      const waits = [
        ['s" pipe" r/o open-file', false],
        ['s" pipe" w/o open-file', false],
        ['s" pipe" included', false],
        ['s" pipe" slurp-file', true],
        ['s" pipe" r/o open-file throw pad 80 rot read-line', true],
        ['s" pipe" w/o open-file throw constant p : t begin pad 4096 p write-file throw again ; t', true],
      ] as const;
      for (const stages of ["auto", "interpreter"])
        for (const signal of ["SIGTERM", "SIGINT"] as const)
          for (const [wait, isOpen] of waits) {
            const other = isOpen ? openSync(pipe, "r+") : undefined;
            const command = [executable, "--stages", stages, "-e", [...begin, wait].join("\n")];
            const options = { folder, settled: 150, timeout: 8000 };
            const { written, endedBy } = await signalled(command, signal, options);
            if (other !== undefined) closeSync(other);
            const kept = readFileSync(join(folder, "file"), "latin1");
            expect([stages, wait, endedBy, written, kept]).toEqual([stages, wait, signal, "kept", "kept"]);
          }
    },
    60_000,
  );

  test.if(process.platform !== "win32")("a signal ends a program whose output nobody takes", async () => {
    const pipe = join(mkdtempSync(join(scratch, "stalled-")), "pipe");
    Bun.spawnSync(["mkfifo", pipe]);
    const output = openSync(pipe, "r+");
    for (const stages of ["auto", "interpreter"])
      for (const signal of ["SIGTERM", "SIGINT"] as const) {
        const command = [executable, "--stages", stages, "-e", ": f begin pad 4096 type again ; f"];
        const child = Bun.spawn(command, {
          stdout: output,
          stderr: "pipe",
          timeout: 9000,
          killSignal: "SIGKILL",
        });
        await Bun.sleep(400);
        child.kill(signal);
        await child.exited;
        expect(child.signalCode).toBe(signal);
      }
    closeSync(output);
  });

  test("a SIGINT ends a script and its command, also while the shell starts it", async () => {
    // dash drops signals between its vfork and the command's exec.
    const source = 's" ready" stderr write-line drop s" sleep 9; :" system';
    for (let delay = 0; delay < 40; delay++) {
      const child = Bun.spawn([executable, "-e", source], { stdout: "pipe", stderr: "pipe" });
      await child.stderr.getReader().read();
      await Bun.sleep(delay / 3);
      child.kill("SIGINT");
      const started = performance.now();
      await child.exited;
      expect([delay, child.signalCode, performance.now() - started < 8000]).toEqual([delay, "SIGINT", true]);
    }
  }, 60_000);

  test("Ctrl-C ends a script that waits for input after a hot loop", async () => {
    const source = `: hot 0 9999 0 do i + loop drop ; hot s" ready" stderr write-line drop pad 80 accept drop`;
    const child = Bun.spawn([executable, "-e", source], { stdin: "pipe", stdout: "pipe", stderr: "pipe" });
    await child.stderr.getReader().read();
    await Bun.sleep(100);
    child.kill("SIGINT");
    await child.exited;
    expect(child.signalCode).toBe("SIGINT");
  });

  test("a reader that goes away ends the program quietly", async () => {
    const endless = ": f begin 1 . again ; f";
    const child = Bun.spawn(["sh", "-c", `"${executable}" -e '${endless}' | head -c 4`], { stderr: "pipe" });
    const [out, err] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    expect({ out, err, code: await child.exited }).toEqual({ out: "1 1 ", err: "", code: 0 });
  });

  test.if(process.platform === "linux")("a full disk is an error", async () => {
    const child = Bun.spawn([executable, "-e", "1 ."], {
      stdout: openSync("/dev/full", "w"),
      stderr: "pipe",
    });
    expect(await new Response(child.stderr).text()).toContain("cannot write to standard output");
    expect(await child.exited).toBe(1);
  });

  test("closed descriptors do not crash", async () => {
    const run = (redirections: string) =>
      Bun.spawnSync(["sh", "-c", `"${executable}" -e '1 2 + drop' ${redirections}`]).exitCode;
    for (const redirections of ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"]) expect(run(redirections)).toBe(0);
  });
});

test("a fault of FastForth itself asks for a report, with the place on demand", async () => {
  const source =
    'import { reportFailure } from "./src/commands/outcome.ts"; reportFailure(new Error("boom"));';
  const run = (debug: string) =>
    Bun.spawnSync([process.execPath, "-e", source], {
      cwd: `${import.meta.dir}/../..`,
      env: { ...process.env, FASTFORTH_DEBUG: debug },
    }).stderr.toString();
  expect(run("")).toContain("internal error: Error: boom");
  expect(run("")).toContain("Please report it");
  expect(run("")).not.toContain("    at ");
  expect(run("1")).toContain("    at ");
});

describe("a CATCH gets signals as THROWs", () => {
  /** Runs a program that says "ready" when it waits, sends it a signal, and gives what it writes. */
  async function signalled(source: string, signal: NodeJS.Signals, stages = "auto"): Promise<string> {
    const told = `: ready s" ready" stderr write-line drop ; : t ${source} ; : u ['] t catch . .( after) ; u`;
    const path = file("signalled.fth", told.replace(".( after)", '." after"'));
    const child = Bun.spawn([executable, "--stages", stages, path], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
      timeout: 15_000,
      killSignal: "SIGKILL",
    });
    await child.stderr.getReader().read();
    await Bun.sleep(100);
    child.kill(signal);
    await child.exited;
    return `${child.exitCode ?? child.signalCode} ${await new Response(child.stdout).text()}`;
  }

  for (const stages of ["auto", "builtin", "interpreter"]) {
    test(`Ctrl-C in a loop and in waits of cold words, stages ${stages}`, async () => {
      for (const waiting of ["begin again", "9000 ms", "pad 80 accept", "pad 80 stdin read-file", "key"])
        expect([waiting, await signalled(`ready ${waiting}`, "SIGINT", stages)]).toEqual([
          waiting,
          "0 -28 after",
        ]);
    });
  }

  test("USR1 and USR2, by gforth's codes", async () => {
    expect(await signalled("ready begin again", "SIGUSR1")).toBe("0 -266 after");
    expect(await signalled("ready 9000 ms", "SIGUSR2")).toBe("0 -268 after");
  });
});
