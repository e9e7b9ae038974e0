// The executable's own exchange (rows 36, 37 and 39), with scripts in the place of executables: two updaters at once, a kill
// at every call that changes files, an executable that is gone, a switch after which something fails.

import { afterAll, beforeEach, expect, test } from "bun:test";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { openStore, pluginPlatform } from "../../src/plugins/installed.ts";
import { nobleVerifier } from "../../src/trust/ed25519_noble.ts";
import { UpdateError } from "../../src/trust/errors.ts";
import { ExecutableOnDisk } from "../../src/update/executable.ts";
import { WebServer } from "../../src/update/fetch.ts";
import { rollBackTo } from "../../src/update/rollback.ts";
import { type UpdateEnvironment, update } from "../../src/update/updater.ts";
import { nextAbi, script } from "./exchange_child.ts";
import { Publisher, testTime } from "./release_maker.ts";
import { freshFolder } from "./store_fixture.ts";
import { WebServerForTests } from "./web_server.ts";

const canTrace = process.platform === "linux" && Bun.which("strace") !== null;
if (!canTrace) console.warn("SKIPPED: strace is missing, so exchanges are not killed at their system calls");

const stable = { channel: "stable" };
const old = script("0.1.0", 1);
let publisher: Publisher;
let server: WebServerForTests | undefined;
let folder = "";
let path = "";

beforeEach(async () => {
  server?.stop();
  publisher = new Publisher(pluginPlatform);
  server = await WebServerForTests.start(publisher.files);
  fresh();
  publish("1.1.0");
});
afterAll(() => server?.stop());

function fresh(): void {
  folder = freshFolder("exchange");
  path = join(folder, "bin", "fastforth");
  mkdirSync(join(folder, "bin"));
  writeFileSync(path, old);
  chmodSync(path, 0o755);
}

const publish = (version: string) =>
  publisher.publish(version, [{ name: "fastforth", bytes: script(version, nextAbi), abi: nextAbi }], {
    abi: nextAbi,
  });
const rootText = () => new TextDecoder().decode(publisher.root);

function environment(changes: Partial<UpdateEnvironment> = {}): UpdateEnvironment {
  return {
    store: openStore(join(folder, "store"), rootText(), path),
    source: new WebServer(server?.address ?? "", "test"),
    embeddedRoot: publisher.root,
    verifier: nobleVerifier,
    executable: { version: "0.1.0", abi: 1, platform: pluginPlatform, pluginPlatform, plugins: [] },
    now: () => testTime,
    selfCheck: async () => undefined,
    file: new ExecutableOnDisk(path),
    report: () => undefined,
    patches: true,
    ...changes,
  };
}

/** As the executable that lies there now runs it. */
function environmentNow(): UpdateEnvironment {
  const isNew = !readFileSync(path).equals(old);
  const { executable } = environment();
  return environment({ executable: isNew ? { ...executable, version: "1.1.0", abi: nextAbi } : executable });
}

const content = () => new Uint8Array(readFileSync(path));
const besides = () => readdirSync(join(folder, "bin")).filter((name) => name !== "fastforth");

test("the executable is replaced when the ABI is another, kept, and comes back", async () => {
  expect(await update(environment(), stable)).toMatchObject({ kind: "executable", why: "abi" });
  expect(content()).toEqual(script("1.1.0", nextAbi));
  expect(besides().length).toBe(1);
  expect((await rollBackTo(environmentNow(), undefined)).version).toBe("0.1.0");
  expect(content()).toEqual(new Uint8Array(old));
  expect(besides()).toEqual([]);
  expect((await update(environmentNow(), stable)).kind).toBe("staying");
});

test("row 36: two updaters across an exchange keep the kept old one", async () => {
  const both = [environment(), environment()];
  const decisions = await Promise.all(both.map((each) => update(each, stable)));
  expect(decisions.map(({ kind }) => kind).toSorted()).toEqual(["current", "executable"]);
  expect((await rollBackTo(environmentNow(), undefined)).version).toBe("0.1.0");
  expect(content()).toEqual(new Uint8Array(old));
});

test("row 36: one that waited while something else took its place decides nothing", async () => {
  const late = environment();
  writeFileSync(`${path}.new`, script("2.0.0", nextAbi));
  chmodSync(`${path}.new`, 0o755);
  renameSync(`${path}.new`, path);
  const error = await update(late, stable).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UpdateError);
  expect((error as UpdateError).message).toContain("exchanged this executable meanwhile");
  expect(content()).toEqual(script("2.0.0", nextAbi));
  expect(besides()).toEqual([]);
});

test("row 39: an executable that was deleted while it runs is told of, and nothing is changed", async () => {
  const running = environment();
  rmSync(path);
  const error = await update(running, stable).catch((thrown: unknown) => thrown);
  expect((error as Error).message).toContain("is not there any more: it was moved or deleted");
});

/** Of an update, or of a rollback, in which one call of a kind comes to something else. */
function codeOf(call: string, fault: string, count: number, ...more: string[]): Promise<number> {
  const strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${call}`];
  const child = join(import.meta.dir, "exchange_child.ts");
  const command = [process.execPath, child, folder, path, server?.address ?? "", ...more];
  return Bun.spawn([...strace, `--inject=${call}:${fault}:when=${count}`, ...command], {
    env: { ...process.env, TEST_ROOT: rootText() },
    stdio: ["ignore", "ignore", "ignore"],
  }).exited;
}

test.if(canTrace)(
  "row 43: a rollback of the executable that fails has changed nothing, and one that was killed is finished by the next",
  async () => {
    await update(environment(), stable);
    const [installed, tried] = [folder, freshFolder("back")];
    const begin = () => {
      rmSync(tried, { recursive: true });
      cpSync(installed, tried, { recursive: true });
      folder = tried;
      // The record names executables by their paths.
      const record = readFileSync(join(tried, "store", "current"), "utf8");
      writeFileSync(join(tried, "store", "current"), record.replaceAll(installed, tried));
      path = join(tried, "bin", "fastforth");
    };
    const isBack = () => readFileSync(path).equals(old);
    let failed = 0;
    // The first of them tells how many calls there are: it is survived where there is none.
    const faults = ["signal=SIGKILL", "error=ENOSPC", "error=EIO"];
    for (const call of ["rename", "fsync", "flock", "link", "unlink"]) {
      let most = 6;
      for (const fault of faults)
        for (let count = 1; count <= most; count++) {
          begin();
          const code = await codeOf(call, fault, count, "rollback");
          const place = `${call} ${count} ${fault}`;
          if (code !== 0) failed++;
          // Otherwise what failed was behind the exchange, or there are fewer calls.
          if (code === 0 || !fault.startsWith("signal"))
            expect([place, isBack()]).toEqual([place, code === 0]);
          if (!isBack())
            expect([place, (await rollBackTo(environmentNow(), undefined)).version]).toEqual([
              place,
              "0.1.0",
            ]);
          expect([place, isBack()]).toEqual([place, true]);
          // It stays there.
          expect([place, (await update(environmentNow(), stable)).kind]).toEqual([place, "staying"]);
          if (code === 0 && fault.startsWith("signal")) most = count - 1;
        }
    }
    expect(failed).toBeGreaterThan(8);
  },
  300_000,
);

test.if(canTrace)(
  "row 43: an exchange that cannot remove something has changed nothing, or leaves it",
  async () => {
    for (let count = 1; count <= 4; count++) {
      fresh();
      const place = `unlink ${count}`;
      const code = await codeOf("unlink", "error=EIO", count);
      expect([place, readFileSync(path).equals(old)]).toEqual([place, code !== 0]);
      // Before the old one is kept, what lies in that place is removed; a failure behind it is none of the update.
      if (count > 1) expect([place, code]).toEqual([place, 0]);
      if (code !== 0) continue;
      expect([place, (await rollBackTo(environmentNow(), undefined)).version]).toEqual([place, "0.1.0"]);
    }
  },
  300_000,
);

test.if(canTrace)(
  "row 37: killed at every call that changes files, a rollback works afterwards",
  async () => {
    let killed = 0;
    for (const call of ["rename", "link", "linkat", "unlink", "fsync"])
      for (let count = 1; ; count++) {
        fresh();
        const place = `${call} ${count}`;
        if ((await codeOf(call, "signal=SIGKILL", count)) === 0) break;
        killed++;
        const isNew = !readFileSync(path).equals(old);
        if (!isNew) await update(environmentNow(), stable);
        expect([place, content()]).toEqual([place, script("1.1.0", nextAbi)]);
        expect([place, (await rollBackTo(environmentNow(), undefined)).version]).toEqual([place, "0.1.0"]);
        expect([place, content()]).toEqual([place, new Uint8Array(old)]);
      }
    expect(killed).toBeGreaterThan(8);
  },
  300_000,
);
