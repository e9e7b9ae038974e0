// The everyday case, measured: from 1.0.0 to 1.0.1 with another parser and another optimizer, over a line of 1 Mbit/s, while
// a session runs, which takes the new stages and keeps its words. Prints whole files and patches, side by side.
//
//   node .ci/bun.mjs tests/update/everyday.ts [rounds]

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Key, TerminalSession } from "../cli/terminal.ts";
import { presentPublisher, runIn, trustingExecutable } from "./executables.ts";
import { compiledStage, publishPair } from "./plugin_release.ts";
import { WebServerForTests } from "./web_server.ts";

/** 1 Mbit/s, in bytes per second. */
const RATE = 125_000;
/** Of a request, in milliseconds: a server on the same continent. */
const LATENCY = 20;

interface Round {
  /** Bytes of files, metadata included. */
  readonly bytes: number;
  /** Milliseconds, as `--json` tells them. */
  readonly times: Readonly<Record<string, number>>;
  /** From starting the command to its end, as a person waits. */
  readonly wall: number;
  /** From the end of the update to the session's answer with the new stages, one line typed. */
  readonly swap: number;
}

const executable = await trustingExecutable("1.0.0");
const publisher = presentPublisher();
const pair = {
  parser: compiledStage("parser", "0.1.1"),
  optimizer: compiledStage("optimizer", "0.1.1", [
    // An algorithm that was quadratic in the release before would change as much.
    {
      file: "optimizer/common.zig",
      from: "available: std.AutoHashMapUnmanaged(Key, Found) = .empty,",
      to: "available: std.array_hash_map.Auto(Key, Found) = .empty,",
    },
  ]),
};
publishPair(publisher, "1.0.1", pair, "0.1.1");
const server = await WebServerForTests.start(publisher.files);
server.rate = RATE;
server.latency = LATENCY;
const rounds = Number(process.argv[2] ?? 5);
for (const [name, args] of [
  ["whole files", ["--no-patches"]],
  ["patches", []],
] as const) {
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) measured.push(await measure(args));
  tell(name, measured);
}
server.stop();

async function measure(args: readonly string[]): Promise<Round> {
  const home = mkdtempSync(join(tmpdir(), "fastforth-everyday-"));
  const session = new TerminalSession([], { HOME: home, XDG_DATA_HOME: undefined }, executable);
  try {
    await session.line(": square dup * ; : work 0 1000 0 do i square + loop ; work work + .", "ok");
    server.sent = 0;
    const start = performance.now();
    const run = await runIn(home, [executable, "self-update", "--json", "--server", server.address, ...args]);
    const wall = performance.now() - start;
    if (run.code !== 0) throw new Error(run.out + run.err);
    const swapStart = performance.now();
    await session.line("work .", "332833500  ok");
    const swap = performance.now() - swapStart;
    const plugins = await session.line("plugins", "backend ");
    if (!/parser +0\.1\.1 +installed/.test(plugins)) throw new Error(plugins);
    session.type(`bye${Key.enter}`);
    await session.ended();
    return { bytes: server.sent, times: JSON.parse(run.out).milliseconds, wall, swap };
  } finally {
    rmSync(home, { recursive: true });
  }
}

function tell(name: string, measured: readonly Round[]): void {
  const median = (of: (round: Round) => number) =>
    measured.map(of).toSorted((a, b) => a - b)[measured.length >> 1] ?? 0;
  const time = (key: string) => median(({ times }) => times[key] ?? 0).toFixed(0);
  console.log(
    `${name}: ${(median(({ bytes }) => bytes) / 1000).toFixed(1)} KB over the network, ${median(({ wall }) => wall).toFixed(0)} ms in all`,
  );
  console.log(
    `  network ${time("check")} (metadata) + ${time("download")} (plugins), verify ${time("verify")}, self-check ${time("selfCheck")}, install ${time("install")} ms; swap in the session ${median(({ swap }) => swap).toFixed(0)} ms`,
  );
}
