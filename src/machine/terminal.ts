/**
 * The terminal behind standard input, as KEY and its kin need it, and the waits that Ctrl-C, signals and the time limit
 * end. The command line supplies one that can do it.
 */
import { waitForEnd } from "./child_process.ts";
import { readSome } from "./system_calls.ts";

export interface Terminal {
  /** Whether standard input is a terminal at all. */
  readonly isTerminal: boolean;
  /** Keys come one by one and without echo from now on. Does nothing when they do already, or without a terminal. */
  enterRaw(): void;
  /** Lines come edited and echoed from now on. Does nothing when they do already. */
  leaveRaw(): void;
  /** The size of the screen in characters. */
  size(): { columns: number; rows: number };
  /** Whether reading standard input would give a byte or its end at once. */
  keyReady(): boolean;
  /**
   * From now on Ctrl-C is a THROW of the program instead of the end of the process, and a signal that ends the process
   * has it write first what it has kept back. Does nothing when that is so already.
   */
  catchInterrupts(): void;
  /** Waits for a command to end; gives its status, as waitpid has it. Throws what `checkInterrupt` throws. */
  waitForChild(child: number): number;
  /** Waits so many milliseconds, or until something raises the interrupt flag; perhaps not to the end. */
  pause(milliseconds: number): void;
  /** Called when the process was stopped while it waited for a key, and goes on: the screen is another one. */
  whenContinued?: (() => void) | undefined;
  /** Reads what there is from a pipe or another stream, waiting for it; 0 at its end. Throws as `waitForChild`. */
  readStream(descriptor: number, target: Uint8Array): number;
}

/** Milliseconds of sleep in which nothing is answered, where nothing can end a wait. */
export const UNANSWERED = 50;

/** What is assumed of a standard input that nobody can ask: a pipe or a file, always ready to be read. */
export const unknownTerminal: Terminal = {
  isTerminal: false,
  enterRaw: () => undefined,
  leaveRaw: () => undefined,
  size: () => ({ columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24 }),
  keyReady: () => true,
  catchInterrupts: () => undefined,
  waitForChild: waitForEnd,
  readStream: readSome,
  pause: (milliseconds) => Bun.sleepSync(Math.min(milliseconds, UNANSWERED)),
};
