// The arm64 executable runs, updates and swaps under qemu-aarch64. An executable starts itself to try out plugins, so the
// emulator is made the system's way to run arm64 programs, in a namespace of this test's own.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../release/build.ts";
import { type RunningServer, startServer } from "../../release/server.ts";
import { projectRoot } from "../../release/steps.ts";
import { stageNames } from "../../src/abi/stage_names.ts";
import { runIn } from "../update/executables.ts";
import { smallProgram, TestPublisher } from "./publisher.ts";

const libraries = "/usr/aarch64-linux-gnu";
const register = [
  "mount -t binfmt_misc none /proc/sys/fs/binfmt_misc",
  String.raw`printf '%s' ':arm64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:${Bun.which("qemu-aarch64")}:' >/proc/sys/fs/binfmt_misc/register`,
];
const inNamespace = (...script: readonly string[]) => [
  "unshare",
  "-Urm",
  "sh",
  "-ec",
  [...register, ...script].join("\n"),
];

/** Why it cannot be tried here; undefined when it can. */
function obstacle(): string | undefined {
  if (process.platform !== "linux" || smallProgram === null) return "this is not Linux";
  if (Bun.which("qemu-aarch64") === null || !existsSync(join(libraries, "lib")))
    return "there is no qemu-aarch64";
  const runtime = join(projectRoot, ".toolchain", "bun-1.4.5", "linux-arm64", "bun");
  if (!existsSync(runtime) && process.env.FASTFORTH_TEST_RELEASE !== "1") {
    return "Bun for arm64 is not here; FASTFORTH_TEST_RELEASE=1 has it fetched";
  }
  if (Bun.which("unshare") === null) return "there is no unshare";
  const namespace = Bun.spawnSync(inNamespace("true"), { stderr: "ignore" });
  return namespace.exitCode === 0 ? undefined : "this system gives no namespace to register an emulator in";
}

const why = obstacle();
if (why !== undefined) console.log(`skipped: an update of the arm64 executable: ${why}`);
const publisher =
  why === undefined ? new TestPublisher(Math.floor(Date.now() / 1000) * 1000, "linux-arm64") : undefined;
const minutes = 60_000;

let executable = "";
let server: RunningServer | undefined;

beforeAll(async () => {
  if (publisher === undefined) return;
  const trustRoot = join(publisher.publicFolder, "root.json");
  executable = join(publisher.folder, "fastforth");
  await build("linux-arm64", { output: executable, trustRoot, version: "1.0.0" });
  server = startServer({ folder: publisher.site });
  mkdirSync(join(publisher.folder, "home"));
}, 5 * minutes);
afterAll(async () => {
  await server?.stop();
  if (publisher !== undefined) rmSync(publisher.folder, { recursive: true, force: true });
});

test.if(publisher !== undefined)(
  "the arm64 executable updates, and compiles with what it got",
  async () => {
    if (publisher === undefined) return;
    const run = (...args: string[]) =>
      runIn(join(publisher.folder, "home"), [...inNamespace('exec "$@"'), "sh", executable, ...args], {
        FASTFORTH_UPDATE_SERVER: server?.url,
        QEMU_LD_PREFIX: libraries,
      });
    expect((await run("--version")).out).toStartWith("fastforth 1.0.0\n");
    const files = [
      publisher.realPlugin("parser", "0.1.1"),
      publisher.realPlugin("optimizer", "0.1.1"),
      ...stageNames
        .filter((name) => name !== "parser" && name !== "optimizer")
        .map((name) => publisher.realPlugin(name)),
      publisher.executable("1.0.1"),
    ];
    await publisher.publish("1.0.1", { files, minimumCore: "1.0.0" });
    const update = await run("self-update", "--json");
    expect(JSON.parse(update.out)).toMatchObject({ decision: "plugins", now: "1.0.1" });
    expect([update.code, update.err]).toEqual([0, ""]);
    const { out } = await run("--version");
    expect(out).toStartWith("fastforth 1.0.1\n");
    expect(out).toContain("parser 0.1.1 (updated)");
    const program = ": fib dup 2 < if exit then dup 1- recurse swap 2 - recurse + ; 20 fib .";
    const compiled = await run("--stages", "plugin", "-e", program);
    expect(compiled.out).toBe("6765 ");
    // On a busy machine the emulated self-check takes longer than a real one may.
    if (compiled.err !== "") expect(compiled.err).toContain("its self-check did not end within");
  },
  5 * minutes,
);
