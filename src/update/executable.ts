// The executable itself: what it is, and how another one takes its place while it runs.

import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { version } from "../../package.json";
import { ABI_VERSION } from "../abi/bindings.ts";
import { stageNames } from "../abi/stage_names.ts";
import { removeIfPossible, renameOrRemove, syncFolder, writeNew } from "../plugins/durable_file.ts";
import { embeddedLibraries } from "../plugins/embedded_bytes.ts";
import { pluginPlatform } from "../plugins/installed.ts";
import { executableFile, executableName } from "../plugins/running_executable.ts";
import { diskError } from "../plugins/store_errors.ts";
import type { ReplacedExecutable } from "../plugins/store_record.ts";
import type { Artifact } from "../trust/artifact.ts";
import { sha256 } from "../trust/bytes.ts";
import { UpdateError } from "../trust/errors.ts";
import type { EmbeddedPlugin, Executable } from "./machine.ts";
import { findManager } from "./managed.ts";
import type { ExecutableFile, PreparedExecutable } from "./updater.ts";

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
  const file = openSync(executableFile(), "r");
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return new TextDecoder("latin1").decode(head).includes("/ld-musl-");
}

/** The file of this executable, and what an update does with it. */
export class ExecutableOnDisk implements ExecutableFile {
  /** What lay there when this process looked first. */
  readonly #identity: string | undefined;

  constructor(private readonly path = executableName()) {
    this.#identity = identityOf(path);
  }

  requireReplaceable(): void {
    const { path } = this;
    if (identityOf(path) === undefined)
      throw new UpdateError("disk", `${path}, which runs, is not there any more: it was moved or deleted.`, {
        advice: "Run the same command with FastForth from where it is now, or install it anew.",
      });
    const manager = findManager(path);
    if (manager !== undefined)
      throw new UpdateError(
        "managed",
        `${path} was installed by ${manager.name}, and is not replaced behind its back.`,
        { advice: `Run: ${manager.command}` },
      );
    try {
      accessSync(dirname(path), constants.W_OK);
    } catch (error) {
      throw new UpdateError("disk", `You may not write to ${dirname(path)}, where this executable is.`, {
        advice: `Run the same command as the user whom that folder belongs to, such as: sudo -H ${path} self-update`,
        cause: error,
      });
    }
  }

  wasExchanged(): boolean {
    const now = identityOf(this.path);
    return now !== undefined && this.#identity !== undefined && now !== this.#identity;
  }

  holds(wanted: string): boolean {
    return hashOf(this.path) === wanted;
  }

  read(wanted: string): Uint8Array | undefined {
    const bytes = bytesOf(executableFile());
    return bytes !== undefined && sha256(bytes) === wanted ? bytes : undefined;
  }

  prepare(artifact: Artifact, bytes: Uint8Array): PreparedExecutable {
    const { path } = this;
    const folder = dirname(path);
    removeLeftovers(folder);
    const candidate = join(folder, `${candidatePrefix}${crypto.randomUUID()}${isWindows ? ".exe" : ""}`);
    try {
      writeNew(candidate, bytes, (statSync(path).mode & 0o777) | 0o500);
      requireWorking(candidate, artifact);
    } catch (error) {
      removeIfPossible(candidate);
      throw error instanceof UpdateError ? error : diskError("replace", path, error);
    }
    return new Candidate(path, candidate, () => this.wasExchanged());
  }

  requireKept({ kept, sha256: wanted, version: old }: ReplacedExecutable): void {
    if (hashOf(kept) === wanted) return;
    throw new UpdateError("mismatch", `The executable ${old} is not there any more as ${kept}.`, {
      advice: `Get it from the server: fastforth self-update --version ${old}`,
    });
  }

  restore({ path, kept }: ReplacedExecutable): void {
    try {
      if (isWindows) renameSync(path, `${kept}.replaced`);
      renameSync(kept, path);
    } catch (error) {
      throw diskError("replace", path, error);
    }
  }

  makeLast(): void {
    const folder = dirname(this.path);
    try {
      syncFolder(folder);
    } catch (error) {
      throw diskError("write", folder, error);
    }
  }
}

/** An executable that waits beside the one that it is to replace. */
class Candidate implements PreparedExecutable {
  constructor(
    private readonly path: string,
    private readonly candidate: string,
    private readonly wasExchanged: () => boolean,
  ) {}

  keep(): ReplacedExecutable {
    const { path } = this;
    if (this.wasExchanged())
      throw new UpdateError("locked", `${path} was exchanged while this update was at work.`, {
        advice: "Nothing was changed. Run the same command again.",
      });
    const hash = hashOf(path) ?? "";
    // A name of its own: the one that is kept already stays until the record knows of this one.
    const kept = join(dirname(path), `${keptPrefix(path)}${hash.slice(0, KEPT_DIGITS)}`);
    try {
      if (!isWindows) keepOld(path, kept);
    } catch (error) {
      throw diskError("keep", path, error);
    }
    return { path, kept, version, abi: ABI_VERSION, sha256: hash };
  }

  install({ kept }: ReplacedExecutable): void {
    const { path, candidate } = this;
    try {
      // There a running executable can be renamed, but not replaced.
      if (isWindows) renameSync(path, kept);
      renameOrRemove(candidate, path);
    } catch (error) {
      throw diskError("replace", path, error);
    }
  }

  settle({ kept }: ReplacedExecutable): void {
    const folder = dirname(this.path);
    try {
      syncFolder(folder);
      for (const path of keptExecutables(this.path))
        if (basename(path) !== basename(kept)) rmSync(path, { force: true });
    } catch (error) {
      throw diskError("clean up", folder, error);
    }
  }

  discard(): void {
    removeIfPossible(this.candidate);
  }
}

const KEPT_DIGITS = 12;

/** The executables that updates put aside for a rollback. */
export function keptExecutables(path: string): string[] {
  const folder = dirname(path);
  const found = readdirSync(folder).filter((name) => name.startsWith(keptPrefix(path)));
  return found.map((name) => join(folder, name));
}

function keptPrefix(path: string): string {
  return `.${basename(path)}.previous.`;
}

/** Tells a file from another one by the same name; undefined when there is none, or none that may be looked at. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino, size, mtimeMs } = statSync(path);
    return `${dev} ${ino} ${size} ${mtimeMs}`;
  } catch {
    return undefined;
  }
}

/** Undefined for a file that cannot be read. */
function hashOf(path: string): string | undefined {
  const bytes = bytesOf(path);
  return bytes && sha256(bytes);
}

function bytesOf(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

const isWindows = process.platform === "win32";
const candidatePrefix = ".fastforth-update-";

/** A second name for the old file. */
function keepOld(path: string, kept: string): void {
  rmSync(kept, { force: true });
  try {
    linkSync(path, kept);
  } catch {
    copyFileSync(path, kept); // A file system without second names.
  }
  syncFolder(dirname(kept));
}

/** What an update that was interrupted has left. Another one cannot be at work: one process updates at a time. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith(candidatePrefix)) removeIfPossible(join(folder, name));
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
