// What crosses to the system: bytes as they are, children that run beside the program, signals that end it.

import { describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { executable, fastforth, file } from "./fastforth.ts";

const forever = ": forever begin 1 drop again ;";

/** Runs a shell command with the executable as $0; gives its output as latin1, a character a byte. */
function shell(command: string, cwd: string = tmpdir()): string {
  const child = Bun.spawnSync(["bash", "-c", command, executable], { cwd, stdout: "pipe", stderr: "pipe" });
  return Buffer.from(child.stdout).toString("latin1");
}

describe.if(process.platform === "linux")("bytes that are no UTF-8 come through", () => {
  test("names of files: two that differ in such a byte are two files", () => {
    const folder = mkdtempSync(join(tmpdir(), "fastforth-border-"));
    try {
      const create = (name: string) => String.raw`s\" ${name}" w/o create-file throw close-file throw`;
      const source = String.raw`${create("x\\xe9")} ${create("x\\xe8")} ${create("y\\xe9")} s\" y\xe8" delete-file .`;
      expect(shell(`"$0" -e '${source}'`, folder)).toBe("-38 ");
      const names = readdirSync(folder, { encoding: "buffer" }).map((name) => name.toString("latin1"));
      expect(names.sort()).toEqual(["x\xe8", "x\xe9", "y\xe9"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("the script's own path, its arguments, the code of -e", () => {
    const folder = mkdtempSync(join(tmpdir(), "fastforth-border-"));
    try {
      const script = String.raw`printf 'sourcefilename type space next-arg type' > $'s\xe8.fs'`;
      expect(shell(`${script}; "$0" $'s\\xe8.fs' $'a\\xe9b'`, folder)).toBe("s\xe8.fs a\xe9b");
      expect(shell(String.raw`"$0" -e $'.( \xe9)'`, folder)).toBe("\xe9");
      expect(shell(String.raw`"$0" -e $'s" s\xe8.fs" included' -e $'next-arg type'`, folder)).toBe(
        "s\xe8.fs ",
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("the environment, commands, what they give", () => {
    expect(shell(String.raw`X=$'v\xe7' "$0" -e 's" X" getenv type'`)).toBe("v\xe7");
    expect(shell(String.raw`X=$'v\xe7' "$0" -e 's" printf %s $X" system'`)).toBe("v\xe7");
    expect(shell(String.raw`"$0" -e $'s" printf \xe9" sh-get type'`)).toBe("\xe9");
  });
});

describe.if(process.platform === "linux")("signals that end processes", () => {
  for (const signal of ["SIGTERM", "SIGHUP", "SIGXCPU"] as const) {
    test(`${signal} loses nothing that a script has written`, async () => {
      const hot = ': hot 0 9999 0 do i + loop drop ; .( kept) hot s" ready" stderr write-line drop';
      const child = Bun.spawn([executable, "-e", `${hot} ${forever} ' forever catch drop`], {
        stdout: "pipe",
        stderr: "pipe",
      });
      await child.stderr.getReader().read();
      child.kill(signal);
      await child.exited;
      expect({ out: await new Response(child.stdout).text(), signal: child.signalCode }).toEqual({
        out: "kept",
        signal,
      });
    });
  }

  test("one that comes while a command runs ends the command, too", async () => {
    const source = `s" echo ready >&2; sleep 600; true" system`;
    const child = Bun.spawn([executable, "-e", source], { stdout: "pipe", stderr: "pipe" });
    await child.stderr.getReader().read();
    child.kill("SIGTERM");
    await child.exited;
    expect(child.signalCode).toBe("SIGTERM");
    // The command has the same output: it ends when nobody has it any more.
    expect(await new Response(child.stdout).text()).toBe("");
  });
});

describe.if(process.platform === "linux")("commands", () => {
  test("a time limit leaves none behind: whoever reads their output sees its end", () => {
    const command = `"$0" --timeout 200ms -e 's" sleep 600; true" system' 2>/dev/null | cat; echo ended`;
    expect(shell(command)).toBe("ended\n");
  });

  test("a script's own exit code 124 is no time limit: its commands go on", () => {
    const script = `s" sleep 0.3; echo went on >&2" r/o open-pipe 2drop 124 (bye)`;
    expect(shell(`"$0" -e '${script}' 2>&1 >/dev/null | cat`)).toBe("went on\n");
  });

  test("$? has the exit code, after a signal 128 and its number", async () => {
    expect((await fastforth(["-e", 's" exit 3" system $? . s" kill -9 $$" system $? .'])).out).toBe("3 137 ");
  });

  test("a pipe from a command gives what there is while the command runs", async () => {
    const source =
      's" yes" r/o open-pipe throw value p pad 20 p read-line . . . pad c@ emit p close-pipe . .';
    expect((await fastforth(["--timeout", "10s", "-e", source])).out).toBe("0 -1 1 y0 141 ");
  });

  test("a pipe to a command is its input; closing it gives the exit code", async () => {
    const source = String.raw`s" cat; exit 7" w/o open-pipe throw value p s\" hi\n" p write-file . p close-pipe . .`;
    expect((await fastforth(["-e", source])).out.split("").sort().join("")).toBe(
      "0 hi\n0 7 ".split("").sort().join(""),
    );
  });
});

test("an exit code that does not fit is 1, never success", async () => {
  for (const code of ["256 (bye)", "-1 (bye)", "1 32 lshift (bye)"])
    expect((await fastforth(["-e", code])).code).toBe(1);
  expect((await fastforth(["-e", "255 (bye)"])).code).toBe(255);
});

test.if(process.platform === "linux")(
  "a library that no file can be made for leaves the program its result",
  () => {
    const path = file("hot.fs", ": hot 0 999999 0 do i + loop . ; hot");
    expect(shell(`ulimit -f 0; TMPDIR=/nonexistent "$0" "${path}" | cat`)).toBe("499998500001 ");
  },
);

test.if(process.platform === "linux")("a limit on the size of files does not keep native code away", () => {
  const path = file("limited.fs", ": hot 0 999999 0 do i + loop . ; hot");
  expect(shell(`ulimit -f 16384; "$0" --stages backend=plugin "${path}"`)).toBe("499998500001 ");
});
