/** What is remembered between runs: which files and tests failed last (in the user's cache), and recorded times. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { isWithAnotherUser } from "../plugins/root_user.ts";
import type { FileResult } from "./results.ts";

/** Failed named tests by file; a file whose failures are outside of named tests has none and is run as a whole. */
type FailedTests = ReadonlyMap<string, readonly string[]>;

/** What is kept of test runs lies in here: `$XDG_CACHE_HOME/fastforth` or `~/.cache/fastforth`. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME } = process.env;
  const cache =
    XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === "" ? join(homedir(), ".cache") : XDG_CACHE_HOME;
  return join(cache, "fastforth");
}

/** Where the failures of the last run in the current folder are kept. */
export function lastRunFile(): string {
  const folder = new Bun.CryptoHasher("sha256").update(process.cwd()).digest("hex").slice(0, 16);
  return join(cacheFolder(), "tests", `${folder}.json`);
}

/** The failures of the last run; undefined when there was none that can be read. */
export function readFailed(path: string): FailedTests | undefined {
  const stored = readJson(path);
  if (typeof stored !== "object" || stored === null) return undefined;
  const entries = Object.entries(stored).filter((entry): entry is [string, string[]] =>
    Array.isArray(entry[1]),
  );
  return new Map(entries.map(([file, names]) => [file, names.filter((name) => typeof name === "string")]));
}

/** Keeps the failures of a run together with those of files that it did not run. */
export function writeFailed(path: string, results: readonly FileResult[]): void {
  if (isWithAnotherUser(path)) return;
  const failed = new Map(readFailed(path) ?? []);
  for (const { path: file, status, failures } of results) {
    const key = resolve(file);
    failed.delete(key);
    if (status !== "failed") continue;
    const counted = failures.filter(({ todo }) => todo === undefined);
    const names = counted.every(({ test }) => test !== undefined) ? counted.map(({ test = "" }) => test) : [];
    failed.set(key, [...new Set(names)]);
  }
  writeJson(path, Object.fromEntries(failed));
}

/** Recorded milliseconds by path; empty when there are none. */
export function readTimes(path: string): Map<string, number> {
  const stored = readJson(path);
  if (typeof stored !== "object" || stored === null) return new Map();
  return new Map(
    Object.entries(stored).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}

/** Records the times of a run together with those of files that it did not run. @throws what the system says */
export function writeTimes(path: string, results: readonly FileResult[]): void {
  const times = readTimes(path);
  for (const { path: file, milliseconds } of results) times.set(file, Math.round(milliseconds * 10) / 10);
  writeJson(path, Object.fromEntries([...times].sort(([a], [b]) => (a < b ? -1 : 1))));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // There is none yet, or what is there is of no use: then there is nothing to remember.
    return undefined;
  }
}

function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(value, undefined, 1)}\n`);
  renameSync(temporary, path);
}
