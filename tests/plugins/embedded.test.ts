import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileExecutable, projectRoot } from "../../build.ts";
import { expectation } from "./fixture_library.ts";

const library = join(projectRoot, "dist", "plugins", `runtime-${process.platform}-${process.arch}.so`);

test.if(process.platform === "linux")(
  "an executable loads what is inside it, and writes no file for that",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "fastforth-embedded-"));
    try {
      const entry = join(folder, "main.ts");
      const runtime = JSON.stringify(join(projectRoot, "src", "plugins", "runtime.ts"));
      writeFileSync(
        entry,
        `const { loadRuntime } = await import(${runtime}); console.log((await loadRuntime())?.terminalSize(1000));
       console.log((await loadRuntime()) !== undefined, import.meta.path);`,
      );
      const program = join(folder, "program");
      await compileExecutable(entry, program, [library]);
      const empty = join(folder, "temporary");
      mkdirSync(empty);
      const env = { ...process.env, TMPDIR: empty, BUN_TMPDIR: empty };
      const run = Bun.spawnSync([program], { cwd: "/", env });
      expect(run.stdout.toString()).toContain("undefined\ntrue /$bunfs/");
      expect(readdirSync(empty)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test.if(process.platform === "linux")("an executable whose inside was changed does not load it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-embedded-"));
  try {
    const entry = join(folder, "main.ts");
    const embedded = JSON.stringify(join(projectRoot, "src", "plugins", "embedded.ts"));
    writeFileSync(
      entry,
      `const { embeddedLibrary } = await import(${embedded});
       console.log(await embeddedLibrary("runtime").then(() => "loaded", (error) => error.fault));`,
    );
    const program = join(folder, "program");
    await compileExecutable(entry, program, [library]);
    expect(Bun.spawnSync([program]).stdout.toString()).toBe("loaded\n");

    const bytes = readFileSync(library);
    expect(expectation(bytes).byteLength).toBe(bytes.length);
    const whole = readFileSync(program);
    const at = whole.indexOf(bytes);
    expect(at).toBeGreaterThan(0);
    whole[at + 1000] = (whole[at + 1000] ?? 0) ^ 1;
    const changed = join(folder, "changed");
    writeFileSync(changed, whole, { mode: 0o755 });
    expect(Bun.spawnSync([changed]).stdout.toString()).toBe("hash\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
