/**
 * What was typed in interactive sessions, kept between runs in a file that only its owner reads. An entry is a line, or
 * the lines of a definition or of a pasted text.
 */

import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bytesOf, textOf } from "../machine/system_text.ts";
import { isWithAnotherUser } from "../plugins/root_user.ts";

/** Entries that are kept. The file may grow to twice as many before it is cut. */
const CAPACITY = 1000;
/** Longer entries, such as a whole program that was pasted, are kept for the session alone. */
const MOST_IN_FILE = 16_384;
const OWNER_ONLY = { mode: 0o600 } as const;
/** Stands in the file for a line end within an entry: VT, which no keyboard gives. */
const INNER_LINE_END = "\v";

/** `$XDG_STATE_HOME/fastforth/history` or `~/.local/state/fastforth/history`; undefined without a home. */
export function historyPath(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_STATE_HOME: stateHome, HOME: home } = env;
  // The specification has relative paths ignored (XDG Base Directory, "Environment variables").
  const state = stateHome?.startsWith("/") ? stateHome : home && join(home, ".local", "state");
  return state ? join(state, "fastforth", "history") : undefined;
}

export class History {
  /** Oldest first. */
  readonly entries: string[];
  /** The lines of an entry that is not complete. */
  private gathered: string[] = [];

  /** @param path the file, or undefined to keep entries for this run alone */
  constructor(private readonly path: string | undefined) {
    const entries = path === undefined ? [] : readEntries(path);
    this.entries = entries.slice(-CAPACITY);
    if (entries.length > 2 * CAPACITY) this.rewrite();
  }

  /** Adds a line to the entry that `commit` completes. */
  gather(line: string): void {
    this.gathered.push(line);
  }

  /** Completes an entry, which counts unless it is empty or the same as the one before. */
  commit(): void {
    const entry = this.gathered.join("\n");
    this.gathered = [];
    if (entry.trim() === "" || entry === this.entries.at(-1)) return;
    this.entries.push(entry);
    if (this.path === undefined || entry.length > MOST_IN_FILE || isWithAnotherUser(this.path)) return;
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      appendFileSync(this.path, bytesOf(lineOf(entry)), OWNER_ONLY);
    } catch {
      // A home that cannot be written to costs the history, not the session.
    }
  }

  /** The newest entry before `place` that `matches`, or -1. */
  before(place: number, matches: (entry: string) => boolean): number {
    for (let at = Math.min(place, this.entries.length) - 1; at >= 0; at--)
      if (matches(this.entries[at] as string)) return at;
    return -1;
  }

  /** The oldest entry behind `place` that `matches`; as many as there are entries when there is none. */
  behind(place: number, matches: (entry: string) => boolean): number {
    for (let at = place + 1; at < this.entries.length; at++)
      if (matches(this.entries[at] as string)) return at;
    return this.entries.length;
  }

  private rewrite(): void {
    if (isWithAnotherUser(this.path as string)) return;
    const unfinished = `${this.path}.${process.pid}`;
    try {
      writeFileSync(unfinished, bytesOf(this.entries.map(lineOf).join("")), OWNER_ONLY);
      renameSync(unfinished, this.path as string);
    } catch {
      // As above.
    }
  }
}

const lineOf = (entry: string): string => `${entry.replaceAll("\n", INNER_LINE_END)}\n`;

function readEntries(path: string): string[] {
  try {
    const lines = textOf(readFileSync(path)).split("\n").filter(Boolean);
    return lines.map((line) => line.replaceAll(INNER_LINE_END, "\n"));
  } catch {
    return []; // There is none yet, or it cannot be read.
  }
}
