// `npm run demo:update`: an update that happens while programs run, on this machine, in about a minute.
//
// It makes keys that it throws away, builds FastForth 1.0.0 with three older stages, publishes 1.0.1 with today's, serves
// both on the loopback as slowly as a weak line, and lets a program and a session run while `self-update` changes what
// compiles them. Everything lies in a folder of its own, which goes at the end; --keep leaves it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { consola } from "consola";
import { ABI_VERSION } from "../../src/abi/bindings.ts";
import { stageNames } from "../../src/abi/stage_names.ts";
import { checkInChild } from "../../src/plugins/self_check.ts";
import { paintFor } from "../../src/terminal/screen.ts";
import { build } from "../build.ts";
import { BuildError } from "../build_error.ts";
import { type BuiltFile, stageVersion } from "../build_release.ts";
import { compileExecutable } from "../executable.ts";
import { generateKeys } from "../keys.ts";
import { builtLibraries } from "../libraries.ts";
import { hostPlatform, platformNamed } from "../platforms.ts";
import { publishRelease } from "../publish.ts";
import { createRoot } from "../roots.ts";
import { type RunningServer, startServer } from "../server.ts";
import { projectRoot } from "../steps.ts";
import { compileOlderStage, olderStages, olderVersion } from "./older_stages.ts";
import { RateProgram, run, Session } from "./running.ts";

/** Thousands of bits a second. */
const LINE = 1000;
/** Lines of the word whose compilation is timed. */
const LONG_WORD = 8000;
const OLD = "1.0.0";
const NEW = "1.0.1";

const paint = paintFor(1);
const start = performance.now();

function step(text: string): void {
  const seconds = ((performance.now() - start) / 1000).toFixed(0).padStart(3);
  console.log(`\n${paint.dim(`${seconds} s`)}  ${paint.strong(text)}`);
}

const tell = (text: string) => console.log(`       ${text}`);

interface Releases {
  /** FastForth 1.0.0, which trusts the keys. */
  readonly executable: string;
  /** What the server serves. */
  readonly site: string;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-demo-"));
  const servers: RunningServer[] = [];
  try {
    const releases = await makeReleases(folder);
    await watchUpdate(folder, releases, servers);
  } finally {
    for (const server of servers) await server.stop();
    if (process.argv.includes("--keep")) console.log(`\nKept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

async function makeReleases(folder: string): Promise<Releases> {
  step("Keys, to be thrown away: three for the root, one that signs releases, one for the timestamp");
  const [keys, roots] = [join(folder, "private"), join(folder, "public")];
  const make = (role: "root" | "release" | "timestamp", count: number, threshold: number) => ({
    signers: generateKeys(keys, role, count),
    threshold,
  });
  const plan = {
    root: make("root", 3, 2),
    release: make("release", 1, 1),
    timestamp: make("timestamp", 1, 1),
  };
  const now = Math.floor(Date.now() / 1000) * 1000;
  const root = createRoot(roots, plan, now);

  step(`FastForth ${OLD}, with three stages that are worse than today's`);
  await build();
  const libraries = builtLibraries(platformNamed(hostPlatform()));
  tell("(compiled from today's sources with changes; ten seconds each on one core)");
  for (const { stage, fault } of olderStages) tell(`${stage.padEnd(9)}  ${fault}`);
  const older = await Promise.all(
    olderStages.map((stage) => compileOlderStage(stage, join(folder, "older"))),
  );
  const mixed = libraries.map((path) => older.find((old) => basename(old) === basename(path)) ?? path);
  const executable = join(folder, "fastforth");
  await compileExecutable(join(projectRoot, "src", "main.ts"), executable, mixed, {
    trustRoot: join(roots, "root.json"),
    version: OLD,
  });

  step(`The releases ${OLD} and ${NEW}, signed and published`);
  const site = join(folder, "site");
  for (const [version, paths] of [
    [OLD, mixed],
    [NEW, libraries],
  ] as const) {
    await publishRelease({
      site,
      files: pluginsAmong(paths),
      version,
      abi: ABI_VERSION,
      channel: "stable",
      rollout: 1,
      notes: version === NEW ? "Three stages are better: see below." : "",
      roots: [root],
      signers: { release: plan.release.signers, timestamp: plan.timestamp.signers },
      date: now,
      patches: { plugins: 1, executables: 0 },
      // What the older parser gets wrong would be found: that release came out before there was such a check.
      selfCheck: version === OLD ? () => undefined : checkInChild,
      dryRun: false,
      report: version === OLD ? () => undefined : tell,
    });
  }
  return { executable, site };
}

/** The stages among some libraries. */
function pluginsAmong(paths: readonly string[]): BuiltFile[] {
  const platform = platformNamed(hostPlatform()).library;
  return stageNames.map((name) => {
    const path = paths.find((each) => basename(each).startsWith(`${name}-`));
    if (path === undefined) throw new BuildError(`The stage ${name} was not built.`);
    const version = path.includes("older") ? olderVersion : stageVersion(name);
    return { name, version, platform, path: resolve(projectRoot, path) };
  });
}

async function watchUpdate(folder: string, releases: Releases, servers: RunningServer[]): Promise<void> {
  const { executable } = releases;
  const home = join(folder, "home");
  mkdirSync(home);
  writeFileSync(join(home, "poly.fs"), longWord());
  const server = startServer({ folder: releases.site, kilobits: LINE });
  servers.push(server);
  const selfUpdate = (...args: string[]) => run(home, [executable, "self-update", ...args]);

  step(`Two programs of FastForth ${OLD} start, and go on until the end`);
  const program = new RateProgram(home, [executable, join(import.meta.dir, "rate.fs")]);
  // Short sources are read by the parser that is built in; the session is to show the plugin's.
  const session = new Session(home, [executable, "--stages", "plugin"]);
  try {
    await run(home, [executable, "plugins"]);
    const before = await look(session, program);

    step(`fastforth self-update, over a line of ${LINE / 1000} Mbit/s`);
    const sent = server.bytesSent();
    await selfUpdate("--server", server.url);
    tell(`${((server.bytesSent() - sent) / 1000).toFixed(1)} kB went over the line.`);

    step("The same two programs, without a restart");
    await run(home, [executable, "plugins"]);
    const after = await look(session, program);
    tell(
      `The program is ${ratio(after.rate, before.rate)} times as fast; poly compiles ${ratio(before.compile, after.compile)} times as fast.`,
    );

    step("fastforth self-update --rollback");
    await selfUpdate("--rollback");
    await look(session, program);

    step("A server that changes one bit of a file");
    const hostile = startServer({
      folder: releases.site,
      fault: (name) => (name.includes("parser") ? { bytes: withOneBitChanged } : undefined),
    });
    servers.push(hostile);
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    const code = await run(elsewhere, [executable, "self-update", "--no-patches", "--server", hostile.url]);
    tell(`Exit code ${code}: nothing was installed.`);
    if (code !== 12) throw new BuildError(`A changed file ended with ${code} instead of 12.`);
  } finally {
    session.end();
    program.end();
  }
}

interface Seen {
  /** Thousands of numbers a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly compile: number;
}

/** Asks the session, and listens to the program for a while. */
async function look(session: Session, program: RateProgram): Promise<Seen> {
  await session.line("20000000000000000000. d.");
  const compile = Number.parseFloat(await session.line("include poly.fs first-run"));
  const rate = await program.rate();
  tell(`program  ${program.last()} thousand numbers a second`);
  return { rate, compile };
}

const ratio = (a: number, b: number) => (a / b).toFixed(1);

/** A long word without a branch, and one that tells how long it takes until that has been compiled. */
function longWord(): string {
  const lines = Array.from({ length: LONG_WORD }, (_, i) => `  over ${(i % 7) + 3} * ${i} xor +`);
  return [
    ": poly ( x -- y ) 0",
    ...lines,
    "  nip ;",
    ": runs ( -- ) 500 0 do i poly drop loop ;",
    ': first-run ( -- ) utime runs utime 2swap d- d>s 1000 / . ." ms to compile poly" ;',
    "",
  ].join("\n");
}

function withOneBitChanged(sound: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = sound.slice();
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return bytes;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  consola.error(error.message);
  process.exitCode = 1;
}
