// Row 30: an update that is started in somebody else's folder reads nothing there.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { presentPublisher, runIn, trustingExecutable } from "./executables.ts";
import { publishStages } from "./plugin_release.ts";
import { freshFolder } from "./store_fixture.ts";
import { WebServerForTests } from "./web_server.ts";

const canTrace = process.platform === "linux" && Bun.which("strace") !== null;
if (!canTrace) console.warn("SKIPPED: strace is missing, so what an update opens is not watched");

let executable = "";
let server: WebServerForTests;

beforeAll(async () => {
  executable = await trustingExecutable("1.0.0");
  const publisher = presentPublisher();
  publishStages(publisher, "1.0.1");
  server = await WebServerForTests.start(publisher.files);
}, 600_000);
afterAll(() => server.stop());

/** A folder with all that a runtime or an updater might look for, made to change where updates come from. */
function hostileFolder(): string {
  const folder = freshFolder("hostile");
  const plant = (name: string, text: string) => writeFileSync(join(folder, name), text);
  plant("evil.ts", "process.exit(66);");
  plant("bunfig.toml", `preload = ["./evil.ts"]\n[install]\nregistry = "http://127.0.0.1:1"\n`);
  const variables =
    "FASTFORTH_UPDATE_SERVER=http://127.0.0.1:1\nHTTP_PROXY=http://127.0.0.1:1\nXDG_DATA_HOME=/tmp/evil\n";
  for (const name of [".env", ".env.local", ".env.production"]) plant(name, variables);
  plant("tsconfig.json", JSON.stringify({ compilerOptions: { paths: { "*": ["./evil.ts"] } } }));
  plant("package.json", JSON.stringify({ type: "commonjs", imports: { "#*": "./evil.ts" } }));
  for (const name of ["root.json", "manifest.json", "timestamp.json", "fastforth.managed-by", "current"])
    plant(name, "evil");
  for (const name of ["release", "node_modules", "plugins"]) mkdirSync(join(folder, name));
  return folder;
}

test("it obeys nothing there, and everything from where it should come", async () => {
  const home = freshFolder("home");
  const run = await runIn(home, [executable, "self-update", "--server", server.address], {}, hostileFolder());
  expect([run.code, run.err]).toEqual([0, ""]);
  expect(run.out).toContain("FastForth 1.0.0 is now 1.0.1");
});

test.if(canTrace)("it does not even open anything there", async () => {
  const home = freshFolder("home");
  const folder = hostileFolder();
  const log = join(freshFolder("trace"), "log");
  const strace = ["strace", "-f", "-y", "-e", "trace=open,openat,openat2,readlink,execve", "-o", log];
  const command = [...strace, executable, "self-update", "--server", server.address];
  expect((await runIn(home, command, {}, folder)).code).toBe(0);
  const calls = readFileSync(log, "utf8").split("\n");
  const started = calls.findIndex((call) => call.includes("execve"));
  expect(started).toBeGreaterThanOrEqual(0);
  const inside = calls
    .slice(started + 1)
    .filter((call) => /AT_FDCWD<[^>]*>, "(?!\/)/.test(call) || call.includes(`"${folder}/`));
  expect(inside).toEqual([]);
});
