// Trials: a generation is on trial until one process has used it and lived. Each process that uses a generation on
// trial holds a file meanwhile; a file that nobody holds any more, and that was not taken away, is that of a process
// that died. Most deaths say nothing about the generation: somebody ended the process, memory or power ran out. A note in
// the file says that a stage's own code was at fault (fault_notes.ts).

import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readFile } from "../machine/system_calls.ts";
import { removeIfPossible, writeDurably } from "./durable_file.ts";
import { type HeldFile, isHeld, tryHold } from "./held_file.ts";
import { diskError, StoreError } from "./store_errors.ts";

/** The trials of one store. */
export class Trials {
  /** The files that this process holds, by the number of the generation. */
  readonly #held = new Map<number, { readonly path: string; readonly file: HeldFile }>();

  /** @param folder exists and is private */
  constructor(private readonly folder: string) {}

  /** Whether a generation has proved good. Cheap: it is asked at each start that uses plugins. */
  hasProved(generation: number): boolean {
    return readFile(this.#proof(generation)) !== undefined;
  }

  /**
   * Marks that this process uses the generation from now on. Where nothing can be written there is no mark: the
   * plugins have passed their self-checks, and a disk that is full is no reason to do without them.
   * @returns the open file, in which faults are noted
   */
  begin(generation: number): number | undefined {
    const held = this.#held.get(generation);
    if (held !== undefined) return held.file.file;
    const name = `${generation}.${crypto.randomUUID()}`;
    const [making, path] = [join(this.folder, `new.${name}`), join(this.folder, name)];
    try {
      const file = tryHold(making);
      if (file === undefined) return undefined;
      // Only when it is held does it get the name by which others look for it.
      renameSync(making, path);
      this.#held.set(generation, { path, file });
      return file.file;
    } catch {
      removeIfPossible(making);
      return undefined;
    }
  }

  /** The generation has proved good. */
  end(generation: number): void {
    if (!this.hasProved(generation)) {
      try {
        writeDurably(this.#proof(generation), new Uint8Array(0));
      } catch {
        // Then the trial goes on in the next process.
      }
    }
    for (const path of this.#abandoned(generation)) removeIfPossible(path);
    const held = this.#held.get(generation);
    if (held === undefined) return;
    this.#held.delete(generation);
    removeIfPossible(held.path);
    held.file.release();
  }

  /** How many processes that used the generation died before `end`. */
  deaths(generation: number): number {
    return this.#abandoned(generation).length;
  }

  /** The signal of a fault of the generation's own code, of which a process died; undefined when there was none. */
  fault(generation: number): string | undefined {
    for (const path of this.#abandoned(generation)) {
      const note = /fault (\d\d)/.exec(textOf(path))?.[1];
      if (note !== undefined) return signalNames[Number(note)] ?? `signal ${Number(note)}`;
    }
    return undefined;
  }

  #abandoned(generation: number): string[] {
    const prefix = `${generation}.`;
    return this.#names()
      .filter((name) => name.startsWith(prefix) && !name.endsWith(proofEnding) && this.#isAbandoned(name))
      .map((name) => join(this.folder, name));
  }

  /** Removes everything about generations for which `keep` is false, and what dead processes left. */
  forget(keep: (generation: number) => boolean): void {
    for (const name of this.#names()) {
      const number = Number.parseInt(name, 10);
      const stale = Number.isNaN(number) ? name.startsWith("new.") && this.#isAbandoned(name) : !keep(number);
      if (stale) rmSync(join(this.folder, name), { force: true });
    }
  }

  /** None where the folder cannot be read: what nobody can see proves nothing, and programs go on. */
  #names(): string[] {
    try {
      return namesIn(this.folder);
    } catch (error) {
      if (error instanceof StoreError) return [];
      throw error;
    }
  }

  #isAbandoned(name: string): boolean {
    const path = join(this.folder, name);
    try {
      return existsSync(path) && !isHeld(path);
    } catch {
      return false; // It has just been taken away, or cannot be looked at: no proof of a death.
    }
  }

  #proof(generation: number): string {
    // Not `join`: this is on the way from a start to the plugins, and loading node:path takes 0.8 ms.
    return `${this.folder}/${generation}${proofEnding}`;
  }
}

/** The names in a folder of the store; none when there is no such folder. @throws StoreError "disk" */
export function namesIn(folder: string): string[] {
  for (;;) {
    try {
      return readdirSync(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR") return [];
      if (code !== "EINTR") throw diskError("read", folder, error);
    }
  }
}

const proofEnding = ".good";

/** On Linux, which alone has such notes. */
const signalNames: Readonly<Record<number, string>> = {
  4: "SIGILL",
  5: "SIGTRAP",
  7: "SIGBUS",
  8: "SIGFPE",
  11: "SIGSEGV",
};

function textOf(path: string): string {
  return new TextDecoder("latin1").decode(readFile(path) ?? new Uint8Array(0));
}
