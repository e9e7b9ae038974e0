// Updates from beginning to end in this process: a local web server, real files, and a store in a scratch folder.

import { afterAll, beforeEach, expect, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ABI_VERSION } from "../../src/abi/bindings.ts";
import { openStore, pluginPlatform } from "../../src/plugins/installed.ts";
import { executableName } from "../../src/plugins/running_executable.ts";
import { PluginStore } from "../../src/plugins/store.ts";
import { sha256 } from "../../src/trust/bytes.ts";
import type { Decision } from "../../src/trust/decision.ts";
import { nobleVerifier } from "../../src/trust/ed25519_noble.ts";
import { UpdateError } from "../../src/trust/errors.ts";
import type { UpdateEvent } from "../../src/update/events.ts";
import { WebServer } from "../../src/update/fetch.ts";
import { openOffline } from "../../src/update/offline.ts";
import { rollBackTo } from "../../src/update/rollback.ts";
import { checkForUpdate, type UpdateEnvironment, update } from "../../src/update/updater.ts";
import { Publisher, type ReleaseFile, testTime } from "./release_maker.ts";
import { freshFolder } from "./store_fixture.ts";
import { WebServerForTests } from "./web_server.ts";

const hurried = { connectTimeout: 2000, stallTimeout: 2000, tries: 2, firstDelay: 5, longestDelay: 50 };
const stable = { channel: "stable" };
const core = "0.1.0";

/** A pretended plugin: mostly the same in every version, as real ones are. */
function bytesOf(stage: string, version: string): Uint8Array {
  let state = 0;
  for (const character of stage) state = state * 31 + character.charCodeAt(0);
  const bytes = new Uint8Array(20_000).map(() => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  });
  bytes.set(new TextEncoder().encode(`${stage} ${version}`), 5000);
  return bytes;
}

const plugin = (name: string, version: string, changes: Partial<ReleaseFile> = {}): ReleaseFile => ({
  name,
  version,
  bytes: bytesOf(name, version),
  ...changes,
});

let publisher: Publisher;
let server: WebServerForTests;
let store: PluginStore;
let events: UpdateEvent[];
const servers: WebServerForTests[] = [];
afterAll(() => {
  for (const each of servers) each.stop();
});

beforeEach(async () => {
  publisher = new Publisher(pluginPlatform);
  server = await WebServerForTests.start(publisher.files);
  servers.push(server);
  store = newStore();
  events = [];
});

const rootText = () => new TextDecoder().decode(publisher.root);
const newStore = () => openStore(join(freshFolder("updater"), "store"), rootText());
const reopened = () => openStore(store.folder, rootText());

function environment(changes: Partial<UpdateEnvironment> = {}): UpdateEnvironment {
  const embedded = ["parser", "optimizer"].map((name) => {
    const bytes = bytesOf(name, "0.1.0");
    return { name, checksum: sha256(bytes), read: () => bytes };
  });
  return {
    store,
    source: new WebServer(server.address, "test", hurried),
    embeddedRoot: publisher.root,
    verifier: nobleVerifier,
    executable: {
      version: core,
      abi: ABI_VERSION,
      platform: pluginPlatform,
      pluginPlatform,
      plugins: embedded,
    },
    now: () => testTime,
    selfCheck: async () => undefined,
    file: untouchable,
    report: (event) => events.push(event),
    patches: true,
    ...changes,
  };
}

/** The file of an executable that these tests do not get at. */
const untouchable: UpdateEnvironment["file"] = {
  requireReplaceable: () => {
    throw new Error("the executable was to be replaced");
  },
  wasExchanged: () => false,
  holds: () => false,
  prepare: () => {
    throw new Error("the executable was to be replaced");
  },
  requireKept: () => {
    throw new Error("the executable was to be restored");
  },
  restore: () => {
    throw new Error("the executable was to be restored");
  },
  makeLast: () => undefined,
  read: () => undefined,
};

const kinds = () => events.map(({ kind }) => kind).filter((kind) => kind !== "progress");
const downloads = () =>
  events.flatMap((event) =>
    event.kind === "downloaded" ? [`${event.artifact.name}${event.isPatch ? " patch" : ""}`] : [],
  );

async function failure(work: Promise<unknown>): Promise<UpdateError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof UpdateError) return error;
  throw error ?? new Error("it did not fail");
}

/** Something fails and leaves everything as it was; then the cause goes away, and the same works. */
async function failsThenWorks(
  spoil: () => Partial<UpdateEnvironment> | undefined,
  mend: () => void = () => undefined,
): Promise<UpdateError> {
  const before = store.current();
  const error = await failure(update(environment(spoil() ?? {}), stable));
  expect(reopened().current()?.version).toEqual(before?.version);
  expect(leftovers()).toEqual([]);
  mend();
  expect((await update(environment(), stable)).kind).toBe("plugins");
  expect(reopened().current()?.version).toBe("1.0.1");
  return error;
}

/** Files that are not complete. */
function leftovers(): string[] {
  if (!existsSync(store.folder)) return [];
  return readdirSync(store.folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.includes("unfinished"),
  );
}

function release(version: string, changes: readonly ReleaseFile[] = []) {
  const files = ["parser", "optimizer"].map(
    (name) => changes.find((file) => file.name === name) ?? plugin(name, version),
  );
  return publisher.publish(version, files);
}

test("a release is found, fetched, verified, tried out, and installed as one generation", async () => {
  release("1.0.1");
  expect(await checkForUpdate(environment(), stable)).toMatchObject({ kind: "plugins", back: false });
  expect(store.current()).toBeUndefined();
  events = [];
  const tried: string[] = [];
  const selfCheck: UpdateEnvironment["selfCheck"] = async ({ artifact }) => void tried.push(artifact.name);
  await update(environment({ selfCheck }), stable);
  expect(kinds()).toEqual([
    "checking",
    "checked",
    ...["download", "downloaded", "verified", "download", "downloaded", "verified"],
    "self-checked",
    "installed",
  ] as never);
  expect(tried).toEqual(["parser", "optimizer"]);
  const generation = reopened().current();
  expect(generation?.version).toBe("1.0.1");
  expect(generation?.plugins.map((each) => sha256(each.read()))).toEqual(
    ["parser", "optimizer"].map((name) => sha256(bytesOf(name, "1.0.1"))),
  );
  events = [];
  expect((await update(environment(), stable)).kind).toBe("current");
  expect(downloads()).toEqual([]);
});

test("what did not change is not fetched: neither what is installed nor what is in the executable", async () => {
  release("1.0.1", [plugin("optimizer", "0.1.0")]);
  await update(environment(), stable);
  expect(downloads()).toEqual(["parser"]);
  expect(store.current()?.plugins.map(({ stage }) => stage)).toEqual(["parser"]);
  events = [];
  release("1.0.2", [plugin("parser", "1.0.1"), plugin("optimizer", "1.0.2")]);
  await update(environment(), stable);
  expect(downloads()).toEqual(["optimizer"]);
  expect(store.current()?.plugins.map(({ stage, version }) => `${stage} ${version}`)).toEqual([
    "parser 1.0.1",
    "optimizer 1.0.2",
  ]);
});

test("a check that finds nothing new fetches no manifest", async () => {
  release("1.0.1");
  await update(environment(), stable);
  server.requests.length = 0;
  expect((await checkForUpdate(environment(), stable)).kind).toBe("current");
  expect(server.requests.toSorted()).toEqual(["root.json", "timestamp.json"]);
});

test("patches are taken when they fit, and make the same bytes", async () => {
  const from = bytesOf("parser", "0.1.0");
  release("1.0.1", [plugin("parser", "1.0.1", { patchesFrom: [from] })]);
  await update(environment(), stable);
  expect(downloads()).toEqual(["parser patch", "optimizer"]);
  expect(sha256(store.current()?.plugins[0]?.read() ?? new Uint8Array())).toBe(
    sha256(bytesOf("parser", "1.0.1")),
  );
  const patch = events.find((event) => event.kind === "downloaded" && event.isPatch);
  expect(patch?.kind === "downloaded" && patch.bytes).toBeLessThan(100);
  // The next one begins with what is installed now.
  events = [];
  release("1.0.2", [plugin("parser", "1.0.2", { patchesFrom: [from, bytesOf("parser", "1.0.1")] })]);
  await update(environment(), stable);
  expect(downloads()).toEqual(["parser patch", "optimizer"]);
});

test("a patch that is damaged, missing, or makes something else costs a whole download and nothing more", async () => {
  const from = bytesOf("parser", "0.1.0");
  for (const spoil of [
    (path: string) => void publisher.files.set(path, new Uint8Array(publisher.files.get(path) ?? []).fill(7)),
    (path: string) => void publisher.files.delete(path),
    (path: string) => void publisher.files.set(path, new Uint8Array(1)),
  ]) {
    store = newStore();
    events = [];
    release("1.0.1", [plugin("parser", "1.0.1", { patchesFrom: [from] })]);
    for (const path of publisher.files.keys()) if (path.endsWith(".patch")) spoil(path);
    await update(environment(), stable);
    expect(kinds()).toContain("patch-failed");
    expect(downloads()).toEqual(["parser", "optimizer"]);
    expect(store.current()?.version).toBe("1.0.1");
  }
});

test("row 8: bytes of another plugin, an older signature, a foreign ABI in its place are refused", async () => {
  release("1.0.1");
  const path = (name: string) => [...publisher.files.keys()].find((key) => key.includes(`/${name}-`)) ?? "";
  const optimizer = publisher.files.get(path("optimizer"));
  const error = await failsThenWorks(
    () => void publisher.files.set(path("optimizer"), publisher.files.get(path("parser")) as Uint8Array),
    () => publisher.files.set(path("optimizer"), optimizer as Uint8Array),
  );
  expect(["mismatch", "size"]).toContain(error.fault);
});

test("row 9: a release that comes out while another is fetched changes nothing of it", async () => {
  release("1.0.1");
  server.fault = (path) => {
    if (path === "timestamp.json") return undefined;
    if (path === "manifest.json" && !publisher.files.has("v1.0.2/manifest.json")) {
      release("1.0.2");
      return undefined;
    }
    return undefined;
  };
  const decision = await update(environment(), stable);
  expect(decision.manifest.version).toBe("1.0.1");
  expect(store.current()?.plugins.map(({ version }) => version)).toEqual(["1.0.1", "1.0.1"]);
  await update(environment(), stable);
  expect(store.current()?.plugins.map(({ version }) => version)).toEqual(["1.0.2", "1.0.2"]);
});

test("row 10: a zstd bomb is not inflated beyond what was announced", async () => {
  const bomb = Bun.zstdCompressSync(new Uint8Array(512 * 1024 * 1024));
  const manifest = release("1.0.1");
  const [first] = manifest.updated_plugins;
  if (first === undefined) throw new Error("there is no plugin");
  // A publisher whose key is stolen can sign sizes that are not true: even then nothing grows without bound.
  publisher.publish("1.0.1", [plugin("optimizer", "1.0.1")], {
    number: manifest.number + 1,
    updated_plugins: [{ ...first, download_size: bomb.length, download_checksum: sha256(bomb) }],
  });
  publisher.files.set(first.url, bomb);
  const before = process.memoryUsage.rss();
  const error = await failure(update(environment(), stable));
  expect(error.fault).toBe("mismatch");
  expect(process.memoryUsage.rss() - before).toBeLessThan(200e6);
  expect(store.current()).toBeUndefined();
});

test("rows 10 to 14: every fault of the server leaves what was installed, and a later try works", async () => {
  release("1.0.1");
  const faults: NonNullable<ReturnType<WebServerForTests["fault"]>>[] = [
    { status: 404 },
    { status: 503, headers: { "retry-after": "7200" } },
    { headers: { "content-type": "text/html" }, body: "<html>" },
    { headers: { "content-encoding": "gzip" }, body: Bun.gzipSync(new Uint8Array(1000)) },
    { body: "x", announceLength: false },
    { status: 302, headers: { location: "gopher://example.org/" } },
    { send: (socket) => socket.destroy() },
  ];
  for (const wanted of ["root.json", "timestamp.json", "manifest.json", "v1.0.1/"])
    for (const fault of faults) {
      store = newStore();
      await failsThenWorks(
        () => {
          server.fault = (path) => (path.includes(wanted) || path.endsWith(`.${wanted}`) ? fault : undefined);
          return undefined;
        },
        () => {
          server.fault = () => undefined;
        },
      );
    }
});

test("row 25: plugins that fail their self-check are not installed", async () => {
  release("1.0.1");
  const selfCheck = async () => {
    throw new UpdateError("mismatch", "the parser gave a wrong answer");
  };
  await failsThenWorks(() => ({ selfCheck }));
});

test("row 20: a damaged file in the store is fetched anew", async () => {
  release("1.0.1");
  await update(environment(), stable);
  const path = join(store.folder, "files", sha256(bytesOf("parser", "1.0.1")));
  chmodSync(path, 0o600);
  writeFileSync(path, readFileSync(path).subarray(0, 512));
  release("1.0.2", [plugin("parser", "1.0.1"), plugin("optimizer", "1.0.2")]);
  await update(environment(), stable);
  expect(store.current()?.plugins.map((each) => each.read().length)).toEqual([20_000, 20_000]);
});

test("a signature in the store that is not good any more makes the generation unusable", async () => {
  release("1.0.1");
  await update(environment(), stable);
  const path = join(store.folder, "current");
  const { signature } = store.record().generations[0]?.plugins[0] ?? { signature: "" };
  writeFileSync(
    path,
    readFileSync(path, "utf8").replace(
      signature,
      signature.replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
    ),
  );
  const reader = reopened();
  expect(reader.current()).toBeUndefined();
  expect(reader.problem).toContain("no signature of a trusted release key");
  expect(openStore(store.folder, undefined).current()).toBeUndefined();
});

test("row 29: back to the generation before, and no further by itself until it is lifted", async () => {
  release("1.0.1");
  await update(environment(), stable);
  release("1.0.2");
  await update(environment(), stable);
  expect((await rollBackTo(environment(), undefined)).version).toBe("1.0.1");
  expect(reopened().current()?.version).toBe("1.0.1");
  const kept = await update(environment({ store: reopened() }), stable);
  expect(kept.kind).toBe("staying");
  release("1.0.3");
  expect((await update(environment(), stable)).kind).toBe("staying");
  expect(reopened().current()?.version).toBe("1.0.1");
  expect((await update(environment(), { ...stable, liftStay: true })).kind).toBe("plugins");
  expect(reopened().current()?.version).toBe("1.0.3");
  // Back to what is in the executable, which needs no network.
  server.stop();
  expect((await rollBackTo(environment(), core)).version).toBe(core);
  expect(reopened().current()).toBeUndefined();
  expect((await failure(rollBackTo(environment(), "1.0.2"))).fault).toBe("release");
});

test("row 29: a generation whose files were damaged is not gone back to", async () => {
  release("1.0.1");
  await update(environment(), stable);
  release("1.0.2");
  await update(environment(), stable);
  const path = join(store.folder, "files", sha256(bytesOf("parser", "1.0.1")));
  chmodSync(path, 0o600);
  writeFileSync(path, "damaged");
  const error = await failure(rollBackTo(environment(), "1.0.1"));
  expect(error.message).toContain("damaged");
  expect(reopened().current()?.version).toBe("1.0.2");
});

test("a release that failed on this machine is left alone until it is asked for", async () => {
  release("1.0.1");
  await update(environment(), stable);
  store.rollBack("the optimizer crashed");
  expect((await update(environment(), stable)).kind).toBe("refused");
  expect((await update(environment(), { ...stable, pin: "1.0.1" })).kind).toBe("plugins");
  expect(store.record().stayAt).toBe("1.0.1");
  release("1.0.2");
  expect((await update(environment(), stable)).kind).toBe("staying");
});

test("an older release by name, from its own manifest", async () => {
  for (const version of ["1.0.1", "1.0.2", "1.0.3"]) release(version);
  await update(environment(), stable);
  const decision: Decision = await update(environment(), { ...stable, pin: "1.0.2" });
  expect(decision).toMatchObject({ kind: "plugins", back: true });
  expect(reopened().current()?.version).toBe("1.0.2");
  expect((await failure(update(environment(), { ...stable, pin: "9.9.9" }))).fault).toBe("release");
});

test("row 31: from a folder and from an archive, with the same checks", async () => {
  release("1.0.1");
  const folder = freshFolder("release");
  for (const [path, bytes] of publisher.files) await Bun.write(join(folder, path), bytes);
  const archive = join(freshFolder("archive"), "release.tar");
  for (const [what, arguments_] of [
    ["contents", ["-cf", archive, "-C", folder, "."]],
    ["folder", ["-cf", archive, "-C", join(folder, ".."), folder.split("/").at(-1) ?? ""]],
  ] as const) {
    Bun.spawnSync(["tar", ...arguments_]);
    store = newStore();
    await update(environment({ source: await openOffline(archive) }), stable);
    expect([what, reopened().current()?.version]).toEqual([what, "1.0.1"]);
  }
  store = newStore();
  await update(environment({ source: await openOffline(folder) }), stable);
  expect(reopened().current()?.version).toBe("1.0.1");

  store = newStore();
  const damaged = join(folder, [...publisher.files.keys()].find((path) => path.includes("/parser-")) ?? "");
  writeFileSync(damaged, readFileSync(damaged).fill(1, 100, 200));
  expect((await failure(update(environment({ source: await openOffline(folder) }), stable))).fault).toBe(
    "mismatch",
  );
  expect((await failure(openOffline(join(folder, "nothing")))).advice).toContain("release folder");
  expect((await failure(openOffline(damaged))).message).toContain("not a plain tar archive");
  const zipped = `${archive}.gz`;
  writeFileSync(zipped, Bun.gzipSync(readFileSync(archive)));
  expect((await failure(openOffline(zipped))).advice).toContain("tar -cf");
});

test("row 32: a mirror with wrong bytes is found out, and the true server works", async () => {
  release("1.0.1");
  const wrong = new Map(
    Array.from(publisher.files, ([path, bytes]) => [path, bytes.map((byte) => byte ^ 1)]),
  );
  const mirror = await WebServerForTests.start(wrong);
  servers.push(mirror);
  await failsThenWorks(() => ({ source: new WebServer(mirror.address, "test", hurried) }));
  // One that signs with keys of its own.
  store = newStore();
  const stranger = new Publisher(pluginPlatform, 100);
  stranger.publish("1.0.1", [plugin("parser", "1.0.1")]);
  const other = await WebServerForTests.start(stranger.files);
  servers.push(other);
  const error = await failure(
    update(environment({ source: new WebServer(other.address, "test", hurried) }), stable),
  );
  expect(["signature", "rollback"]).toContain(error.fault);
  expect(store.current()).toBeUndefined();
});

test("row 33: what this executable cannot load is neither installed nor gone back to, and it is said why", async () => {
  publisher.publish("1.0.1", [plugin("parser", "1.0.1")], { minimum_core: "0.1.0" });
  await update(environment(), stable);
  publisher.publish("0.0.9", [plugin("parser", "0.0.9")]);
  const older = await failure(update(environment(), { ...stable, pin: "0.0.9" }));
  expect(older.message).toContain("older than this executable, 0.1.0");
  release("1.1.1");
  await update(environment(), stable);
  // The executable is a newer one now, as after a package manager's update.
  const user = {
    executable: executableName(),
    version: "1.1.0",
    abi: ABI_VERSION,
    platform: pluginPlatform,
    unsigned: () => undefined,
  };
  const newer = () => new PluginStore(store.folder, user);
  const { executable } = environment();
  const later = { store: newer(), executable: { ...executable, version: "1.1.0" } };
  const refused = await failure(rollBackTo(environment(later), "1.0.1"));
  expect(refused.message).toContain(
    "cannot use the release 1.0.1. Generation 1 (release 1.0.1) is older than",
  );
  expect(refused.advice).toContain("fastforth self-update --version 1.0.1");
  expect(newer().current()?.version).toBe("1.1.1");
  // Without a name, what cannot be used is left out: what came with the executable is next.
  expect(await rollBackTo(environment(later), undefined)).toMatchObject({ version: "1.1.0", generation: 0 });
  expect(newer().current()).toBeUndefined();
  expect(newer().record()).toMatchObject({ current: 0, stayAt: "1.1.0" });
});

test("row 35: one executable's update, rollback and pin change nothing for another one on the same store", async () => {
  release("1.0.1");
  const theirs = () => openStore(store.folder, rootText(), "/usr/bin/fastforth");
  await update(environment(), stable);
  await update(environment({ store: theirs() }), stable);
  expect(downloads()).toEqual(["parser", "optimizer"]);
  release("1.0.2");
  await update(environment(), stable);
  expect(theirs().current()?.version).toBe("1.0.1");
  await update(environment({ store: theirs() }), stable);
  await rollBackTo(environment(), undefined);
  expect(theirs().current()?.version).toBe("1.0.2");
  expect(theirs().record().stayAt).toBeNull();
  expect(reopened().record().stayAt).toBe("1.0.1");
  release("1.0.3");
  expect((await update(environment({ store: theirs() }), stable)).kind).toBe("plugins");
  expect((await update(environment(), stable)).kind).toBe("staying");
});

test("row 40: a check with the clock ahead locks nobody out, and opens no way back", async () => {
  const hour = 60 * 60 * 1000;
  const at = (time: number) => environment({ now: () => testTime + time });
  const told = () => events.flatMap((event) => (event.kind === "warning" ? [event.message] : []));
  release("1.0.1");
  const old = new Map(publisher.files);
  expect((await update(at(24 * hour), stable)).kind).toBe("plugins");
  // The clock is right again, and nothing new was signed: to a server that holds files back it looks the same.
  const error = await failure(update(at(hour), stable));
  expect([error.fault, error.advice?.includes("newer timestamp.json than number 1")]).toEqual([
    "clock",
    true,
  ]);
  publisher.stamp();
  expect((await update(at(2 * hour), stable)).kind).toBe("current");
  expect(told().join()).toContain("newer than those seen then, so the check goes on");
  // From now on all is as usual.
  events = [];
  expect((await update(at(3 * hour), stable)).kind).toBe("current");
  expect(told()).toEqual([]);
  // A clock that is set back brings no old files back.
  const past = await WebServerForTests.start(old);
  servers.push(past);
  const source = new WebServer(past.address, "test", hurried);
  const set = { ...at(-48 * hour), source };
  expect((await failure(update(set, stable))).fault).toBe("rollback");
  expect((await failure(update(at(-48 * hour), stable))).fault).toBe("clock");
});

test("row 40: a clock that is far behind is told", async () => {
  release("1.0.1");
  const years = 5 * 365 * 24 * 60 * 60 * 1000;
  await update(environment({ now: () => testTime - years }), stable);
  const told = events.flatMap((event) => (event.kind === "warning" ? [event.message] : []));
  expect(told.join()).toMatch(/clock says 2021-.*, but FastForth 1\.0\.1 is of 2026-11-25.*Set the clock/);
});

test("what was seen of the server is kept, and an older world is refused", async () => {
  release("1.0.1");
  const old = new Map(publisher.files);
  release("1.0.2");
  await update(environment(), stable);
  const past = await WebServerForTests.start(old);
  servers.push(past);
  const error = await failure(
    update(environment({ store: reopened(), source: new WebServer(past.address, "test", hurried) }), stable),
  );
  expect(error.fault).toBe("rollback");
  expect(reopened().current()?.version).toBe("1.0.2");
});

test("1,000 updates and rollbacks in a row leave no more than one", async () => {
  const rounds = process.env.FASTFORTH_TEST_FULL === "1" ? 1000 : 30;
  const sizes: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    release(`1.0.${round}`);
    // What the server keeps of old releases is not what is measured.
    for (const path of publisher.files.keys())
      if (/^v1\.0\.\d+\//.test(path) && !path.startsWith(`v1.0.${round}/`)) publisher.files.delete(path);
    await update(environment({ selfCheck: async () => undefined }), { ...stable, liftStay: true });
    await rollBackTo(environment(), undefined);
    sizes.push(readdirSync(store.folder, { recursive: true }).length);
    expect(store.record().generations.length).toBeLessThanOrEqual(4);
  }
  expect(Math.max(...sizes.slice(5))).toBe(Math.max(...sizes.slice(5, 10)));
}, 600_000);
