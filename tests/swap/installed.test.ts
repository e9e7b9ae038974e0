// Executables that an update reaches while a script of theirs runs, and one that dies during a trial.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { presentPublisher, runIn, trustingExecutable } from "../update/executables.ts";
import { compiledStage, publishPair } from "../update/plugin_release.ts";
import type { Publisher } from "../update/release_maker.ts";
import { freshFolder } from "../update/store_fixture.ts";
import { WebServerForTests } from "../update/web_server.ts";
import { hasNativeCode } from "./managed_session.ts";

let executable = "";
let publisher: Publisher;
let server: WebServerForTests;

beforeAll(async () => {
  if (!hasNativeCode) return;
  executable = await trustingExecutable("1.0.0");
  publisher = presentPublisher();
  server = await WebServerForTests.start(publisher.files);
  const stages = { parser: compiledStage("parser", "0.1.1"), optimizer: compiledStage("optimizer", "0.1.1") };
  publishPair(publisher, "1.0.1", stages, "0.1.1");
}, 300_000);
afterAll(() => server?.stop());

const run = (home: string, args: readonly string[]) =>
  runIn(home, [executable, ...args], { FASTFORTH_UPDATE_SERVER: server.address });

/** Starts a program; its lines are there as they come. */
function start(home: string, args: readonly string[]) {
  return Bun.spawn([executable, ...args], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, NO_COLOR: "1" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function untilThere(path: string): Promise<void> {
  while (!existsSync(path)) await Bun.sleep(20);
}

// It computes all the time, and tells what the stages are before and after; its words and data stay.
const script = `
: work ( n -- n ) 0 swap 0 do i 3 and + loop ;
variable turns
: fresh? ( -- flag ) s" stop" file-status nip 0= ;
: compute ( -- ) begin 20000 work drop 1 turns +! fresh? until ;
: started s" started" w/o create-file throw close-file throw ;
1000 work drop plugins
started compute
plugins cr turns @ 0> . 1000 work .
`;

test.if(hasNativeCode)(
  "a script that computes takes an update at its next safe point, and goes on",
  async () => {
    const home = freshFolder("home");
    writeFileSync(join(home, "long.fth"), script);
    const program = start(home, ["--timeout", "120s", "long.fth"]);
    await untilThere(join(home, "started"));
    expect((await run(home, ["self-update"])).code).toBe(0);
    await Bun.sleep(2000);
    writeFileSync(join(home, "stop"), "");
    const [out, err] = await Promise.all([
      new Response(program.stdout).text(),
      new Response(program.stderr).text(),
    ]);
    expect([await program.exited, err]).toEqual([0, ""]);
    const [before, after] = out.trim().split(/(?=\nparser)/);
    expect(before).toMatch(/optimizer +0\.1\.0 +embedded/);
    expect(after).toMatch(/optimizer +0\.1\.1 +installed/);
    expect(after).toMatch(/backend +0\.1\.0 +embedded/);
    expect(out.trim().endsWith("-1 1500")).toBe(true);
  },
  300_000,
);

test.if(hasNativeCode)(
  "a process that is killed during the trial says nothing against the generation",
  async () => {
    const home = freshFolder("home");
    expect((await run(home, ["self-update"])).code).toBe(0);
    const loop = ": work 0 swap 0 do i 3 and + loop ; : endless begin 1000 work drop again ; ";
    writeFileSync(
      join(home, "dies.fth"),
      `${loop} 1000 work drop s" started" w/o create-file throw close-file throw 200000 work drop endless`,
    );
    const program = start(home, ["dies.fth"]);
    await untilThere(join(home, "started"));
    program.kill("SIGKILL");
    await program.exited;
    const next = await run(home, ["-e", `${loop} 5000 work . plugins`]);
    expect(next.err).toBe("");
    expect(next.out).toStartWith("7500 ");
    expect(next.out).toMatch(/optimizer +\S+ +installed/);
    const again = await run(home, ["-e", `${loop} 5000 work .`]);
    expect([again.out, again.err]).toEqual(["7500 ", ""]);
  },
  300_000,
);

test.if(hasNativeCode)(
  "a generation whose first process ends well has proved good",
  async () => {
    const home = freshFolder("home");
    expect((await run(home, ["self-update"])).code).toBe(0);
    const first = await run(home, ["-e", ": work 0 swap 0 do i 3 and + loop ; 100000 work . plugins"]);
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(first.out).toMatch(/optimizer +0\.1\.1 +installed/);
    const loop = start(home, [
      "-e",
      ': work 0 swap 0 do i 3 and + loop ; 100000 work drop s" on" w/o create-file throw close-file throw : e begin 100 work drop again ; e',
    ]);
    await untilThere(join(home, "on"));
    loop.kill("SIGKILL");
    await loop.exited;
    expect((await run(home, ["-e", ": work 0 swap 0 do i 3 and + loop ; 100000 work . plugins"])).err).toBe(
      "",
    );
  },
  300_000,
);
