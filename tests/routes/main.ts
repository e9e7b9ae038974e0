/**
 * The routes of what FastForth does most: which files of src its calls lead through, and how often they come back to one
 * that they have left. A number that grows shows a corridor: files that hand a question on.
 *
 *     node .ci/bun.mjs tests/routes/main.ts [CHECKOUT]    of this checkout, or another one that is built
 *     ROUTES=all                                          also names the files, and the steps between them
 *
 * Files: how many were entered. Returns: how often a call went into a file that had been left for another.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { instrumentedCopy } from "../instrumented_copy.ts";
import { instrumented } from "./instrument.ts";

interface Route {
  readonly name: string;
  readonly files: readonly string[];
}

const checkout = resolve(process.argv[2] ?? projectRoot);
const folder = mkdtempSync(join(tmpdir(), "fastforth-routes-"));
const copy = join(folder, "checkout");

function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const command = [process.execPath, "--preload", join(import.meta.dir, "notes.ts"), script, ...args];
  const child = Bun.spawnSync(command, {
    cwd: copy,
    env: { PATH: process.env.PATH, HOME: folder, NO_COLOR: "1", ...env },
    stdout: "ignore",
    stderr: "inherit",
  });
  if (child.exitCode !== 0) throw new Error(`${script} ${args.join(" ")} ended with ${child.exitCode}`);
}

/** What programs do, in one process. */
function programRoutes(): Route[] {
  const output = join(folder, "programs.json");
  run(join(import.meta.dir, "programs.ts"), [copy, output]);
  return JSON.parse(readFileSync(output, "utf8"));
}

/** A self-update of two plugins from a folder. */
async function updateRoute(): Promise<Route> {
  const { presentPublisher } = await import(join(checkout, "tests/update/executables.ts"));
  const { publishStages } = await import(join(checkout, "tests/update/plugin_release.ts"));
  const publisher = presentPublisher();
  publishStages(publisher, "9.0.0");
  const release = join(folder, "release");
  for (const [name, bytes] of publisher.files as Map<string, Uint8Array>) {
    mkdirSync(dirname(join(release, name)), { recursive: true });
    writeFileSync(join(release, name), bytes);
  }
  const root = JSON.stringify(new TextDecoder().decode(publisher.root));
  for (const file of new Bun.Glob("**/embedded_root.ts").scanSync(join(copy, "src")))
    writeFileSync(join(copy, "src", file), `export const embeddedRoot = ${root};\n`);
  const output = join(folder, "update.json");
  run(join(copy, "src/main.ts"), ["self-update", "--offline", release], {
    FASTFORTH_ROUTE: output,
    FASTFORTH_ROUTE_FROM: "commands/self_update.ts",
  });
  return { name: "a self-update of two plugins", files: JSON.parse(readFileSync(output, "utf8")) };
}

/** How often a route leads from one file to another, what is frequent first. */
function steps(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  files.forEach((file, at) => {
    const step = at === 0 ? file : `${files[at - 1]} -> ${file}`;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  });
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([step, count]) => `${`${count}`.padStart(21)}  ${step}`);
}

try {
  instrumentedCopy(checkout, copy, instrumented);
  console.log(`${"files".padStart(6)}${"returns".padStart(9)}  route`);
  for (const { name, files } of [...programRoutes(), await updateRoute()]) {
    const entered = new Set(files);
    const counts = [String(entered.size).padStart(6), String(files.length - entered.size).padStart(9)];
    console.log(`${counts.join("")}  ${name}`);
    if (process.env.ROUTES === "all") console.log(steps(files).join("\n"));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
