// Runs the executable that the build made, as a shell would.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../release/steps.ts";

export const executable = join(projectRoot, "dist", "fastforth");

export interface Outcome {
  readonly code: number | null;
  readonly signal: string | number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunSettings {
  /** Standard input; empty when absent. */
  readonly stdin?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds after which it is killed; 20 seconds when absent. */
  readonly timeout?: number;
}

/** Runs FastForth to its end; a run that hangs is killed. */
export async function fastforth(args: readonly string[], settings: RunSettings = {}): Promise<Outcome> {
  const child = Bun.spawn([executable, ...args], {
    cwd: settings.cwd ?? scratch,
    env: { ...process.env, NO_COLOR: undefined, ...settings.env },
    stdin: new TextEncoder().encode(settings.stdin ?? ""),
    stdout: "pipe",
    stderr: "pipe",
    timeout: settings.timeout ?? 20_000,
    killSignal: "SIGKILL",
  });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  await child.exited;
  return { code: child.exitCode, signal: child.signalCode, out, err };
}

/** A folder that goes away with the test run. */
export const scratch = mkdtempSync(join(tmpdir(), "fastforth-cli-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** Writes a file into the scratch folder; gives its path. */
export function file(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}
