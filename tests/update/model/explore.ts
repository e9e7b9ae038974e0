// The store under every order of events: the real code of updates, rollbacks and the store, over a simulated disk. The
// test store_model.test.ts runs this in a process of its own, because it puts the simulation in the place of modules.
//
//   MODEL=pairs bun test ./tests/update/model/explore.ts

import { expect, mock, setDefaultTimeout, test } from "bun:test";
import * as realFileSystem from "node:fs";
import { version } from "../../../package.json";
import * as realSystemCalls from "../../../src/machine/system_calls.ts";
import type { PluginStore as Store } from "../../../src/plugins/store.ts";
import { sha256 } from "../../../src/trust/bytes.ts";
import type { Wish } from "../../../src/trust/decision.ts";
import { UpdateError } from "../../../src/trust/errors.ts";
import type { UpdateEnvironment } from "../../../src/update/updater.ts";
import { script } from "../exchange_child.ts";
import { Publisher, testTime } from "../release_maker.ts";
import { type Exploration, type Explored, explore, type Program } from "./explorer.ts";
import { SimulatedDisk } from "./simulated_disk.ts";
import * as simulation from "./simulated_process.ts";

setDefaultTimeout(3_600_000);

mock.module("node:fs", () => ({ ...realFileSystem, ...simulation.fileSystem }));
mock.module("../../../src/plugins/file_status.ts", () => simulation.statusModule);
mock.module("../../../src/plugins/held_file.ts", () => simulation.heldFileModule);
mock.module("../../../src/machine/system_calls.ts", () => ({
  ...realSystemCalls,
  readFile: simulation.readFile,
}));
mock.module("../../../src/plugins/stored_file.ts", () => ({ readStored: simulation.readFile }));
Object.assign(Bun, { spawnSync: simulation.spawnScript });
crypto.randomUUID = simulation.nextUuid as typeof crypto.randomUUID;
crypto.getRandomValues = ((array: Uint8Array) => array.fill(7)) as typeof crypto.getRandomValues;

const { PluginStore } = await import("../../../src/plugins/store.ts");
const { decodeStore } = await import("../../../src/plugins/store_record.ts");
const { StoreError } = await import("../../../src/plugins/store_errors.ts");
const { update } = await import("../../../src/update/updater.ts");
const { rollBackTo } = await import("../../../src/update/rollback.ts");
const { ExecutableOnDisk } = await import("../../../src/update/executable.ts");

// What these do is done when they come back: they leave nothing in the process but what they give, and what is said here.
// How they came to it is forgotten (PluginStore keeps `problem`; an ExecutableOnDisk what lay there first, for good).
const { forgetful } = simulation;
const storeFunctions = PluginStore.prototype;
storeFunctions.prepare = forgetful(storeFunctions.prepare);
storeFunctions.current = forgetful<Store, [], ReturnType<Store["current"]>>(
  storeFunctions.current,
  (found, { problem }) => [found?.number, found?.version, problem],
);
const write = storeFunctions.write;
storeFunctions.write = function (work, ...rest) {
  return write.call(
    this,
    (writer) => work({ ...writer, publish: forgetful(writer.publish) }),
    ...rest,
  ) as ReturnType<typeof write<never>>;
};
const executableFunctions = ExecutableOnDisk.prototype;
executableFunctions.requireReplaceable = forgetful(executableFunctions.requireReplaceable);
executableFunctions.wasExchanged = forgetful(executableFunctions.wasExchanged);
executableFunctions.holds = forgetful(executableFunctions.holds);
executableFunctions.requireKept = forgetful(executableFunctions.requireKept);
executableFunctions.restore = forgetful(executableFunctions.restore);
const prepare = forgetful(executableFunctions.prepare);
executableFunctions.prepare = function (...args) {
  const candidate = prepare.apply(this, args);
  const { keep, install, settle, discard } = candidate;
  return Object.assign(candidate, {
    keep: forgetful(keep),
    install: forgetful(install),
    settle: forgetful(settle),
    discard: forgetful(discard),
  });
};

const PLATFORM = "linux-x64";
const STORE = "/home/u/store";
const [oldAbi, newAbi] = [1, 2];

/** An executable: where it is, and what it is by what lies there when a process begins. */
interface Installed {
  readonly path: string;
  readonly version: string;
  readonly abi: number;
}

const first: Installed = { path: "/home/u/bin/fastforth", version: "1.0.0", abi: oldAbi };
const second: Installed = { path: "/home/u/other/fastforth", version: "1.0.0", abi: oldAbi };

function storeOf({ path, version, abi }: Installed): Store {
  return new PluginStore(STORE, {
    executable: path,
    version,
    abi,
    platform: PLATFORM,
    unsigned: () => undefined,
  });
}

function environment(installed: Installed, publisher: Publisher): UpdateEnvironment {
  const { version, abi, path } = installed;
  return {
    store: storeOf(installed),
    source: {
      name: "the server",
      read: async (name: string) => {
        const bytes = publisher.files.get(name);
        if (bytes === undefined) throw new UpdateError("missing", `there is no ${name}`);
        return bytes;
      },
    },
    embeddedRoot: publisher.root,
    // Signatures are others' matter, and would take most of the time.
    verifier: { verify: () => true },
    executable: { version, abi, platform: PLATFORM, pluginPlatform: PLATFORM, plugins: [] },
    now: () => testTime,
    selfCheck: async () => undefined,
    file: new ExecutableOnDisk(path),
    report: () => undefined,
    patches: false,
  };
}

/** Ends that are part of the plan: another one came first, there is nothing to go back to. */
async function toldEnd(action: () => Promise<string>): Promise<string> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof UpdateError && ["release", "locked"].includes(error.fault)) return error.fault;
    if (error instanceof StoreError && error.fault === "locked") return "locked";
    throw error;
  }
}

const updates = (installed: Installed, publisher: Publisher, wish: Wish = { channel: "stable" }): Program => {
  return () => toldEnd(async () => (await update(environment(installed, publisher), wish)).kind);
};
const rollsBack = (installed: Installed, publisher: Publisher): Program => {
  return () =>
    toldEnd(
      async () => `back to ${(await rollBackTo(environment(installed, publisher), undefined)).version}`,
    );
};

/** How many processes have run alone: what they make has names of its own. */
let alones = 0;

/** Runs a program to its end, alone. */
async function alone(disk: SimulatedDisk, name: string, program: Program): Promise<string> {
  const { state, isBlocked } = await simulation.proceed(
    simulation.newProcess(`${name} ${++alones} `),
    disk,
    program,
    Number.POSITIVE_INFINITY,
  );
  if (isBlocked || state.end === undefined) throw new Error(`${name} waits for a lock that nobody holds`);
  return state.end;
}

/** What lies at an executable's path, as the process that it starts would know itself. */
function present(disk: SimulatedDisk, { path }: Installed): Installed {
  const answer = /echo '(.*)'/.exec(new TextDecoder().decode(disk.read(path)))?.[1];
  if (answer === undefined) throw new Error(`${path} is no whole executable`);
  const { version, abi } = JSON.parse(answer);
  return { path, version, abi: abi.version };
}

/** Holds at every moment, whoever is at work. */
function always(disk: SimulatedDisk, executables: readonly Installed[]): void {
  for (const executable of executables) present(disk, executable);
  const bytes = disk.find(`${STORE}/current`)?.bytes;
  if (bytes === undefined) return;
  const { executables: records } = decodeStore(bytes);
  for (const { generations, current, replaced, executable, stayAt } of records) {
    // Who went back to a release stays there.
    if (stayAt !== null && current !== 0)
      expect(generations.find(({ number }) => number === current)?.version).toBe(stayAt);
    if (current !== 0) expect(generations.map(({ number }) => number)).toContain(current);
    for (const { plugins } of generations)
      for (const { sha256: hash, stage } of plugins)
        expect({ stage, hash: sha256(disk.read(`${STORE}/files/${hash}`)) }).toEqual({ stage, hash });
    // A kept executable is where the record says, or has come back into its place just now.
    for (const { kept, sha256: hash } of replaced) {
      const bytesOfKept = disk.find(kept)?.bytes;
      const isThere = bytesOfKept !== undefined && sha256(bytesOfKept) === hash;
      expect([kept, isThere || sha256(disk.read(executable)) === hash]).toEqual([kept, true]);
    }
  }
}

/** Whether `always` depends on a path: not on locks, lists of names, and what no record names. */
function isLookedAt(path: string): boolean {
  if (path.endsWith("/*") || path.startsWith("lock ")) return false;
  if (/\/(\.unfinished-|\.fastforth-update-)[^/]*$/.test(path)) return false;
  return !["trust_state-.json", "manifest.json", "machine", "lock", "updating", "trials"].some(
    (name) => path === `${STORE}/${name}` || path.startsWith(`${STORE}/${name}/`),
  );
}

/** Holds when all have ended: the next update works and leaves nothing over, and a rollback tells the truth. */
async function atEnd(
  disk: SimulatedDisk,
  executables: readonly Installed[],
  publisher: Publisher,
): Promise<void> {
  for (const executable of executables) {
    const now = present(disk, executable);
    const latest: Wish = { channel: "stable", liftStay: true };
    const kind = await alone(disk, "next", updates(now, publisher, latest));
    expect(["plugins", "current", "executable"]).toContain(kind);
    const after = present(disk, executable);
    always(disk, executables);
    const inUse = await alone(disk, "look", async () => {
      const store = storeOf(after);
      return `${store.current()?.version ?? after.version} ${store.problem ?? ""}`.trim();
    });
    expect(inUse).toBe(publisher.newest);
    const unfinished = [...disk.names(STORE), ...disk.names(parent(executable.path))].filter((name) =>
      /^\.unfinished-|^\.fastforth-update-/.test(name),
    );
    // The next one that writes removes what is left over; one that found nothing to do does not write.
    if (kind !== "current") expect(unfinished).toEqual([]);
    // The newest came by an update, now or before: there is what was before it.
    const back = await alone(disk, "back", rollsBack(after, publisher));
    expect(back).toStartWith("back to ");
    const afterwards = present(disk, executable);
    const used = await alone(
      disk,
      "look2",
      async () => storeOf(afterwards).current()?.version ?? afterwards.version,
    );
    expect(`back to ${used}`).toBe(back);
    always(disk, executables);
  }
}

const parent = (path: string): string => path.slice(0, path.lastIndexOf("/"));

/** A disk with executables. */
function diskWith(executables: readonly Installed[]): SimulatedDisk {
  const disk = SimulatedDisk.empty();
  for (const { path, version, abi } of executables) {
    disk.makeFolder(parent(path), `folder of ${path}`, 0o755, true);
    disk.write(path, `first ${path}`, script(version, abi), 0o755);
  }
  return disk;
}

const plugin = (version: string) => ({
  name: "parser",
  bytes: new TextEncoder().encode(`parser ${version}`),
  version,
});

/** A server with plugins as 1.0.1, which is installed already, and 1.0.2. */
async function withPlugins(disk: SimulatedDisk, executables: readonly Installed[]): Promise<Publisher> {
  const publisher = new Publisher(PLATFORM);
  publisher.publish("1.0.1", [plugin("1.0.1")]);
  for (const executable of executables) await alone(disk, "setup", updates(executable, publisher));
  publisher.publish("1.0.2", [plugin("1.0.2")]);
  return publisher;
}

function tell(name: string, { states, ends, outcomes, alone }: Explored, seconds: number): void {
  console.log(
    `${name}: ${states} states, ${ends} ends; in ${alone} others wait; ${seconds.toFixed(0)} seconds`,
  );
  for (const [outcome, count] of Object.entries(outcomes)) console.log(`  ${count} × ${outcome}`);
}

/** Which of the processes take part, and how many of them may be killed. */
interface Cast {
  readonly names: readonly string[];
  readonly kills: number;
}

/**
 * MODEL=pairs takes each two and kills one of them anywhere; MODEL=three all three; MODEL=full kills one of three, and
 * MODEL=twice two, which takes minutes. Without it there is a part of the pairs.
 */
const casts: Readonly<Record<string, readonly Cast[]>> = {
  some: [
    { names: ["A", "C"], kills: 0 },
    { names: ["A"], kills: 1 },
    { names: ["C"], kills: 1 },
  ],
  pairs: [
    { names: ["A", "C"], kills: 1 },
    { names: ["A", "B"], kills: 0 },
  ],
  three: [{ names: ["A", "B", "C"], kills: 0 }],
  full: [{ names: ["A", "B", "C"], kills: 1 }],
  twice: [{ names: ["A", "B", "C"], kills: 2 }],
};

/** Up to so many states, what is left out is tried as well. */
const FEW = 500;

async function exploreAll(
  name: string,
  disk: SimulatedDisk,
  executables: readonly Installed[],
  publisher: Publisher,
  programs: Readonly<Record<string, Program>>,
): Promise<void> {
  for (const { names, kills } of casts[process.env.MODEL ?? "some"] ?? []) {
    const exploration: Exploration = {
      disk,
      programs: Object.fromEntries(names.map((each) => [each, programs[each] as Program])),
      kills,
      always: (each) => always(each, executables),
      isLookedAt,
      atEnd: (each) => atEnd(each, executables, publisher),
    };
    const begin = performance.now();
    const explored = await explore(exploration);
    tell(`${name}, ${names.join(" ")}, ${kills} kills`, explored, (performance.now() - begin) / 1000);
    expect(explored.states).toBeGreaterThan(20);
    if (explored.states > FEW) continue;
    // What is left out comes to the same: each end is reached.
    const whole = await explore(exploration, true);
    console.log(`  of ${whole.states} states`);
    expect([explored.ends, explored.outcomes]).toEqual([whole.ends, whole.outcomes]);
  }
}

test("two updaters and a rollback of plugins", async () => {
  const disk = diskWith([first]);
  const publisher = await withPlugins(disk, [first]);
  const A = updates(first, publisher);
  await exploreAll("plugins", disk, [first], publisher, { A, B: A, C: rollsBack(first, publisher) });
});

test("two updaters across an exchange of the executable, and a rollback", async () => {
  // The code that keeps an executable says its own version of it.
  const own = { ...first, version };
  const disk = diskWith([own]);
  const publisher = new Publisher(PLATFORM);
  const files = [{ name: "fastforth", bytes: script("1.1.0", newAbi), abi: newAbi }];
  publisher.publish("1.1.0", files, { abi: newAbi });
  const A = updates(own, publisher);
  await exploreAll("executable", disk, [own], publisher, { A, B: A, C: rollsBack(own, publisher) });
});

test("the exchanged executable updates its plugins, while its rollback is at work", async () => {
  const own = { ...first, version };
  const disk = diskWith([own]);
  const publisher = new Publisher(PLATFORM);
  const files = [{ name: "fastforth", bytes: script("1.1.0", newAbi), abi: newAbi }];
  publisher.publish("1.1.0", files, { abi: newAbi });
  await alone(disk, "setup", updates(own, publisher));
  const exchanged = present(disk, own);
  const next = { name: "fastforth", bytes: script("1.1.1", newAbi), abi: newAbi };
  publisher.publish("1.1.1", [{ ...plugin("1.1.1"), abi: newAbi }, next], { abi: newAbi });
  const A = updates(exchanged, publisher);
  await exploreAll("back", disk, [exchanged], publisher, { A, B: A, C: rollsBack(exchanged, publisher) });
});

test("two executables on one store: an update of each, and a rollback of one", async () => {
  const disk = diskWith([first, second]);
  const publisher = await withPlugins(disk, [first, second]);
  await exploreAll("two executables", disk, [first, second], publisher, {
    A: updates(first, publisher),
    B: updates(second, publisher),
    C: rollsBack(second, publisher),
  });
});
