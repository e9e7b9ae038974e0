// The manager's decisions, with a store in memory and self-checks that are not made in a child.

import { afterAll, expect, test } from "bun:test";
import type { StageName } from "../../src/abi/stage_names.ts";
import { embeddedLibrary } from "../../src/plugins/embedded.ts";
import { PluginError } from "../../src/plugins/errors.ts";
import { type ManagerHost, StageManager } from "../../src/plugins/manager.ts";
import { slotOf } from "../../src/plugins/slots.ts";
import { ThreadPlace } from "../../src/plugins/stage_calls.ts";
import { VerifiedLibrary } from "../../src/plugins/verified_load.ts";
import { StageSet } from "../../src/stages/stage_set.ts";
import { MemoryStore } from "./memory_store.ts";
import { behaviours, stageLibrary } from "./stage_fixture.ts";

interface Setting {
  readonly manager: StageManager;
  readonly store: MemoryStore;
  readonly messages: string[];
  readonly checked: string[];
  /** What was asked for at the end of the process. */
  readonly end: () => void;
  /** Hashes of libraries that the self-check refuses. */
  readonly refused: Set<string>;
  time: number;
}

function setting(overrides: Partial<ManagerHost> = {}): Setting {
  const store = new MemoryStore();
  const ending: (() => void)[] = [];
  const made: Omit<Setting, "manager"> = {
    store,
    messages: [],
    checked: [],
    refused: new Set(),
    end: () => {
      for (const action of ending) action();
    },
    time: 0,
  };
  const selfCheck = (stage: StageName, library: VerifiedLibrary) => {
    made.checked.push(stage);
    if (made.refused.has(library.sha256))
      throw new PluginError("crash", library.name, "its self-check crashed");
  };
  const manager = new StageManager({
    embedded: embeddedLibrary,
    store: () => store,
    selfCheck,
    report: (message) => made.messages.push(message),
    noteFaults: () => () => {},
    atEnd: (action) => ending.push(action),
    now: () => made.time,
    ...overrides,
  });
  return Object.assign(made, { manager });
}

const hash = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
const installed = (stage: StageName, version = "1.2.3") => ({
  version,
  bytes: stageLibrary(stage, undefined, { version }),
});
const sources = (manager: StageManager) =>
  manager
    .describeStages()
    .map(({ source, version }) => (source === "built-in" ? source : `${source} ${version}`));
const embeddedVersions = sources(setting().manager);
afterAll(() => Bun.gc(true));

test("without anything installed, every stage has the embedded library", () => {
  const { manager, messages } = setting();
  const described = manager.describeStages();
  expect(described.map(({ stage }) => stage)).toEqual(["parser", "compiler", "optimizer", "backend"]);
  for (const { stage, source, sha256, byteLength, signature, passedOver } of described) {
    const library = embeddedLibrary(stage);
    expect([source, sha256, byteLength]).toEqual(["embedded", library?.sha256, library?.byteLength]);
    expect([signature, passedOver]).toEqual(["executable", []]);
  }
  expect(messages).toEqual([]);
});

test("without any library, every stage is built in, and calls are declined", () => {
  const { manager } = setting({ embedded: () => undefined, store: () => undefined });
  expect(manager.ensure("parser")).toBe(false);
  expect(sources(manager)).toEqual(["built-in", "built-in", "built-in", "built-in"]);
  expect(manager.calls.optimizer.ff_pass_name(0)).toBe(null);
});

test("a damaged embedded library leaves the built-in, and says why", () => {
  const { manager } = setting({
    embedded: (stage) => {
      throw new PluginError("hash", stage, "its bytes are damaged");
    },
  });
  const [parser] = manager.describeStages();
  expect(parser?.source).toBe("built-in");
  expect(parser?.passedOver[0]).toMatchObject({ source: "embedded", reason: "its bytes are damaged" });
});

test("installed libraries come first, stage by stage; those that have proved good are not checked again", () => {
  const { manager, store, checked } = setting();
  store.install("1.2.3", { parser: installed("parser"), optimizer: installed("optimizer") });
  const [, compiler, , backend] = embeddedVersions;
  expect(sources(manager)).toEqual(["installed 1.2.3", compiler, "installed 1.2.3", backend] as string[]);
  expect(manager.describeStages()[0]?.signature).toBe("release key");
  expect([checked, store.events]).toEqual([[], []]);
});

test("a generation on trial is checked, marked before its first use, and proves good at the end of the process", () => {
  const { manager, store, checked, end } = setting();
  store.install("1.2.3", { parser: installed("parser"), optimizer: installed("optimizer") }, true);
  manager.ensure("parser");
  expect([checked, store.events]).toEqual([["parser"], ["begin 1"]]);
  manager.ensure("optimizer");
  end();
  expect([checked, store.events]).toEqual([
    ["parser", "optimizer"],
    ["begin 1", "end 1"],
  ]);
});

test("a generation on trial proves good after some time of use, too", () => {
  const made = setting();
  made.store.install("1.2.3", { parser: installed("parser") }, true);
  made.manager.ensure("parser");
  made.manager.look();
  expect(made.store.events).toEqual(["begin 1"]);
  made.time = 10_000;
  made.manager.look();
  expect(made.store.events).toEqual(["begin 1", "end 1"]);
});

test("describing the stages is no use of them: the trial begins with the first use", () => {
  const { manager, store, end } = setting();
  store.install("1.2.3", { parser: installed("parser") }, true);
  expect(sources(manager)[0]).toBe("installed 1.2.3");
  expect(store.events).toEqual([]);
  manager.ensure("parser");
  end();
  expect(store.events).toEqual(["begin 1", "end 1"]);
});

test("row 34: after three deaths that prove nothing, the self-checks decide", () => {
  const good = setting();
  good.store.install("1.0.1", { parser: installed("parser"), optimizer: installed("optimizer") }, true, 3);
  good.manager.ensure("parser");
  expect(good.checked.toSorted()).toEqual(["optimizer", "parser"]);
  expect(good.store.events).toEqual(["end 1"]);
  expect(good.messages.join()).toContain("3 processes that used release 1.0.1 were ended");

  const bad = setting();
  const optimizer = installed("optimizer", "1.0.9");
  bad.refused.add(hash(optimizer.bytes));
  bad.store.install("1.0.1", { parser: installed("parser"), optimizer }, true, 3);
  bad.manager.ensure("parser");
  expect(bad.store.events).toEqual(["roll back: parser: its self-check crashed"]);

  const young = setting();
  young.store.install("1.0.1", { parser: installed("parser"), optimizer: installed("optimizer") }, true, 2);
  young.manager.ensure("parser");
  expect(young.store.events).toEqual(["begin 1"]);
  expect(young.messages).toEqual([]);
});

test("after a trial whose process died, the generation before it is used, and one line says so", () => {
  const { manager, store, messages } = setting();
  store.install("1.0.1", { parser: installed("parser", "1.0.1") });
  store.failedTrial = { version: "1.0.2", reason: "one of its stages crashed" };
  expect(sources(manager)[0]).toBe("installed 1.0.1");
  expect(messages).toEqual([
    "release 1.0.2 is not used: one of its stages crashed. Release 1.0.1 takes its place.",
  ]);
});

test("when one library of a generation fails its self-check, all stages go back to the generation before", () => {
  const { manager, store, messages, refused, end } = setting();
  store.install("1.0.1", {
    parser: installed("parser", "1.0.1"),
    optimizer: installed("optimizer", "1.0.1"),
  });
  const bad = installed("optimizer", "1.0.2");
  refused.add(hash(bad.bytes));
  store.install("1.0.2", { parser: installed("parser", "1.0.2"), optimizer: bad }, true);
  manager.ensure("parser");
  expect(manager.ensure("optimizer")).toBe(true);
  const [parser, , optimizer] = manager.describeStages();
  expect([parser?.version, optimizer?.version]).toEqual(["1.0.1", "1.0.1"]);
  expect(optimizer?.passedOver).toEqual([
    { source: "installed", version: "1.0.2", reason: "its self-check crashed" },
  ]);
  expect(parser?.passedOver).toEqual([
    {
      source: "installed",
      version: "1.0.2",
      reason: "release 1.0.2 is used whole or not at all, and its optimizer failed",
    },
  ]);
  expect(messages).toEqual([
    "release 1.0.2 is not used: its optimizer 1.0.2 failed, because its self-check crashed. " +
      "Release 1.0.1 takes its place.",
  ]);
  end();
  expect(store.events).toEqual(["begin 2", "roll back: optimizer: its self-check crashed"]);
  expect(manager.retire()).toBe(0);
});

test("a damaged installed file is not loaded; the embedded library takes its place and the release stays", () => {
  const { manager, store, messages } = setting();
  const good = installed("parser");
  const flipped = good.bytes.slice();
  flipped[good.bytes.length >> 1] = (flipped[good.bytes.length >> 1] as number) ^ 1;
  store.install("1.2.3", { parser: { ...good, read: flipped } });
  expect(sources(manager)).toEqual(embeddedVersions);
  expect(messages.length).toBe(1);
  expect(messages[0]).toContain("release 1.2.3 is not used: its parser 1.2.3 failed, because its SHA-256 is");
  expect(messages[0]).toContain("fastforth self-update");
  expect(store.events).toEqual([]);
  for (const cut of [0, 63, 512, good.bytes.length - 1]) {
    const other = setting();
    other.store.install("1.2.3", { parser: { ...good, read: good.bytes.slice(0, cut) } });
    expect(sources(other.manager)).toEqual(embeddedVersions);
    expect(other.messages[0]).toContain(`it has ${cut} bytes instead of ${good.bytes.length}`);
  }
});

const unfit: readonly [what: string, bytes: () => Uint8Array, reason: string][] = [
  ["another ABI", () => stageLibrary("parser", undefined, { abiVersion: 99 }), "version 99 of the stage ABI"],
  [
    "another layout",
    () => stageLibrary("parser", undefined, { layoutHash: 5n }),
    "the hash of its structs is 5",
  ],
  ["another stage", () => stageLibrary("compiler"), "it does not export parse_forth"],
  ["another name", () => stageLibrary("parser", undefined, { stage: "lexer" }), "it is the stage lexer"],
  [
    "another version",
    () => stageLibrary("parser", undefined, { version: "9.9.9" }),
    "its version 9.9.9 is not in",
  ],
  [
    "another processor",
    () => stageLibrary("parser", undefined, { target: "aarch64-linux" }),
    "it is made for linux-arm64",
  ],
];

for (const [what, bytes, reason] of unfit) {
  test.if(process.arch === "x64")(`an installed library of ${what} is rolled back with its reason`, () => {
    const { manager, store, messages } = setting();
    store.install("1.2.3", { parser: { version: "1.2.3", bytes: bytes() } });
    expect(sources(manager)).toEqual(embeddedVersions);
    expect(messages.length).toBe(1);
    expect(messages[0]).toContain(reason);
    expect(store.events.length).toBe(1);
    expect(manager.slots.openLibraries).toBe(4);
  });
}

test("a swap replaces the library in one step, a rollback brings it back, and what nobody needs is closed", () => {
  const { manager } = setting();
  manager.describeStages();
  const before = manager.slots.current("parser");
  const described = manager.swap("parser", stageLibrary("parser"));
  expect(described).toMatchObject({
    stage: "parser",
    source: "loaded",
    version: "1.2.3",
    signature: "unsigned",
  });
  expect(manager.slots.current("parser")).not.toBe(before);
  expect(manager.slots.openLibraries).toBe(5);
  const back = manager.rollback("parser");
  expect([back.source, manager.slots.current("parser")]).toEqual(["embedded", before]);
  expect(back.passedOver).toEqual([{ source: "loaded", version: "1.2.3", reason: "it was rolled back" }]);
  expect(manager.slots.openLibraries).toBe(4);
  expect(manager.rollback("parser").source).toBe("built-in");
  expect(manager.rollback("parser").source).toBe("built-in");
  expect(manager.slots.openLibraries).toBe(3);
});

test("names of no stage are an error that names the four", () => {
  const { manager } = setting();
  for (const name of ["lexer", "", "Parser", "__proto__", "runtime"]) {
    expect(() => manager.swap(name, stageLibrary("parser"))).toThrow("parser, compiler, optimizer, backend");
    expect(() => manager.load(name, stageLibrary("parser"))).toThrow(PluginError);
    expect(() => manager.rollback(name)).toThrow(PluginError);
  }
});

test("a candidate that does not pass leaves the stage as it was", () => {
  const { manager, refused } = setting();
  manager.describeStages();
  const before = manager.slots.current("parser");
  const bytes = stageLibrary("parser");
  refused.add(hash(bytes));
  expect(() => manager.swap("parser", bytes)).toThrow("its self-check crashed");
  expect(() => manager.swap("parser", stageLibrary("parser", undefined, { abiVersion: 2 ** 31 }))).toThrow(
    "stage ABI",
  );
  expect([manager.slots.current("parser"), manager.slots.openLibraries]).toEqual([before, 4]);
});

test("what was prepared is used only when it is published, or closed when it is not wanted", () => {
  const { manager } = setting();
  manager.describeStages();
  const before = manager.slots.current("parser");
  const prepared = manager.load("parser", stageLibrary("parser"));
  expect(manager.slots.current("parser")).toBe(before);
  manager.publish(prepared);
  expect(manager.slots.current("parser")).not.toBe(before);
  manager.discard(manager.load("parser", stageLibrary("parser")));
  expect(manager.slots.openLibraries).toBe(5);
});

test("a replaced library is not closed while a thread is inside", () => {
  const { manager } = setting();
  manager.describeStages();
  const place = new ThreadPlace(manager.slots);
  const serial = place.enter(slotOf("parser"));
  manager.swap("parser", stageLibrary("parser"));
  manager.swap("parser", stageLibrary("parser"));
  expect(manager.retire()).toBe(1);
  expect(manager.slots.isInside(serial)).toBe(true);
  place.leave();
  expect(manager.retire()).toBe(0);
  expect(manager.slots.openLibraries).toBe(5);
});

test("a generation that is installed meanwhile is taken at the next look, by the stages that are in use", () => {
  const { manager, store, messages } = setting();
  manager.ensure("parser");
  manager.ensure("optimizer");
  const revision = manager.revision;
  expect(manager.look()).toBe(false);
  store.install("1.0.1", {
    parser: installed("parser", "1.0.1"),
    optimizer: installed("optimizer", "1.0.1"),
  });
  expect(manager.look()).toBe(true);
  expect(manager.revision).toBe(revision + 1);
  expect(manager.look()).toBe(false);
  expect(sources(manager)[0]).toBe("installed 1.0.1");
  store.install("1.0.2", { optimizer: installed("optimizer", "1.0.2") });
  expect(manager.look()).toBe(true);
  const [embeddedParser] = embeddedVersions;
  expect([sources(manager)[0], sources(manager)[2]]).toEqual([embeddedParser as string, "installed 1.0.2"]);
  expect(messages).toEqual([]);
  expect(manager.slots.openLibraries).toBeLessThanOrEqual(8);
});

test("a bad generation that is installed meanwhile changes nothing but is told", () => {
  const { manager, store, messages, refused } = setting();
  store.install("1.0.1", { parser: installed("parser", "1.0.1") });
  manager.ensure("parser");
  const bad = installed("parser", "1.0.2");
  refused.add(hash(bad.bytes));
  store.install("1.0.2", { parser: bad }, true);
  manager.look();
  expect(sources(manager)[0]).toBe("installed 1.0.1");
  expect(messages.length).toBe(1);
  expect(manager.look()).toBe(false);
});

/** What parses one token with a manager's parser. */
function oneToken(manager: StageManager): () => number {
  const choices = { parser: "plugin", compiler: "builtin", optimizer: "none", backend: "builtin" } as const;
  const { parser } = new StageSet(choices, () => manager);
  const source = new TextEncoder().encode("word");
  const start = () => ({ offset: 0, line: 1, lineStart: 0 });
  return () => parser.parse(source, 4, start(), 10, false, new Uint32Array(80));
}

test("a library that fails while it is in use gives its place up, and the request is answered all the same", () => {
  const { manager, messages } = setting();
  manager.swap("parser", stageLibrary("parser", behaviours.fails));
  const parse = oneToken(manager);
  expect([parse(), parse()]).toEqual([1, 1]);
  const [embeddedParser = ""] = embeddedVersions;
  expect(sources(manager)[0]).toBe(embeddedParser);
  expect(messages).toEqual([
    "the parser 1.2.3 (loaded) is not used any more: it answered a request with status 77. " +
      `The ${embeddedParser} takes its place.`,
  ]);
  expect([manager.retire(), manager.slots.openLibraries]).toEqual([0, 4]);
});

test("an installed one takes its generation with it, an embedded one leaves the built-in", () => {
  const bytes = stageLibrary("parser", behaviours.fails);
  const { manager, store, messages } = setting();
  store.install("1.2.3", { parser: { version: "1.2.3", bytes } });
  manager.ensure("parser");
  expect(oneToken(manager)()).toBe(1);
  expect(sources(manager)).toEqual(embeddedVersions);
  expect(store.events).toEqual(["roll back: parser: it answered a request with status 77"]);
  expect(messages.length).toBe(1);

  const other = setting({
    embedded: (stage) => VerifiedLibrary.unsigned(stage, stageLibrary(stage, behaviours.fails)),
  });
  other.manager.ensure("parser");
  const parse = oneToken(other.manager);
  expect([parse(), parse()]).toEqual([1, 1]);
  expect(sources(other.manager)[0]).toBe("built-in");
  expect(other.messages.length).toBe(1);
});
