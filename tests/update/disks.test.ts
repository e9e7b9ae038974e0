// Rows 19 and 21: disks that are full, read-only or elsewhere, folders that belong to others, and what others have planted.
// What needs root mounts and gives away its own scratch folders.

import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "../../src/trust/bytes.ts";
import { presentPublisher, runIn, storeOf, trustingExecutable } from "./executables.ts";
import { marked, publishStages } from "./plugin_release.ts";
import type { Publisher } from "./release_maker.ts";
import { freshFolder } from "./store_fixture.ts";
import { WebServerForTests } from "./web_server.ts";

const isRoot = process.platform === "linux" && process.geteuid?.() === 0;
const mounted: string[] = [];
const canMount = isRoot && tryMounting();
if (!canMount)
  console.warn("SKIPPED: nothing can be mounted here, so full and read-only disks are not tried");
if (!isRoot) console.warn("SKIPPED: not root, so what other users do is not tried");

let executable = "";
let publisher: Publisher;
let server: WebServerForTests;
let home = "";

beforeAll(async () => {
  executable = await trustingExecutable("1.0.0");
}, 600_000);
beforeEach(async () => {
  server?.stop();
  publisher = presentPublisher();
  server = await WebServerForTests.start(publisher.files);
  home = freshFolder("home");
});
afterAll(() => {
  server.stop();
  for (const folder of mounted.reverse()) Bun.spawnSync(["umount", "-l", folder]);
});

const NOBODY = 65534;

function mount(folder: string, options: string): boolean {
  const run = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", options, "none", folder], { stderr: "ignore" });
  if (run.exitCode === 0) mounted.push(folder);
  return run.exitCode === 0;
}

function tryMounting(): boolean {
  const folder = freshFolder("mount");
  if (!mount(folder, "size=64k")) return false;
  mounted.pop();
  return Bun.spawnSync(["umount", folder]).exitCode === 0;
}

function remount(folder: string, options: string): void {
  expect(Bun.spawnSync(["mount", "-o", `remount,${options}`, folder]).exitCode).toBe(0);
}

const update = (...args: string[]) =>
  runIn(home, [executable, "self-update", "--server", server.address, ...args]);
const versionNow = async () => (await runIn(home, [executable, "--version"])).out.split("\n")[0];

function leftovers(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /unfinished|update-/.test(name),
  );
}

/** The update fails with a message, the old version stays and nothing is left over; then it works. */
async function failsThenWorks(text: string, mend: () => void, code = 13): Promise<void> {
  const before = await versionNow();
  const failed = await update();
  expect(failed.err).toContain(text);
  expect(failed.code).toBe(code);
  expect(await versionNow()).toBe(before);
  expect(leftovers(home)).toEqual([]);
  expect((await runIn(home, [executable, "-e", "1 2 + ."])).out).toBe("3 ");
  mend();
  const worked = await update();
  expect([worked.code, worked.err]).toEqual([0, ""]);
  expect(await versionNow()).toBe(`fastforth ${publisher.newest}`);
}

test.if(canMount)("row 19: a full disk, at the first installation and at a later one", async () => {
  mkdirSync(dirname(storeOf(home)), { recursive: true, mode: 0o700 });
  const disk = dirname(storeOf(home));
  expect(mount(disk, "size=40k,mode=700")).toBe(true);
  publishStages(publisher, "1.0.1");
  await failsThenWorks("the disk is full", () => remount(disk, "size=1m"));
  publishStages(publisher, "1.0.2");
  // Filled up behind its back.
  const filler = join(disk, "filler");
  Bun.spawnSync(["sh", "-c", `cat /dev/zero > ${filler} 2> /dev/null`]);
  await failsThenWorks("the disk is full", () => rmSync(filler));
});

test.if(canMount)("row 19: a read-only disk", async () => {
  const disk = dirname(storeOf(home));
  mkdirSync(disk, { recursive: true, mode: 0o700 });
  expect(mount(disk, "size=2m,mode=700")).toBe(true);
  publishStages(publisher, "1.0.1");
  await update();
  publishStages(publisher, "1.0.2");
  remount(disk, "ro");
  expect((await update("--check")).code).toBe(10);
  const back = await runIn(home, [executable, "self-update", "--rollback"]);
  expect([back.code, back.err.includes("read-only")]).toEqual([13, true]);
  await failsThenWorks("the file system is read-only", () => remount(disk, "rw"));
});

test.if(canMount)("row 19: parts of the store on another disk", async () => {
  mkdirSync(join(storeOf(home), "files"), { recursive: true, mode: 0o700 });
  chmodSync(storeOf(home), 0o700);
  expect(mount(join(storeOf(home), "files"), "size=2m,mode=700")).toBe(true);
  publishStages(publisher, "1.0.1");
  expect(await update()).toMatchObject({ code: 0 });
  expect(await versionNow()).toBe("fastforth 1.0.1");
});

test.if(canMount)(
  "row 19: no room for another executable",
  async () => {
    const bin = join(home, "bin");
    mkdirSync(bin);
    expect(mount(bin, "size=130m,mode=755")).toBe(true);
    const path = join(bin, "fastforth");
    copyFileSync(executable, path);
    // Other bytes than those that are there: else another update would have come first.
    const bytes = new Uint8Array(Buffer.concat([readFileSync(executable), Buffer.of(0)]));
    publisher.publish("1.1.0", [{ name: "fastforth", version: "1.1.0", bytes }], { minimum_core: "1.1.0" });
    const failed = await runIn(home, [path, "self-update", "--server", server.address]);
    expect([failed.code, failed.err.includes("the disk is full")]).toEqual([13, true]);
    expect(readdirSync(bin)).toEqual(["fastforth"]);
    expect((await runIn(home, [path, "--version"])).out).toBe("fastforth 1.0.0\n");
  },
  60_000,
);

test.if(isRoot)("row 19: a user who may not write there", async () => {
  publishStages(publisher, "1.0.1");
  const bin = freshFolder("bin");
  const path = join(bin, "fastforth");
  copyFileSync(executable, path);
  chmodSync(path, 0o755);
  for (const folder of [dirname(bin), bin]) chmodSync(folder, 0o755);
  const own = freshFolder("nobody");
  chownSync(own, NOBODY, NOBODY);
  const asNobody = (userHome: string, ...args: string[]) => {
    const command = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", path, ...args];
    return runIn(userHome, command, { HOME: userHome }, "/");
  };
  // In the home of another user.
  const refused = await asNobody(home, "self-update", "--server", server.address);
  expect(refused.code).toBe(13);
  expect(refused.err).toContain("you may not write there");
  // In a home of one's own all is well, but the executable is another's.
  expect((await asNobody(own, "self-update", "--server", server.address)).code).toBe(0);
  publisher.publish("1.1.0", [{ name: "fastforth", version: "1.1.0", bytes: new Uint8Array(100) }], {
    minimum_core: "1.1.0",
  });
  const replacing = await asNobody(own, "self-update", "--server", server.address);
  expect(replacing.code).toBe(13);
  expect(replacing.err).toContain("You may not write to");
  expect(replacing.err).toContain("sudo");
  expect((await asNobody(own, "--version")).out).toStartWith("fastforth 1.0.1\n");
});

test.if(isRoot)("row 21: a store that another user has made first is neither read nor written", async () => {
  publishStages(publisher, "1.0.1");
  await update();
  // As if it had been there before: the same files, another owner.
  chownSync(storeOf(home), NOBODY, NOBODY);
  expect(await versionNow()).toBe("fastforth 1.0.0");
  const refused = await update();
  expect(refused.code).toBe(13);
  expect(refused.err).toContain(`belongs to the user with number ${NOBODY}, not to you (0)`);
  chownSync(storeOf(home), 0, 0);
  expect(await versionNow()).toBe("fastforth 1.0.1");
});

const SOMEBODY = 1234;

test.if(isRoot)("row 45: root in somebody's home, as by sudo, changes nothing there", async () => {
  publishStages(publisher, "1.0.1");
  chmodSync(dirname(home), 0o755);
  chownSync(home, SOMEBODY, SOMEBODY);
  const ids = [`--reuid=${SOMEBODY}`, `--regid=${SOMEBODY}`, "--clear-groups"];
  const asSomebody = (...args: string[]) => runIn(home, ["setpriv", ...ids, executable, ...args]);
  const updating = ["self-update", "--server", server.address];
  writeFileSync(join(home, "passes.fth"), "t{ 1 -> 1 }t");
  for (const step of ["before", "after"]) {
    const refused = await update();
    expect([step, refused.code]).toEqual([step, 13]);
    expect(refused.err).toContain(`belongs to the user with number ${SOMEBODY}, and you are root.`);
    expect(refused.err).toContain("sudo -H");
    expect(await runIn(home, [executable, "test", "passes.fth"])).toMatchObject({ code: 0 });
    expect(await runIn(home, [executable, "-i"])).toMatchObject({ code: 0 });
    const names = readdirSync(home, { recursive: true, encoding: "utf8" });
    const owners = names.map((name) => lstatSync(join(home, name)).uid);
    expect(owners.filter((owner) => owner !== SOMEBODY).length).toBe(1); // passes.fth
    expect(await asSomebody(...updating)).toMatchObject({ code: 0, err: "" });
    expect((await asSomebody("--version")).out).toStartWith("fastforth 1.0.1");
  }
  expect(await asSomebody("self-update", "--rollback")).toMatchObject({ code: 0, err: "" });
});

test.if(isRoot)(
  "row 45: a store that root has made in somebody's home is told of, with the way out",
  async () => {
    publishStages(publisher, "1.0.1");
    chmodSync(dirname(home), 0o755);
    mkdirSync(storeOf(home), { recursive: true });
    const ours = dirname(storeOf(home));
    for (let folder = dirname(ours); folder.startsWith(home); folder = dirname(folder))
      chownSync(folder, SOMEBODY, SOMEBODY);
    chmodSync(ours, 0o700);
    const ids = [`--reuid=${SOMEBODY}`, `--regid=${SOMEBODY}`, "--clear-groups"];
    const asSomebody = (...args: string[]) => runIn(home, ["setpriv", ...ids, executable, ...args]);
    const updating = ["self-update", "--server", server.address];
    expect(await asSomebody("-e", "1 .")).toMatchObject({ code: 0, out: "1 ", err: "" });
    expect((await asSomebody("doctor")).out).toContain(
      `Cannot look at ${storeOf(home)}: you may not read it`,
    );
    for (const folder of [ours, storeOf(home)]) {
      const refused = await asSomebody(...updating);
      expect(refused.code).toBe(13);
      expect(refused.err).toContain(`sudo chown -R ${SOMEBODY} ${folder}`);
      chownSync(folder, SOMEBODY, SOMEBODY);
    }
    expect(await asSomebody(...updating)).toMatchObject({ code: 0, err: "" });
  },
);

test.if(isRoot)(
  "row 47: two users in one home that their group may write to: the first one has the store",
  async () => {
    const [group, first, second] = [4321, 1234, 1235];
    publishStages(publisher, "1.0.1");
    chmodSync(dirname(home), 0o755);
    chownSync(home, 0, group);
    chmodSync(home, 0o2775);
    const ids = (user: number) => [`--reuid=${user}`, `--regid=${group}`, "--clear-groups"];
    const as = (user: number, args: readonly string[], env = {}) =>
      runIn(home, ["setpriv", ...ids(user), executable, ...args], env);
    const updating = ["self-update", "--server", server.address];
    expect(await as(first, updating)).toMatchObject({ code: 0, err: "" });
    const seen = readdirSync(storeOf(home), { recursive: true, encoding: "utf8" }).sort();

    // Everything runs, with what is in the executable.
    expect(await as(second, ["-e", "1 ."])).toMatchObject({ code: 0, out: "1 ", err: "" });
    expect((await as(second, ["plugins"])).out).toContain("What is installed is not used:");
    for (const line of [updating, ["self-update", "--rollback"]]) {
      const refused = await as(second, line);
      expect(refused.code).toBe(13);
      expect(refused.err).toContain("Run it as the user");
      expect(refused.err).toContain("set XDG_DATA_HOME to a folder of your own");
    }
    expect(readdirSync(storeOf(home), { recursive: true, encoding: "utf8" }).sort()).toEqual(seen);

    // The way out, and the first one has what it had.
    const own = { XDG_DATA_HOME: join(home, "second") };
    expect(await as(second, updating, own)).toMatchObject({ code: 0, err: "" });
    expect((await as(second, ["--version"], own)).out).toStartWith("fastforth 1.0.1");
    expect((await as(first, ["--version"])).out).toStartWith("fastforth 1.0.1");
    expect(await as(first, ["self-update", "--rollback"])).toMatchObject({ code: 0, err: "" });
    expect((await as(second, ["--version"], own)).out).toStartWith("fastforth 1.0.1");
  },
);

test.if(process.platform !== "win32")(
  "row 21: links in place of the store and of what is in it",
  async () => {
    publishStages(publisher, "1.0.1");
    const elsewhere = freshFolder("elsewhere");
    mkdirSync(dirname(storeOf(home)), { recursive: true, mode: 0o700 });
    symlinkSync(elsewhere, storeOf(home));
    await failsThenWorks("is a symbolic link", () => rmSync(storeOf(home)));
    expect(readdirSync(elsewhere)).toEqual([]);

    // A lock that points elsewhere would make or empty a file there.
    publishStages(publisher, "1.0.2");
    const victim = join(elsewhere, "victim");
    writeFileSync(victim, "precious");
    rmSync(join(storeOf(home), "lock"));
    symlinkSync(victim, join(storeOf(home), "lock"));
    const refused = await update();
    expect([refused.code, refused.err.includes("it is a symbolic link")]).toEqual([13, true]);
    rmSync(join(storeOf(home), "lock"));

    // Libraries and records that are links are replaced, and what they point to is left alone.
    const file = join(storeOf(home), "files", sha256(marked("parser", "1.0.2")));
    symlinkSync(victim, file);
    symlinkSync(victim, join(storeOf(home), "files", "0".repeat(64)));
    expect((await update()).code).toBe(0);
    expect(lstatSync(file).isSymbolicLink()).toBe(false);
    expect(readFileSync(victim, "utf8")).toBe("precious");
    expect(await versionNow()).toBe("fastforth 1.0.2");
    expect(existsSync(join(storeOf(home), "files", "0".repeat(64)))).toBe(false);
  },
);

test.if(process.platform !== "win32")("row 21: a store that others may write to is not used", async () => {
  publishStages(publisher, "1.0.1");
  await update();
  chmodSync(storeOf(home), 0o777);
  expect(await versionNow()).toBe("fastforth 1.0.0");
  await failsThenWorks("can be written to by others", () => chmodSync(storeOf(home), 0o700));
  expect(await versionNow()).toBe("fastforth 1.0.1");
});
