// A program that is started in somebody else's folder must not run or read what lies there. Everything that Bun
// looks for in the current folder is planted, as files that act when they are obeyed, and as pipes that block for
// ever when they are opened.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../../release/build.ts";

const settings = ["bunfig.toml", ".env", ".env.local", ".env.production", "tsconfig.json", "package.json"];
const onLinux = process.platform === "linux";

let folder = "";
let executable = "";
let control = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fastforth-trust-"));
  executable = await build();
  control = await buildControl();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program compiled with Bun's own defaults: it shows that the traps work. */
async function buildControl(): Promise<string> {
  const source = join(folder, "control.ts");
  writeFileSync(source, `console.log("started", process.env.PLANTED ?? "clean");`);
  const outfile = join(folder, "control");
  await Bun.build({ entrypoints: [source], target: "bun", compile: { outfile } });
  return outfile;
}

/** A folder with hostile settings. `obeyed` comes into being when one of them is obeyed. */
function hostileFolder(): { path: string; obeyed: string } {
  const path = mkdtempSync(join(folder, "hostile-"));
  const obeyed = join(path, "obeyed");
  const plant = (name: string, text: string) => writeFileSync(join(path, name), text);
  plant("evil.ts", `require("node:fs").writeFileSync(${JSON.stringify(obeyed)}, ""); process.exit(66);`);
  plant("bunfig.toml", `preload = ["./evil.ts"]\n[run]\npreload = ["./evil.ts"]\n`);
  for (const name of [".env", ".env.local", ".env.production"]) {
    plant(name, "PLANTED=planted\nBUN_OPTIONS=--preload=./evil.ts\nNODE_OPTIONS=--require=./evil.ts\n");
  }
  const imports = { "*": ["./evil.ts"] };
  plant("tsconfig.json", JSON.stringify({ compilerOptions: { baseUrl: ".", paths: imports } }));
  plant(
    "package.json",
    JSON.stringify({ type: "commonjs", imports: { "#*": "./evil.ts" }, main: "./evil.ts" }),
  );
  mkdirSync(join(path, "node_modules", "bun"), { recursive: true });
  writeFileSync(join(path, "node_modules", "bun", "index.js"), `require("../../evil.ts")`);
  return { path, obeyed };
}

async function run(
  command: readonly string[],
  cwd: string,
  planted?: string,
): Promise<{ exitCode: number | "blocked"; output: string }> {
  const env = { ...process.env, PLANTED: planted };
  const child = Bun.spawn([...command], { cwd, env, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const late = Bun.sleep(3000).then(() => "blocked" as const);
  const exitCode = await Promise.race([child.exited, late]);
  child.kill("SIGKILL");
  const output = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { exitCode, output: output.join("") };
}

test("a program with Bun's defaults obeys the planted settings", async () => {
  const { path, obeyed } = hostileFolder();
  expect((await run([control], path)).exitCode).toBe(66);
  expect(existsSync(obeyed)).toBe(true);
  rmSync(join(path, "bunfig.toml"));
  expect((await run([control], path)).output).toContain("planted");
});

const printPlanted = ["-e", 's" PLANTED" getenv type'];

test("FastForth obeys none of them", async () => {
  expect((await run([executable, ...printPlanted], folder, "planted")).output).toContain("planted");
  for (const args of [[], ["-e", ""], printPlanted]) {
    const { path, obeyed } = hostileFolder();
    const { exitCode, output } = await run([executable, ...args], path);
    expect(existsSync(obeyed)).toBe(false);
    expect(exitCode).not.toBe(66);
    expect(exitCode).not.toBe("blocked");
    expect(output).not.toContain("planted");
  }
});

test.if(onLinux)(
  "FastForth does not even open them",
  async () => {
    const path = mkdtempSync(join(folder, "pipes-"));
    for (const name of settings) Bun.spawnSync(["mkfifo", join(path, name)]);
    expect((await run([control], path)).exitCode).toBe("blocked");
    for (const args of [[], ["-e", ""]])
      expect((await run([executable, ...args], path)).exitCode).not.toBe("blocked");
  },
  30_000,
);

test.if(onLinux && Bun.which("strace") !== null)(
  "FastForth opens nothing in the current folder",
  async () => {
    const { path } = hostileFolder();
    const log = join(folder, "strace.log");
    const trace = ["strace", "-f", "-y", "-e", "trace=open,openat,openat2,readlink,execve", "-o", log];
    await run([...trace, executable, "-e", ""], path);
    const calls = (await Bun.file(log).text()).split("\n");
    const executed = calls.findIndex((call) => call.includes("execve"));
    expect(executed).toBeGreaterThanOrEqual(0);
    const inFolder = calls
      .slice(executed + 1)
      .filter((call) => /AT_FDCWD<[^>]*>, "(?!\/)/.test(call) || call.includes(`"${path}/`));
    expect(inFolder).toEqual([]);
  },
);
