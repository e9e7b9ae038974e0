/** The lines typed in interactive sessions, kept between runs in a file that only its owner reads. */

import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bytesOf, textOf } from "../machine/system_text.ts";

/** Lines that are kept. The file may grow to twice as many before it is cut. */
const CAPACITY = 1000;
const OWNER_ONLY = { mode: 0o600 } as const;

/** `$XDG_STATE_HOME/fastforth/history` or `~/.local/state/fastforth/history`; undefined without a home. */
export function historyPath(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_STATE_HOME: stateHome, HOME: home } = env;
  // The specification has relative paths ignored (XDG Base Directory, "Environment variables").
  const state = stateHome?.startsWith("/") ? stateHome : home && join(home, ".local", "state");
  return state ? join(state, "fastforth", "history") : undefined;
}

export class History {
  /** Oldest first. */
  readonly lines: string[];

  /** @param path the file, or undefined to keep lines for this run alone */
  constructor(private readonly path: string | undefined) {
    const lines = path === undefined ? [] : readLines(path);
    this.lines = lines.slice(-CAPACITY);
    if (lines.length > 2 * CAPACITY) this.rewrite();
  }

  /** Adds a line, unless it is empty or the same as the one before. */
  add(line: string): void {
    if (line.trim() === "" || line === this.lines.at(-1)) return;
    this.lines.push(line);
    if (this.path === undefined) return;
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      appendFileSync(this.path, bytesOf(`${line}\n`), OWNER_ONLY);
    } catch {
      // A home that cannot be written to costs the history, not the session.
    }
  }

  private rewrite(): void {
    const unfinished = `${this.path}.${process.pid}`;
    try {
      writeFileSync(unfinished, bytesOf(`${this.lines.join("\n")}\n`), OWNER_ONLY);
      renameSync(unfinished, this.path as string);
    } catch {
      // As above.
    }
  }
}

function readLines(path: string): string[] {
  try {
    return textOf(readFileSync(path)).split("\n").filter(Boolean);
  } catch {
    return []; // There is none yet, or it cannot be read.
  }
}
