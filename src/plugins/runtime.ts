// The TypeScript side of the runtime library (plugins-src/runtime): interrupts, time-outs and the terminal.

import { RuntimeAnswer } from "../abi/session_bindings.ts";
import { ptr } from "../machine/foreign.ts";
import { type RuntimeFunctions, runtimeIfThere } from "./runtime_library.ts";

/** The end of a wait that was ended by the flag, not by input or time. */
export const interrupted = "interrupted";

/** The end of a wait in which the process was stopped, and has come back to the foreground. */
export const continued = "continued";

/**
 * Makes a flag: one Int32 that signal handlers write and loops poll with `Atomics.load`, which no compiler moves out of
 * a loop. Its memory never moves, and other threads may share it. Whoever acts on a raised flag stores 0.
 */
export function createFlag(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Interrupts, time-outs and the terminal of this process. There is one of it: `loadRuntime`. */
export class Runtime {
  readonly #library: RuntimeFunctions;
  /** Keeps the memory alive that signal handlers write to. */
  #flags: Partial<Record<"interrupt" | "endings" | "timer", Int32Array<SharedArrayBuffer>>> = {};

  constructor(library: RuntimeFunctions) {
    this.#library = library;
  }

  /**
   * From now on Ctrl-C stores `Interrupt.user` in `flag` at once, also while JavaScript or native code runs. A
   * second one while the flag is still raised ends the process as if nothing had been installed.
   * @returns false when the system cannot do it, or the process was started with interrupts ignored
   */
  installInterrupt(flag: Int32Array<SharedArrayBuffer>): boolean {
    this.#flags.interrupt = flag;
    return this.#library.ff_interrupt_install(ptr(flag)) === RuntimeAnswer.ok;
  }

  /** Lets Ctrl-C do again what it did before `installInterrupt`. */
  removeInterrupt(): void {
    this.#library.ff_interrupt_remove();
    delete this.#flags.interrupt;
  }

  /** Whether the last Ctrl-C was none, but sent to this process alone by another one. */
  get interruptWasSent(): boolean {
    return this.#library.ff_interrupt_was_sent() === 1;
  }

  /**
   * From now on SIGUSR1 and SIGUSR2 store `Interrupt.user` and the signal's number in `flag`, SIGTERM, SIGHUP, SIGQUIT and
   * SIGXCPU `Interrupt.end` and the signal's number in `flag`. The
   * process dies by the second one, or when it still runs a second later.
   * @returns false when the system cannot do it
   */
  installEndings(flag: Int32Array<SharedArrayBuffer>): boolean {
    this.#flags.endings = flag;
    return this.#library.ff_endings_install(ptr(flag)) === RuntimeAnswer.ok;
  }

  /** Lets these signals do again what they did before `installEndings`. */
  removeEndings(): void {
    this.#library.ff_endings_remove();
    delete this.#flags.endings;
  }

  /** The process ends because of a signal, which `installInterrupt` or `installEndings` caught: it dies by the next, or in a second. */
  endSoon(signal: number): void {
    this.#library.ff_end_soon(signal);
  }

  /**
   * Waits, blocking this thread, until a child process has ended or the flag is raised.
   * @returns its status, as waitpid has it
   */
  waitForChild(child: number, flag: Int32Array<SharedArrayBuffer>): number | typeof interrupted {
    const status = new Int32Array(1);
    const result = this.#library.ff_child_wait(child, ptr(status), ptr(flag));
    return result === RuntimeAnswer.interrupted ? interrupted : (status[0] as number);
  }

  /**
   * Stores `Interrupt.timeout` in `flag` after some time, and ends a wait of this thread. There is one timer.
   * @param milliseconds 0 … 2^32 - 1
   * @param lastResort ends the process with this exit code when it still runs that many milliseconds later
   * @returns false when the system cannot do it
   */
  startTimer(
    flag: Int32Array<SharedArrayBuffer>,
    milliseconds: number,
    lastResort: { readonly grace: number; readonly exitCode: number } = { grace: 0, exitCode: 0 },
  ): boolean {
    this.#flags.timer = flag;
    const { grace, exitCode } = lastResort;
    return this.#library.ff_timer_start(ptr(flag), milliseconds, grace, exitCode) === RuntimeAnswer.ok;
  }

  /** Stops the timer, whether it has fired or not. */
  stopTimer(): void {
    this.#library.ff_timer_stop();
    delete this.#flags.timer;
  }

  /**
   * Has a terminal deliver keys one by one and without echo, until `restoreTerminal`. Ctrl-C stays an interrupt.
   * @returns false when `file` is no terminal
   */
  makeTerminalRaw(file: number): boolean {
    return this.#library.ff_terminal_raw(file) === RuntimeAnswer.ok;
  }

  /** Undoes `makeTerminalRaw`; without it, does nothing. */
  restoreTerminal(file: number): void {
    this.#library.ff_terminal_restore(file);
  }

  /** The size of a terminal in characters, or undefined when `file` is none. */
  terminalSize(file: number): { readonly columns: number; readonly rows: number } | undefined {
    const size = this.#library.ff_terminal_size(file);
    return size === 0 ? undefined : { columns: size >>> 16, rows: size & 0xffff };
  }

  /**
   * Waits, blocking this thread, until `file` has input or ends, time is over, or the flag is raised.
   * @param file -1 to wait for time alone
   * @param milliseconds without it, no limit
   * @returns true when there is something to read, false when time is over
   * @throws Error when the system refuses
   */
  wait(file: number, flag: Int32Array<SharedArrayBuffer>, milliseconds = -1): boolean | typeof interrupted {
    const result = this.#library.ff_wait(file, milliseconds, ptr(flag));
    if (result === RuntimeAnswer.interrupted) return interrupted;
    if (result < 0) throw new Error(`Waiting for input of file ${file} failed (${result}).`);
    return result === 1;
  }

  /**
   * Reads what there is, at least one byte, blocking this thread; a raised flag ends it.
   * @returns the number of bytes, 0 at the end of input; `continued` when the process was stopped, and a shell has taken
   *   it to the foreground again
   * @throws Error when the system refuses
   */
  read(
    file: number,
    buffer: Uint8Array,
    flag: Int32Array<SharedArrayBuffer>,
  ): number | typeof interrupted | typeof continued {
    if (buffer.length === 0) return 0;
    const result = this.#library.ff_read(file, ptr(buffer), buffer.length, ptr(flag));
    if (result === RuntimeAnswer.interrupted) return interrupted;
    if (result === RuntimeAnswer.continued) return continued;
    // File words tell it as they tell what the engine's own calls throw.
    if (result < 0) {
      const path = file === 0 ? "standard input" : undefined;
      throw Object.assign(new Error(`reading from file ${file} failed`), { code: "EIO", path });
    }
    return result;
  }
}

let runtime: Runtime | null | undefined;

/**
 * What the runtime library does for this process.
 * @returns undefined when this platform has none, or it cannot be loaded: callers do without it
 */
export function loadRuntime(): Runtime | undefined {
  if (runtime === undefined) runtime = made() ?? null;
  return runtime ?? undefined;
}

function made(): Runtime | undefined {
  const functions = runtimeIfThere();
  return functions && new Runtime(functions);
}
