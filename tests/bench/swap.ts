// What a swap takes, without the self-check in a child process:
//
//   node .ci/bun.mjs tests/bench/swap.ts [rounds]

import type { StageName } from "../../src/abi/stage_names.ts";
import { stageNames } from "../../src/abi/stage_names.ts";
import { embeddedLibrary } from "../../src/plugins/embedded.ts";
import { StageManager } from "../../src/plugins/manager.ts";
import { openPlugin } from "../../src/plugins/open_plugin.ts";
import { VerifiedLibrary } from "../../src/plugins/verified_load.ts";

const rounds = Number(process.argv[2] ?? 500);

const manager = new StageManager({
  embedded: embeddedLibrary,
  store: () => undefined,
  selfCheck: () => {},
  report: (message) => console.error(message),
  noteFaults: () => () => {},
  atEnd: () => {},
  now: () => performance.now(),
});
manager.describeStages();

for (const stage of stageNames) measureStage(stage);
measureCalls();

function measureStage(stage: StageName): void {
  const library = embeddedLibrary(stage);
  if (library === undefined) throw new Error(`the ${stage} plugin is not built`);
  const bytes = library.copyBytes();
  const expected = { byteLength: bytes.length, sha256: library.sha256 };
  const [whole, publishing]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const start = Bun.nanoseconds();
    const verified = VerifiedLibrary.verify(stage, bytes, expected);
    const prepared = openPlugin(manager.slots, stage, verified, {
      source: "installed",
      signature: "release key",
    });
    const ready = Bun.nanoseconds();
    manager.publish(prepared);
    const end = Bun.nanoseconds();
    whole.push(end - start);
    publishing.push(end - ready);
    manager.retire();
  }
  tell(`${stage}: verify, load, handshake, publish`, whole);
  tell(`${stage}: publish alone`, publishing);
}

/** What the slot costs a call: the shortest request, which is refused at once, through the slot and straight. */
function measureCalls(): void {
  const library = embeddedLibrary("parser")?.open({ parse_forth: { args: ["ptr"], returns: "u32" } });
  if (library === undefined) throw new Error("the parser plugin is not built");
  const straight = library.symbols.parse_forth as unknown as (request: null) => number;
  const through = manager.calls.parser.parse_forth as unknown as (request: null) => number;
  for (const [name, call] of [
    ["straight", straight],
    ["through the slot", through],
  ] as const) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = Bun.nanoseconds();
      for (let i = 0; i < 1000; i++) call(null);
      times.push((Bun.nanoseconds() - start) / 1000);
    }
    tell(`a call ${name}`, times);
  }
}

/** @param times in nanoseconds */
function tell(what: string, times: number[]): void {
  times.sort((a, b) => a - b);
  const at = (share: number) => ((times[Math.floor((times.length - 1) * share)] as number) / 1000).toFixed(2);
  console.log(`${what.padEnd(48)} median ${at(0.5)} µs, p99 ${at(0.99)} µs`);
}
