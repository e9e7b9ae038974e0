import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileExecutable } from "../../release/executable.ts";
import { projectRoot } from "../../release/steps.ts";

const onLinux = process.platform === "linux";
const library = join(projectRoot, "dist", "plugins", `runtime-linux-${process.arch}.so`);

let folder = "";
let program = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fastforth-embedded-"));
  program = join(folder, "program");
  if (!onLinux) return;
  const entry = join(folder, "main.ts");
  const plugins = join(projectRoot, "src", "plugins");
  writeFileSync(
    entry,
    `import { embeddedLibrary } from ${JSON.stringify(join(plugins, "embedded.ts"))};
     import { loadRuntime } from ${JSON.stringify(join(plugins, "runtime.ts"))};
     let found;
     try { found = embeddedLibrary("runtime") ? "verified" : "missing"; } catch (error) { found = error.fault; }
     console.log(found, loadRuntime() ? "with runtime" : "without runtime");`,
  );
  await compileExecutable(entry, program, [library]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.if(onLinux)("an executable loads what is inside it, and writes no file for that", () => {
  const empty = join(folder, "temporary");
  mkdirSync(empty);
  const env = { ...process.env, TMPDIR: empty, BUN_TMPDIR: empty };
  expect(Bun.spawnSync([program], { cwd: "/", env }).stdout.toString()).toBe("verified with runtime\n");
  expect(readdirSync(empty)).toEqual([]);
});

test.if(onLinux)("an executable whose inside was changed does without the changed library", () => {
  const whole = readFileSync(program);
  const at = whole.indexOf(Bun.zstdCompressSync(readFileSync(library), { level: 22 }));
  expect(at).toBeGreaterThan(0);
  whole[at + 1000] = (whole[at + 1000] ?? 0) ^ 1;
  const changed = join(folder, "changed");
  writeFileSync(changed, whole, { mode: 0o755 });
  expect(Bun.spawnSync([changed]).stdout.toString()).toBe("hash without runtime\n");
});
