// The store of generations: what an installation and a rollback leave behind, for this process and for later ones.

import { expect, test } from "bun:test";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { withCurrent } from "../../src/plugins/store.ts";
import { makePrivateFolder, storeFolder } from "../../src/plugins/store_folder.ts";
import { decodeRecord, emptyRecord, encodeRecord, RecordError } from "../../src/plugins/store_record.ts";
import { freshFolder, freshStore, install, plugin, pluginBytes, reopen } from "./store_fixture.ts";

const files = (folder: string) => readdirSync(join(folder, "files")).sort();

test("nothing is installed: no stamp, no generation, no folder", () => {
  const store = freshStore();
  expect(store.stamp()).toBe("");
  expect(store.current()).toBeUndefined();
  expect(store.takeFailedTrial()).toBeUndefined();
  expect(store.problem).toBeUndefined();
  expect(() => statSync(store.folder)).toThrow();
});

test("an installed generation is there for the next process, whole", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  const generation = reopen(store).current();
  expect(generation?.number).toBe(1);
  expect(generation?.version).toBe("1.0.1");
  expect(generation?.onTrial).toBe(true);
  expect(generation?.plugins.map(({ stage }) => stage)).toEqual(["parser", "optimizer"]);
  expect(generation?.plugins[0]?.read()).toEqual(pluginBytes("parser", "1.0.1"));
});

test("the stamp changes with the generation and with nothing else", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  const first = store.stamp();
  const generation = store.current();
  if (generation === undefined) throw new Error("nothing is installed");
  store.beginTrial(generation);
  store.endTrial(generation);
  expect(reopen(store).stamp()).toBe(first);
  await install(store, "1.0.2");
  const second = store.stamp();
  expect(second).not.toBe(first);
  store.rollBack("a test");
  expect(store.stamp()).not.toBe(second);
});

test("rolling back goes to the generation before, then to the executable, and survives a restart", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  await install(store, "1.0.2");
  expect(store.rollBack("the optimizer hung")?.version).toBe("1.0.1");
  expect(reopen(store).current()?.version).toBe("1.0.1");
  expect(reopen(store).record().refused).toEqual([{ version: "1.0.2", reason: "the optimizer hung" }]);
  expect(store.rollBack("again")).toBeUndefined();
  expect(reopen(store).current()).toBeUndefined();
  expect(reopen(store).record().current).toBe(0);
  expect(store.rollBack("nothing is left")).toBeUndefined();
});

test("what was rolled back is not what the next generation goes back to", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  await install(store, "1.0.2");
  store.rollBack("bad");
  await install(store, "1.0.3");
  expect(store.rollBack("bad, too")?.version).toBe("1.0.1");
});

test("a release that is installed again is refused no more", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  store.rollBack("bad");
  await install(store, "1.0.1");
  expect(store.record().refused).toEqual([]);
});

test("a kept generation can be chosen again", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  await install(store, "1.0.2");
  await store.write((writer) => writer.publish(withCurrent(writer.record(), 1)), 1000);
  expect(reopen(store).current()?.version).toBe("1.0.1");
});

test("old generations and their files are collected; those to go back to are kept", async () => {
  const store = freshStore();
  for (let patch = 1; patch <= 20; patch++) await install(store, `1.0.${patch}`);
  expect(store.record().generations.map(({ version }) => version)).toEqual(["1.0.18", "1.0.19", "1.0.20"]);
  const kept = [18, 19, 20].flatMap((patch) =>
    (["parser", "optimizer"] as const).map((stage) => plugin(stage, `1.0.${patch}`).sha256),
  );
  expect(files(store.folder)).toEqual(kept.sort());
});

test("a plugin that two generations share is stored once", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  const [name = ""] = files(store.folder);
  const before = statSync(join(store.folder, "files", name)).ino;
  await install(store, "1.0.1");
  expect(statSync(join(store.folder, "files", name)).ino).toBe(before);
});

test("a stored file that was damaged is written anew", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  const [name = ""] = files(store.folder);
  chmodSync(join(store.folder, "files", name), 0o600);
  writeFileSync(join(store.folder, "files", name), "something else");
  expect(store.isWhole(store.record().generations[0] as never)).toBe(false);
  await install(store, "1.0.1");
  expect(store.isWhole(store.record().generations.at(-1) as never)).toBe(true);
});

test("a generation that does not fit the executable is left alone, and it is said why", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  const why = (overrides: Parameters<typeof reopen>[1]) => {
    const other = reopen(store, overrides);
    expect(other.current()).toBeUndefined();
    return other.problem;
  };
  expect(why({ abi: 5 })).toContain("speaks version 4 of the ABI, this executable 5");
  expect(why({ platform: "linux-arm64" })).toContain("is made for linux-x64");
  expect(why({ version: "1.1.0" })).toContain("older than this executable");
  expect(why({ isSigned: ({ stage }) => stage !== "optimizer" })).toContain("optimizer of Generation 1");
});

test("trials: begun and ended, or abandoned by a process that died", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  await install(store, "1.0.2");
  const die = (end: string) => {
    const script = `
      import { PluginStore } from ${JSON.stringify(join(import.meta.dir, "../../src/plugins/store.ts"))};
      const user = { version: "1.0.0", abi: 4, platform: "linux-x64", isSigned: () => true };
      const store = new PluginStore(${JSON.stringify(store.folder)}, user);
      const generation = store.current();
      store.beginTrial(generation);
      ${end}`;
    Bun.spawnSync([process.execPath, "-e", script], { stdio: ["ignore", "inherit", "inherit"] });
  };
  const generation = store.current();
  if (generation === undefined) throw new Error("nothing is installed");

  // While a process that began lives, nothing has failed.
  store.beginTrial(generation);
  expect(reopen(store).takeFailedTrial()).toBeUndefined();
  die("process.kill(process.pid, 'SIGKILL');");
  expect(reopen(store).takeFailedTrial()?.version).toBe("1.0.2");
  expect(reopen(store).current()?.version).toBe("1.0.1");
  expect(reopen(store).record().refused[0]?.version).toBe("1.0.2");
  // It is told once.
  expect(reopen(store).takeFailedTrial()).toBeUndefined();

  die("store.endTrial(generation); process.kill(process.pid, 'SIGKILL');");
  expect(reopen(store).takeFailedTrial()).toBeUndefined();
  expect(reopen(store).current()?.version).toBe("1.0.1");
  expect(reopen(store).current()?.onTrial).toBe(false);
  // What has proved good is not tried again.
  die("process.kill(process.pid, 'SIGKILL');");
  expect(reopen(store).takeFailedTrial()).toBeUndefined();
});

test("a damaged record is as none, and the next installation mends it", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  const whole = readFileSync(join(store.folder, "current"));
  for (let length = 0; length < whole.length - 1; length += 37) {
    writeFileSync(join(store.folder, "current"), whole.subarray(0, length));
    const reader = reopen(store);
    expect(reader.current()).toBeUndefined();
    expect(reader.problem).toContain("cannot be used");
    expect(reader.takeFailedTrial()).toBeUndefined();
  }
  await install(store, "1.0.2");
  expect(reopen(store).current()?.version).toBe("1.0.2");
});

test("a record decodes to what was encoded, and hostile ones are refused", () => {
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  expect(decodeRecord(encodeRecord(emptyRecord))).toEqual(emptyRecord);
  const generation = {
    number: 1,
    version: "1.0.1",
    installed: "",
    checkedBy: "1.0.0",
    origin: { channel: "stable", number: 1 },
    previous: 0,
    plugins: [plugin("parser", "1.0.1")],
  };
  const record = { ...emptyRecord, current: 1, next: 2, generations: [generation] };
  expect(decodeRecord(encodeRecord(record))).toEqual(record);
  const hostile: unknown[] = [
    null,
    [],
    {},
    { ...record, format: 2 },
    { ...record, current: 7 },
    { ...record, current: -1 },
    { ...record, generations: {} },
    ...["../../etc/passwd", "A".repeat(64), `${"0".repeat(63)}/`, 5].map((sha256) => ({
      ...record,
      generations: [{ ...generation, plugins: [{ ...plugin("parser", "1.0.1"), sha256 }] }],
    })),
    {
      ...record,
      generations: [{ ...generation, plugins: [{ ...plugin("parser", "1.0.1"), stage: "__proto__" }] }],
    },
  ];
  for (const value of hostile) expect(() => decodeRecord(text(value))).toThrow(RecordError);
});

test("the folder is private, and one that is not is not used", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  expect(statSync(store.folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(store.folder, "files")).mode & 0o777).toBe(0o700);
  chmodSync(store.folder, 0o777);
  const reader = reopen(store);
  expect(reader.current()).toBeUndefined();
  expect(reader.problem).toContain("can be written to by others");
  expect(install(store, "1.0.2")).rejects.toThrow("can be written to by others");
});

test("a link in place of the folder is refused", async () => {
  const folder = freshFolder("link");
  mkdirSync(join(folder, "elsewhere"), { mode: 0o700 });
  symlinkSync(join(folder, "elsewhere"), join(folder, "store"));
  expect(() => makePrivateFolder(join(folder, "store"))).toThrow("is a symbolic link");
  writeFileSync(join(folder, "file"), "");
  expect(() => makePrivateFolder(join(folder, "file"))).toThrow("is not a folder");
});

test("where the store is, by system and environment", () => {
  const at = (env: Record<string, string>, system = "linux") => storeFolder("linux-x64", env, system);
  expect(at({ HOME: "/home/ada" })).toBe("/home/ada/.local/share/fastforth/linux-x64");
  expect(at({ HOME: "/home/ada", XDG_DATA_HOME: "/data" })).toBe("/data/fastforth/linux-x64");
  expect(at({ HOME: "/home/ada", XDG_DATA_HOME: "data" })).toBe("/home/ada/.local/share/fastforth/linux-x64");
  expect(at({ HOME: "/Users/ada" }, "darwin")).toBe(
    "/Users/ada/Library/Application Support/fastforth/linux-x64",
  );
  expect(at({ LOCALAPPDATA: "C:\\Users\\ada\\AppData\\Local" }, "win32")).toContain("AppData");
  expect(at({})).toBeUndefined();
  expect(at({ HOME: "" })).toBeUndefined();
});
