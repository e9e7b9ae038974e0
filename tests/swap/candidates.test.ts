// Bad candidates meet the self-check for real, in a child process: each is refused with its reason, nothing else changes,
// and the stage goes on to answer.

import { expect, test } from "bun:test";
import type { StageName } from "../../src/abi/stage_names.ts";
import { embeddedLibrary } from "../../src/plugins/embedded.ts";
import { PluginError, type PluginFault } from "../../src/plugins/errors.ts";
import { StageManager } from "../../src/plugins/manager.ts";
import { checkInChild } from "../../src/plugins/self_check.ts";
import { VerifiedLibrary } from "../../src/plugins/verified_load.ts";
import { behaviours, stageLibrary } from "../plugins/stage_fixture.ts";
import { managedStages } from "./managed_session.ts";

/** For those that hang. */
const limits = { processor: 2, whole: 120 };

const manager = new StageManager({
  embedded: embeddedLibrary,
  store: () => undefined,
  selfCheck: checkInChild,
  report: (message) => console.error(message),
  noteFaults: () => () => {},
  atEnd: () => {},
  now: () => performance.now(),
});
manager.describeStages();

/** What is wrong with a candidate, as the manager sees it. */
function refusal(stage: StageName, bytes: Uint8Array): PluginError {
  try {
    manager.swap(stage, bytes);
  } catch (error) {
    if (error instanceof PluginError) return error;
    throw error;
  }
  throw new Error("the candidate was taken");
}

const parserBytes = embeddedLibrary("parser")?.copyBytes() ?? new Uint8Array();

const candidates: readonly [what: string, StageName, bytes: () => Uint8Array, PluginFault, reason: string][] =
  [
    [
      "crashes",
      "parser",
      () => stageLibrary("parser", behaviours.crashes),
      "crash",
      "its self-check crashed",
    ],
    [
      "says all is well and does nothing",
      "parser",
      () => stageLibrary("parser", behaviours.lies),
      "answers",
      "tokens differ",
    ],
    ["fails", "parser", () => stageLibrary("parser", behaviours.fails), "answers", "status 77"],
    [
      "crashes",
      "compiler",
      () => stageLibrary("compiler", behaviours.crashes),
      "crash",
      "its self-check crashed",
    ],
    [
      "says all is well and does nothing",
      "optimizer",
      () => stageLibrary("optimizer", behaviours.lies),
      "answers",
      "rule",
    ],
    [
      "says all is well and does nothing",
      "backend",
      () => stageLibrary("backend", behaviours.lies),
      "answers",
      "",
    ],
    ["was cut short", "parser", () => parserBytes.slice(0, parserBytes.length >> 1), "crash", ""],
    [
      "has an older ABI",
      "parser",
      () => stageLibrary("parser", "return 3;", { abiVersion: 0 }),
      "abi",
      "version 0",
    ],
    [
      "lacks a function",
      "compiler",
      () => stageLibrary("parser"),
      "symbol",
      "it does not export compile_to_ir",
    ],
  ];

for (const [what, stage, bytes, fault, reason] of candidates) {
  test(`${stage}: one that ${what} is refused`, () => {
    const before = manager.slots.current(stage);
    const error = refusal(stage, bytes());
    // A file that was cut short ends the child inside the loader, or is refused by it: both are well.
    if (what !== "was cut short") expect(error.fault).toBe(fault);
    expect(error.detail).toContain(reason);
    expect([manager.slots.current(stage), manager.slots.openLibraries]).toEqual([before, 4]);
  });
}

test("a parser that never comes back is refused when its time is over", () => {
  const bytes = stageLibrary("parser", behaviours.hangs);
  expect(() => checkInChild("parser", VerifiedLibrary.unsigned("parser", bytes), limits)).toThrow(
    "its self-check did not end within 2 s of processor time",
  );
});

for (const stage of ["parser", "compiler", "optimizer", "backend"] as const) {
  test.if(stage !== "backend" || process.platform === "linux")(`the ${stage} of this build passes`, () => {
    const library = embeddedLibrary(stage);
    if (library === undefined) throw new Error(`the ${stage} plugin is not built`);
    checkInChild(stage, library);
  });
}

test("after all of them, the stages answer", () => {
  const tokens = new Uint32Array(80);
  const cursor = { offset: 0, line: 1, lineStart: 0 };
  const source = new TextEncoder().encode("1 dup +");
  const { parser } = managedStages(manager);
  expect(parser.parse(source, 7, cursor, 10, false, tokens)).toBe(3);
  expect(manager.describeStages().map(({ source }) => source)).toEqual(Array(4).fill("embedded"));
});
