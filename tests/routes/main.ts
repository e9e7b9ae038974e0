/**
 * The routes of what FastForth does most: which files of src its calls lead through, and how often they come back to one
 * that they have left. A number that grows shows a corridor: files that hand a question on.
 *
 *     node .ci/bun.mjs tests/routes/main.ts [CHECKOUT]    of this checkout, or another one that is built
 *     ROUTES=all                                          also names the files, and the steps between them
 *     ROUTES=order                                        the same in the order in which they were taken
 *
 * Files: how many were entered. Returns: how often a call went into a file that had been left for another. Handed on: the
 * visits of files in which nothing ran but functions that make one call and do nothing else. Read again: the visits that
 * served to read a signed file, the roots that were followed, or the record of what is installed, from bytes that the same
 * reader had read before on the route.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { instrumentedCopy } from "../instrumented_copy.ts";
import { instrumented } from "./instrument.ts";
import type { Visit } from "./notes.ts";

interface Route {
  readonly name: string;
  readonly visits: readonly Visit[];
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
  const { marked } = await import(join(checkout, "tests/update/plugin_release.ts"));
  const publisher = presentPublisher();
  const plugin = (name: string) => ({ name, version: "0.1.0", bytes: marked(name, "9.0.0") });
  publisher.publish("9.0.0", [plugin("parser"), plugin("optimizer")]);
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
  return { name: "a self-update of two plugins", visits: JSON.parse(readFileSync(output, "utf8")) };
}

/** How often a route leads from one file to another, what is frequent first. */
function steps(visits: readonly Visit[]): string[] {
  const files = visits.map(({ file, handsOn }) => (handsOn ? `${file} (hands on)` : file));
  if (process.env.ROUTES === "order") return files.map((file) => `          ${file}`);
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
  console.log(" files  returns  handed on  read again  route");
  for (const { name, visits } of [...programRoutes(), await updateRoute()]) {
    const entered = new Set(visits.map(({ file }) => file)).size;
    const again = visits.filter(({ isRepeated }) => isRepeated).length;
    const handedOn = visits.filter(({ handsOn, isRepeated }) => handsOn && !isRepeated).length;
    console.log(
      [
        String(entered).padStart(6),
        String(visits.length - entered).padStart(9),
        String(handedOn).padStart(11),
        String(again).padStart(12),
        `  ${name}`,
      ].join(""),
    );
    if (process.env.ROUTES !== undefined) console.log(steps(visits).join("\n"));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
