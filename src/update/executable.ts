// The executable itself: what it is, and how another one takes its place while it runs.

import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  linkSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { version } from "../../package.json";
import { ABI_VERSION } from "../abi/bindings.ts";
import { stageNames } from "../abi/stage_names.ts";
import { renameOrRemove, syncFolder, writeNew } from "../plugins/durable_file.ts";
import { embeddedLibraries } from "../plugins/embedded_bytes.ts";
import { pluginPlatform } from "../plugins/installed.ts";
import { diskError } from "../plugins/store_errors.ts";
import type { ReplacedExecutable } from "../plugins/store_record.ts";
import type { Artifact } from "../trust/artifact.ts";
import { sha256 } from "../trust/bytes.ts";
import { UpdateError } from "../trust/errors.ts";
import type { EmbeddedPlugin, Executable } from "./machine.ts";
import { findManager } from "./managed.ts";

/** The path of this executable, with all links followed. */
export function executablePath(): string {
  return realpathSync(process.execPath);
}

/** This executable, for the decision about a release. */
export function thisExecutable(): Executable {
  return {
    version,
    abi: ABI_VERSION,
    pluginPlatform,
    platform: isMusl() ? `${pluginPlatform}-musl` : pluginPlatform,
    plugins: embeddedPlugins(),
  };
}

function embeddedPlugins(): EmbeddedPlugin[] {
  return embeddedLibraries().flatMap(({ name, sha256: checksum, read }) => {
    return stageNames.some((stage) => stage === name) ? [{ name, checksum, read }] : [];
  });
}

/** Whether this executable is made for musl, by the name of the loader that it asks for (ELF, PT_INTERP). */
function isMusl(): boolean {
  if (process.platform !== "linux") return false;
  const head = new Uint8Array(4096);
  const file = openSync(process.execPath, "r");
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return new TextDecoder("latin1").decode(head).includes("/ld-musl-");
}

/** This executable's bytes, when they have a hash: what a patch begins with. */
export function executableWithHash(wanted: string): Uint8Array | undefined {
  const bytes = readFileSync(process.execPath);
  return sha256(bytes) === wanted ? bytes : undefined;
}

/**
 * Demands that the executable may be replaced, before anything is downloaded for it.
 * @throws UpdateError "managed" or "disk"
 */
export function requireReplaceable(path: string): void {
  const manager = findManager(path);
  if (manager !== undefined)
    throw new UpdateError(
      "managed",
      `${path} was installed by ${manager.name}, and is not replaced behind its back.`,
      {
        advice: `Run: ${manager.command}`,
      },
    );
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw new UpdateError("disk", `You may not write to ${dirname(path)}, where this executable is.`, {
      advice: `Run the same command as the user whom that folder belongs to, such as: sudo ${path} self-update`,
      cause: error,
    });
  }
}

/**
 * Puts other bytes in the place of the executable, in one step, while it runs: processes that run go on with the old
 * file. The new one is asked first what it is.
 * @returns what is needed to bring the old one back
 * @throws UpdateError, StoreError; the old one is in place then
 */
export function replaceExecutable(path: string, artifact: Artifact, bytes: Uint8Array): ReplacedExecutable {
  const folder = dirname(path);
  removeLeftovers(folder);
  const candidate = join(folder, `${candidatePrefix}${crypto.randomUUID()}${isWindows ? ".exe" : ""}`);
  const kept = join(folder, `.${basename(path)}.previous`);
  const replaced = { path, kept, version, sha256: sha256(readFileSync(path)) };
  try {
    writeNew(candidate, bytes, (statSync(path).mode & 0o777) | 0o500);
    requireWorking(candidate, artifact);
    keepOld(path, kept);
    renameOrRemove(candidate, path);
    syncFolder(folder);
  } catch (error) {
    rmSync(candidate, { force: true });
    throw error instanceof UpdateError ? error : diskError("replace", path, error);
  }
  return replaced;
}

/**
 * Brings the executable back that was replaced.
 * @throws UpdateError "mismatch" when it is not there as it was; StoreError "disk"
 */
export function restoreExecutable({ path, kept, sha256: wanted, version: old }: ReplacedExecutable): void {
  let found = "";
  try {
    found = sha256(readFileSync(kept));
  } catch {
    // It is reported below as what it is: not the one that was kept.
  }
  if (found !== wanted)
    throw new UpdateError("mismatch", `The executable ${old} is not there any more as ${kept}.`, {
      advice: `Get it from the server: fastforth self-update --version ${old}`,
    });
  try {
    if (isWindows) renameSync(path, `${kept}.replaced`);
    renameSync(kept, path);
    syncFolder(dirname(path));
  } catch (error) {
    throw diskError("replace", path, error);
  }
}

const isWindows = process.platform === "win32";
const candidatePrefix = ".fastforth-update-";

/** A second name for the old file. On Windows a running executable can be renamed, but not replaced. */
function keepOld(path: string, kept: string): void {
  rmSync(kept, { force: true });
  if (isWindows) return renameSync(path, kept);
  try {
    linkSync(path, kept);
  } catch {
    copyFileSync(path, kept); // A file system without second names.
  }
}

/** What an update that was interrupted has left. Another one cannot be at work: one process updates at a time. */
function removeLeftovers(folder: string): void {
  for (const name of new Bun.Glob(`${candidatePrefix}*`).scanSync({ cwd: folder, dot: true }))
    rmSync(join(folder, name), { force: true });
}

/** How long the new executable may take to say what it is, in milliseconds. A start takes 5. */
const ANSWER_TIMEOUT = 20_000;

/** @throws UpdateError "binding" when it does not run, or is something else */
function requireWorking(candidate: string, artifact: Artifact): void {
  const run = askVersion(candidate);
  const answer = parseAnswer(run.out);
  if (run.code === 0 && answer.version === artifact.version && answer.abi === artifact.abi) return;
  const found = answer.version ?? (run.err.trim().split("\n")[0] || `exit code ${run.code}`);
  throw new UpdateError("binding", `The new executable does not run here as ${artifact.version}: ${found}.`, {
    file: artifact.filename,
    advice: "The old one stays. Tell whoever publishes.",
  });
}

function askVersion(path: string): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  try {
    const run = Bun.spawnSync([path, "--version", "--json"], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      timeout: ANSWER_TIMEOUT,
      // Nothing that is installed for the old one counts.
      env: { XDG_DATA_HOME: "/nonexistent" },
    });
    return { code: run.exitCode, out: run.stdout.toString(), err: run.stderr.toString() };
  } catch (error) {
    return { code: null, out: "", err: error instanceof Error ? error.message : String(error) };
  }
}

function parseAnswer(text: string): { version?: string; abi?: number } {
  try {
    const { version: core, abi } = JSON.parse(text) as { version?: string; abi?: { version?: number } };
    return {
      ...(core === undefined ? {} : { version: core }),
      ...(abi?.version === undefined ? {} : { abi: abi.version }),
    };
  } catch {
    return {};
  }
}
