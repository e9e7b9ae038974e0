// How compiled programs end: exit codes, reports, signals, streams that are closed, full or read by nobody, and little memory.

import { describe, expect, test } from "bun:test";
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../cli/fastforth.ts";
import { runnable } from "../linking/running.ts";
import { compiled, run, runInShell, start } from "./compiled_program.ts";

const ready = ': ready ." kept" s" ready" stderr write-line drop ;';

describe.each(runnable)("%s", (target) => {
  const outcome = (name: string, source: string) => run(target, compiled(target, name, source));

  describe("exit codes", () => {
    const cases: readonly (readonly [string, string, number])[] = [
      ["end", ': main ." x" ;', 0],
      ["bye", ': f ." x" bye ; : main f ." y" ;', 0],
      ["code", ': f ." x" 3 (bye) ; : main [\'] f catch ." y" ;', 3],
      ["no-code", ': main ." x" 256 (bye) ;', 1],
      ["quit", ': main ." x" quit ;', 0],
      ["quit-code", ': main ." x" -56 throw ;', 0],
    ];
    test.each(cases)("%s", async (name, source, end) => {
      expect(await outcome(name, source)).toEqual({ out: "x", err: "", end });
    });
  });

  describe("reports", () => {
    test("an error says what, where, and how the program got there", async () => {
      const source = ': inner ( n -- ) 0 / . ;\n: middle 5 swap inner drop ;\n: main ." out" 1 2 middle ;\n';
      const { out, err, end } = await outcome("division", source);
      expect({ out, end }).toEqual({ out: "out", end: 1 });
      expect(err).toBe(`division.fth:1:20: error: Division by zero (THROW -10)
  1 | : inner ( n -- ) 0 / . ;
    |                    ^
  stack: <0>
  backtrace:
    in inner at division.fth:1:20
    in middle at division.fth:2:17
    in main at division.fth:3:20
`);
    });

    test("what is thrown on is reported where it was thrown first", async () => {
      const source = `: inner 1 throw ;
: around ['] inner catch throw ;
: main ['] around catch dup . throw ;
`;
      const { out, err } = await outcome("again", source);
      expect(out).toBe("1 ");
      expect(err).toContain("again.fth:1:11: error: Error 1 (THROW 1)\n");
      expect(err).toContain("    in inner at again.fth:1:11\n");
      expect(err).toContain("    in main at again.fth:3:31\n");
    });

    test("an endless recursion is shown once", async () => {
      const { err, end } = await outcome("deep", ": deep dup recurse 1+ ;\n: main 7 deep ;\n");
      expect(end).toBe(1);
      expect(err).toContain("deep.fth:1:12: error: Return stack overflow (THROW -5)\n");
      expect(err).toContain("    in deep at deep.fth:1:12\n      … again, many times\n");
      expect(err).toEndWith("  hint: does a word call itself without end?\n");
    });

    test("an endless recursion is caught, again and again", async () => {
      const source = `: deep dup recurse 1+ ;
: main 20 0 do 7 ['] deep catch nip i 19 = if . else drop then loop ;
`;
      expect(await outcome("caught", source)).toEqual({ out: "-5 ", err: "", end: 0 });
    });

    test("a stray pointer is caught where it is followed", async () => {
      const source = ": f 123 @ ;\n: main 123 -1 4096 um* drop dup . 2drop [']  f catch . f ;\n";
      const { out, err } = await outcome("stray", source);
      expect(out).toBe("-4096 -9 ");
      expect(err).toContain(
        "stray.fth:1:9: error: Invalid memory address (THROW -9)\n  1 | : f 123 @ ;\n    |         ^\n",
      );
    });

    test('ABORT" says its text, and what is not seen does not reach the terminal', async () => {
      const source = `: main s\\" a\\x1b[31m\\tb\\q" 2dup type -1 abort" it is broken" ;\n`;
      const { err } = await outcome("aborted", source);
      expect(err).toContain("error: Aborted: it is broken (THROW -2)\n");
      expect(err).toContain('  1 | : main s\\" a\\x1b[31m\\tb\\q" 2dup type -1 abort" it is broken" ;\n');
    });

    test("a line is shown around the place, in columns of the terminal", async () => {
      const line = `: main ${'s" 日本" 2drop '.repeat(3)}${"1 drop ".repeat(30)}0 @ ;`;
      const { err } = await outcome("wide", `${line}\n`);
      const column = [...line].length - 2;
      expect(err).toStartWith(`wide.fth:1:${column}: error: Invalid memory address`);
      const [, shown, caret] = err.split("\n") as [string, string, string];
      expect(Bun.stringWidth(shown.slice(0, shown.lastIndexOf("@")))).toBe(caret.indexOf("^"));
    });

    test("a stripped program knows no places", async () => {
      const program = compiled(target, "stripped", ": main 1 0 / ;\n", ["--strip"]);
      const { err, end } = await run(target, program);
      expect({ err, end }).toEqual({ err: "error: Division by zero (THROW -10)\n  stack: <0>\n", end: 1 });
    });

    test("floats on their stack are shown as numbers", async () => {
      const source = ": main 1e 3e f/ 1e100 -0.000001e 1e-7 0e 12345678.9e ['] abort execute ;\n";
      const { err } = await outcome("floats", source);
      expect(err).toContain("  floats: <6> … 1e+100 -0.000001 1e-7 0 12345678.9\n");
    });
  });

  describe("signals", () => {
    const loop = `${ready}\n: main ready begin again ;\n`;

    async function signalled(name: string, source: string, signal: NodeJS.Signals): Promise<string> {
      const child = start(target, compiled(target, name, source));
      await child.stderr.getReader().read();
      await Bun.sleep(50);
      child.kill(signal);
      await child.exited;
      return `${child.signalCode ?? child.exitCode} ${await new Response(child.stdout).text()}`;
    }

    test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGXCPU", "SIGUSR1"] as const)(
      "%s ends a program, which keeps what it has written",
      async (signal) => {
        expect(await signalled("loop", loop, signal)).toBe(`${signal} kept`);
      },
    );

    // What still ran would hold the program's output open. dash drops signals between its vfork and the command's exec.
    test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"] as const)(
      "%s ends a program's command and what that has started, too",
      async (signal) => {
        const program = compiled(target, "commanding", `${ready}\n: main ready s" sleep 9; :" system ;\n`);
        for (let delay = 0; delay < 12; delay++) {
          const child = start(target, program);
          await child.stderr.getReader().read();
          await Bun.sleep(delay);
          child.kill(signal);
          const started = performance.now();
          expect(await new Response(child.stdout).text()).toBe("kept");
          await child.exited;
          expect([delay, child.signalCode, performance.now() - started < 8000]).toEqual([
            delay,
            signal,
            true,
          ]);
        }
      },
      60_000,
    );

    test.each(["SIGINT", "SIGTERM"] as const)(
      "%s ends a program that waits for a reader, and what is in its files stays",
      async (signal) => {
        const folder = join(scratch, `stalled-${target}-${signal}`);
        mkdirSync(folder);
        const pipe = join(folder, "pipe");
        Bun.spawnSync(["mkfifo", pipe]);
        const reader = openSync(pipe, "r+");
        const begin = `${ready}
: kept s" ${folder}/file" w/o create-file throw s" kept" rot write-file throw ;
`;
        const waits = {
          type: "begin pad 4096 type again",
          write: `s" ${pipe}" w/o open-file throw begin pad 4096 2 pick write-file throw again`,
        };
        for (const [name, wait] of Object.entries(waits)) {
          const program = compiled(target, `stalled-${name}`, `${begin}: main kept ready ${wait} ;\n`);
          const child = start(target, program);
          await child.stderr.getReader().read();
          await Bun.sleep(100);
          child.kill(signal);
          await child.exited;
          expect([name, child.signalCode, readFileSync(join(folder, "file"), "latin1")]).toEqual([
            name,
            signal,
            "kept",
          ]);
        }
        closeSync(reader);
      },
      20_000,
    );

    test.each([
      ["SIGINT", -28],
      ["SIGUSR1", -266],
      ["SIGUSR2", -268],
    ] as const)("a CATCH takes %s", async (signal, code) => {
      const source = `${ready}\n: f ready begin again ;\n: main ['] f catch . ;\n`;
      expect(await signalled("caught-signal", source, signal)).toBe(`0 kept${code} `);
    });

    test("no CATCH takes what ends processes", async () => {
      const source = `${ready}\n: f ready begin again ;\n: main begin ['] f catch drop again ;\n`;
      expect(await signalled("ending", source, "SIGTERM")).toBe("SIGTERM kept");
    });
  });

  describe("standard streams", () => {
    const small = ': main ." x" ;\n';
    const inShell = (name: string, source: string, line: string) =>
      runInShell(target, compiled(target, name, source), line);

    test("a reader that goes away ends the program quietly", () => {
      const { out, err } = inShell("endless", ": main begin 1 . again ;\n", "($P; echo $? >&2) | head -c 4");
      expect({ out, err }).toEqual({ out: "1 1 ", err: "141\n" });
    });

    test("a full disk is an error", () => {
      const { err, end } = inShell("full", small, "$P >/dev/full");
      expect({ err, end }).toEqual({
        err: "full: cannot write to standard output: ENOSPC: no space left on device, write\n",
        end: 1,
      });
    });

    test.if(process.platform === "linux" && process.geteuid?.() === 0)(
      "what a disk that is full refuses at the end is told",
      () => {
        const folder = join(scratch, `full-${target}`);
        // For this shell alone; where nothing can be mounted, the program is not run.
        const line = `mkdir ${folder}; mount -t tmpfs -o size=8k none ${folder} || exit 77
cd ${folder}; head -c 5000 /dev/zero >fill; $P; ended=$?; cd /; umount ${folder}; exit $ended`;
        const file = ': main s" new" w/o create-file throw pad 5000 rot write-file . ." out" ;\n';
        const block = ': main s" b.blk" open-blocks 5 block drop update 6 block drop update ." out" ;\n';
        for (const [name, source, out] of [
          ["new", file, "0 out"],
          ["b.blk", block, "out"],
        ] as const) {
          const ended = inShell(`lost-${name}`, source, line.replaceAll(folder, `${folder}-${name}`));
          if (ended.end === 77) return;
          expect({ ...ended, err: "" }).toEqual({ out, err: "", end: 1 });
          expect(ended.err).toMatch(
            new RegExp(`when the program had ended: \\S*${name}: no space left on the disk\\n$`),
          );
        }
      },
    );

    test("closed streams do no harm", () => {
      const source =
        ': main ." x" s" f" w/o create-file throw s" not on the terminal" 2 pick write-file throw ;\n';
      // An emulator opens files of its own at the number of a closed stream, and closes them later.
      const output = target === `linux-${process.arch}` ? [">&-", "<&- >&- 2>&-"] : [];
      for (const streams of ["<&-", "2>&-", ...output])
        expect(inShell("closed", source, `cd ${scratch} && $P ${streams}`)).toMatchObject({
          err: "",
          end: 0,
        });
    });

    test("a folder on standard input is said to be one", () => {
      const ended = inShell("folder", ": main pad 80 stdin read-line throw ;\n", "$P < /");
      expect(ended).toMatchObject({ out: "", end: 1 });
      expect(ended.err).toContain("standard input: EISDIR: illegal operation on a directory");
    });

    test("a report goes out after what was written", () => {
      expect(inShell("both", ': main ." first" 0 @ ;\n', "$P 2>&1").out).toStartWith(
        "firstboth.fth:1:20: error: ",
      );
    });
  });

  test.if(target === `linux-${process.arch}`)("little memory suffices, and too little is said", () => {
    const source = ': main 50000 allocate throw 50000 erase pad 100 erase s" fits" type ;\n';
    const program = compiled(target, "little", source);
    const within = (kilobytes: number) => runInShell(target, program, `ulimit -v ${kilobytes}; $P`);
    for (const kilobytes of [200_000, 30_000, 20_500, 8_000])
      expect(within(kilobytes)).toEqual({ out: "fits", err: "", end: 0 });
    expect(within(3_000)).toEqual({
      out: "",
      err: "little: the system gives no memory for the program\n",
      end: 1,
    });
  });

  test.if(process.getuid?.() === 0 && target === `linux-${process.arch}`)(
    "it runs where there is nothing else, as the first process, which a signal ends all the same",
    async () => {
      const root = join(scratch, "root");
      mkdirSync(root, { recursive: true });
      copyFileSync(compiled(target, "first", `${ready}\n: main ready begin again ;\n`), join(root, "first"));
      const child = Bun.spawn(["unshare", "-pf", "chroot", root, "/first"], {
        stdout: "pipe",
        stderr: "pipe",
      });
      await child.stderr.getReader().read();
      const inner = await Bun.file(`/proc/${child.pid}/task/${child.pid}/children`).text();
      process.kill(Number(inner), "SIGTERM");
      await child.exited;
      expect(await new Response(child.stdout).text()).toBe("kept");
      expect(child.exitCode).toBe(143);
    },
  );
});
