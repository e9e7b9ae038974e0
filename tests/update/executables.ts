// Executables that trust the keys of the tests' publisher: built as released ones are, kept in dist as long as they fit.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../release/build.ts";
import { hostPlatform } from "../../release/platforms.ts";
import { projectRoot } from "../../release/steps.ts";
import { pluginPlatform } from "../../src/plugins/installed.ts";
import { sha256 } from "../../src/trust/bytes.ts";
import { Publisher } from "./release_maker.ts";

const folder = join(projectRoot, "dist", ".tests", "executables");

/** A publisher whose clock is the computer's: executables know no other. */
export function presentPublisher(): Publisher {
  return new Publisher(pluginPlatform, 1, Date.now());
}

/**
 * An executable of some version that takes releases of `presentPublisher`.
 * @returns its path; it is shared, so that a test that replaces it takes a copy
 */
export async function trustingExecutable(version: string): Promise<string> {
  const plain = await build();
  const root = presentPublisher().root;
  // Not all of how it is made is in the plain one: the root is put into this one alone.
  const maker = sha256(readFileSync(join(projectRoot, "release", "executable.ts"))).slice(0, 8);
  const state = `${version}-${sha256(readFileSync(plain)).slice(0, 16)}-${sha256(root).slice(0, 8)}-${maker}`;
  const output = join(folder, state);
  if (existsSync(output)) return output;
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder))
    if (name.startsWith(`${version}-`) && name !== state) rmSync(join(folder, name), { force: true });
  const trustRoot = join(folder, `root-${process.pid}.json`);
  writeFileSync(trustRoot, root);
  try {
    return await build(hostPlatform(), { output, trustRoot, version });
  } finally {
    rmSync(trustRoot, { force: true });
  }
}

export interface Outcome {
  readonly code: number | null;
  readonly signal: string | number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs an executable to its end, with a home of its own. */
export async function runIn(
  home: string,
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  cwd: string = home,
): Promise<Outcome> {
  const child = Bun.spawn([...command], {
    cwd,
    env: { PATH: process.env.PATH, HOME: home, NO_COLOR: "1", ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: 120_000,
    killSignal: "SIGKILL",
  });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  await child.exited;
  return { code: child.exitCode, signal: child.signalCode, out, err };
}

/** The store of a home, on Linux. */
export function storeOf(home: string): string {
  return join(home, ".local", "share", "fastforth", pluginPlatform);
}
