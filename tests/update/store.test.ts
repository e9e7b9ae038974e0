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
import { preparePrivateFolders, recordStamp, storeFolder } from "../../src/plugins/store_folder.ts";
import { decodeStore, emptyStore, encodeStore, RecordError } from "../../src/plugins/store_record.ts";
import { freshFolder, freshStore, install, plugin, pluginBytes, reopen, user } from "./store_fixture.ts";

const files = (folder: string) => readdirSync(join(folder, "files")).sort();

test("nothing is installed: no stamp, no generation, no folder", () => {
  const store = freshStore();
  expect(recordStamp(store.folder)).toBe("");
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
  const first = recordStamp(store.folder);
  const generation = store.current();
  if (generation === undefined) throw new Error("nothing is installed");
  store.beginTrial(generation);
  store.endTrial(generation);
  expect(recordStamp(reopen(store).folder)).toBe(first);
  await install(store, "1.0.2");
  const second = recordStamp(store.folder);
  expect(second).not.toBe(first);
  store.rollBack("a test");
  expect(recordStamp(store.folder)).not.toBe(second);
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
  expect(why({ version: "0.0.0" })).toContain("needs an executable of 0.0.1 or newer, and this one is 0.0.0");
  expect(why({ abi: 5 })).toContain("speaks version 4 of the ABI, this executable 5");
  expect(why({ platform: "linux-arm64" })).toContain("is made for linux-x64");
  expect(why({ version: "1.1.0" })).toContain("older than this executable");
  expect(why({ unsigned: (plugins) => plugins.find(({ stage }) => stage === "optimizer") })).toContain(
    "optimizer of Generation 1",
  );
});

test("row 34: a death proves nothing; a fault that was noted in the file of the trial does", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  await install(store, "1.0.2");
  const die = (end: string) => {
    const script = `
      import { writeSync } from "node:fs";
      import { PluginStore } from ${JSON.stringify(join(import.meta.dir, "../../src/plugins/store.ts"))};
      const user = { executable: ${JSON.stringify(user.executable)}, version: "1.0.0", abi: 4, platform: "linux-x64", unsigned: () => undefined };
      const store = new PluginStore(${JSON.stringify(store.folder)}, user);
      const generation = store.current();
      const file = store.beginTrial(generation);
      ${end}`;
    Bun.spawnSync([process.execPath, "-e", script], { stdio: ["ignore", "inherit", "inherit"] });
  };
  const generation = store.current();
  if (generation === undefined) throw new Error("nothing is installed");

  // Ended from outside, again and again: it stays, and the deaths are counted.
  for (const [number, signal] of ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT", "SIGKILL"].entries()) {
    die(`process.kill(process.pid, '${signal}'); Bun.sleepSync(5000);`);
    expect([signal, reopen(store).takeFailedTrial()]).toEqual([signal, undefined]);
    expect([signal, reopen(store).current()?.deaths]).toEqual([signal, number + 1]);
  }
  expect(reopen(store).current()?.version).toBe("1.0.2");

  // While a process that began lives, nothing has failed.
  const file = store.beginTrial(generation);
  expect(reopen(store).takeFailedTrial()).toBeUndefined();
  if (process.platform === "linux") expect(file).toBeGreaterThan(2);
  die("writeSync(file, 'fault 11\\n', 32); process.kill(process.pid, 'SIGKILL');");
  expect(reopen(store).takeFailedTrial()).toEqual({
    version: "1.0.2",
    reason: "one of its stages crashed in the process that used it first (SIGSEGV)",
  });
  expect(reopen(store).current()?.version).toBe("1.0.1");
  expect(reopen(store).record().refused[0]?.version).toBe("1.0.2");
  // It is told once.
  expect(reopen(store).takeFailedTrial()).toBeUndefined();

  die("store.endTrial(generation); process.kill(process.pid, 'SIGKILL');");
  expect(reopen(store).current()).toMatchObject({ version: "1.0.1", onTrial: false, deaths: 0 });
  // What has proved good is not tried again.
  die("writeSync(file, 'fault 11\\n', 32); process.kill(process.pid, 'SIGKILL');");
  expect(reopen(store).takeFailedTrial()).toBeUndefined();
}, 60_000);

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
  expect(decodeStore(encodeStore(emptyStore))).toEqual(emptyStore);
  const generation = {
    number: 1,
    version: "1.0.1",
    installed: "",
    abi: 4,
    minimumCore: "1.0.0",
    checkedBy: "1.0.0",
    origin: { channel: "stable", number: 1 },
    previous: 0,
    plugins: [plugin("parser", "1.0.1")],
  };
  const executable = {
    executable: "/opt/fastforth",
    current: 1,
    generations: [generation],
    stayAt: null,
    refused: [],
    replaced: [],
  };
  const whole = (changes: object) => ({
    ...emptyStore,
    next: 2,
    executables: [{ ...executable, ...changes }],
  });
  expect(decodeStore(encodeStore(whole({})))).toEqual(whole({}));
  const hostile: unknown[] = [
    null,
    [],
    {},
    { ...whole({}), format: 1 },
    { ...whole({}), next: -1 },
    { ...emptyStore, executables: {} },
    whole({ current: 7 }),
    whole({ current: -1 }),
    whole({ executable: 5 }),
    whole({ generations: {} }),
    whole({ replaced: [{ path: "/x", kept: "/y", version: "1.0.0", abi: 1, sha256: "z" }] }),
    whole({ generations: [{ ...generation, minimumCore: undefined }] }),
    ...["../../etc/passwd", "A".repeat(64), `${"0".repeat(63)}/`, 5].map((sha256) =>
      whole({ generations: [{ ...generation, plugins: [{ ...plugin("parser", "1.0.1"), sha256 }] }] }),
    ),
    whole({
      generations: [{ ...generation, plugins: [{ ...plugin("parser", "1.0.1"), stage: "__proto__" }] }],
    }),
  ];
  for (const value of hostile) expect(() => decodeStore(text(value))).toThrow(RecordError);
});

test("row 35: the record of a later FastForth is neither used nor overwritten", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  const path = join(store.folder, "current");
  const later = readFileSync(path, "utf8").replace('"format": 2', '"format": 3');
  writeFileSync(path, later);
  const reader = reopen(store);
  expect(reader.current()).toBeUndefined();
  expect(reader.problem).toContain("the format 3");
  expect(install(store, "1.0.2")).rejects.toThrow("the format 3");
  expect(store.rollBack("bad")).toBeUndefined();
  expect(readFileSync(path, "utf8")).toBe(later);
});

test("row 35: executables share files and nothing else, and garbage collection knows all", async () => {
  const store = freshStore();
  const other = reopen(store, { executable: "/usr/bin/fastforth" });
  await install(store, "1.0.1");
  expect(other.current()).toBeUndefined();
  await install(other, "1.0.1");
  expect(files(store.folder).length).toBe(2);
  for (let patch = 2; patch <= 12; patch++) await install(store, `1.0.${patch}`);
  store.rollBack("bad");
  const theirs = reopen(other, { executable: "/usr/bin/fastforth" });
  expect(theirs.current()?.version).toBe("1.0.1");
  expect(theirs.record()).toMatchObject({ refused: [], stayAt: null });
  expect(theirs.isWhole(theirs.record().generations[0] as never)).toBe(true);
  expect(reopen(store).current()?.version).toBe("1.0.11");
  // One that speaks another ABI takes nothing away.
  const newer = reopen(store, { executable: "/opt/next", abi: 5 });
  await newer.write((writer) => writer.publish(writer.record()), 1000);
  expect(reopen(store).current()?.version).toBe("1.0.11");
  expect(reopen(other, { executable: "/usr/bin/fastforth" }).current()?.version).toBe("1.0.1");
});

test("row 35: only executables that are gone are forgotten, and only when there are many", async () => {
  const store = freshStore();
  const present = reopen(store, { executable: process.execPath });
  await install(present, "1.0.1");
  for (let number = 1; number <= 40; number++)
    await install(reopen(store, { executable: `/gone/${number}` }), "1.0.1");
  expect(present.current()?.version).toBe("1.0.1");
  expect(reopen(store, { executable: "/gone/40" }).current()?.version).toBe("1.0.1");
  expect(reopen(store, { executable: "/gone/1" }).current()).toBeUndefined();
});

test("row 33: an automatic rollback leaves out what this executable cannot use", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  await install(store, "1.1.0");
  await install(store, "1.1.1");
  const newer = reopen(store, { version: "1.1.0" });
  expect(newer.rollBack("bad")?.version).toBe("1.1.0");
  expect(newer.rollBack("bad, too")).toBeUndefined();
  expect(newer.record().current).toBe(0);
});

test("row 38: a folder around the store that others may write to makes it unsafe", async () => {
  const store = freshStore();
  await install(store, "1.0.1");
  const parent = join(store.folder, "..");
  chmodSync(parent, 0o757);
  const reader = reopen(store);
  expect(reader.current()).toBeUndefined();
  expect(reader.problem).toContain("can be written to by others");
  expect(install(store, "1.0.2")).rejects.toThrow("in which");
  // As /tmp has it: nobody can rename what is somebody else's there.
  chmodSync(parent, 0o1777);
  expect(reopen(store).current()?.version).toBe("1.0.1");
  chmodSync(parent, 0o755);
  expect(reopen(store).current()?.version).toBe("1.0.1");
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
  expect(() => preparePrivateFolders(join(folder, "store"), [])).toThrow("is a symbolic link");
  writeFileSync(join(folder, "file"), "");
  expect(() => preparePrivateFolders(join(folder, "file"), [])).toThrow("is not a folder");
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

const canTrace = process.platform === "linux" && Bun.which("strace") !== null;
test.if(canTrace)(
  "row 38: a file system without locks is told of at once, and taken for no lock that is held",
  () => {
    const store = freshStore();
    const script = `
    import { PluginStore } from ${JSON.stringify(join(import.meta.dir, "../../src/plugins/store.ts"))};
    const user = { executable: "/x", version: "1.0.0", abi: 4, platform: "linux-x64", unsigned: () => undefined };
    const store = new PluginStore(${JSON.stringify(store.folder)}, user);
    await store.write(() => undefined, 60_000).catch((error) => console.log(error.message, error.advice));`;
    const strace = [
      "strace",
      "-f",
      "-qq",
      "-o",
      "/dev/null",
      "-e",
      "trace=flock",
      "--inject=flock:error=ENOLCK",
    ];
    const { stdout } = Bun.spawnSync([...strace, process.execPath, "-e", script], { timeout: 30_000 });
    expect(stdout.toString()).toContain("does not lock files");
    expect(stdout.toString()).toContain("XDG_DATA_HOME");
    expect(readdirSync(store.folder).filter((name) => name.includes("unfinished"))).toEqual([]);
  },
  40_000,
);
