/**
 * Standard input and its terminal, driven through the runtime library: waits that Ctrl-C and the time limit end, single
 * keys, the size of the screen. Without the library (see `plugins/runtime.ts`) the plain system calls remain.
 */

import { exitCodeOf, waitForEnd } from "../machine/child_process.ts";
import { endDescendants, interruptDescendants } from "../machine/descendants.ts";
import { signalsAreCaught } from "../machine/early_writes.ts";
import { ForthThrow, SIGNALLED, ThrowCodes } from "../machine/exceptions.ts";
import { Input } from "../machine/input.ts";
import type { Machine } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import { answerSignalBehind, answerSignalsBy, readSome } from "../machine/system_calls.ts";
import { bytesOf } from "../machine/system_text.ts";
import { type Terminal, UNANSWERED } from "../machine/terminal.ts";
import type { Runtime } from "../plugins/runtime.ts";
import type { Assistance } from "./assistance.ts";
import type { LineEditor } from "./line_editor.ts";
import { isTerminal } from "./screen.ts";

/** The runtime library's module, loaded when a program waits, and with it `bun:ffi`. */
const runtimeModule = () => require("../plugins/runtime.ts") as typeof import("../plugins/runtime.ts");

const SIGINT = 2;
const LINE_FEED = 0x0a;
const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;
/** Milliseconds that a program has to end by itself after its time is over. */
const TIMEOUT_GRACE = 1000;
/** Milliseconds of a pause that nobody minds the end of; the library's waits have whole ones. */
const SHORT_PAUSE = 5;
const USUAL_SIZE = { columns: 80, rows: 24 } as const;

/** What the program's words see of the terminal. Nothing is asked of the system before a word needs it. */
export class Console implements Terminal {
  private machine: Machine | undefined;
  private raw = false;
  private catching = false;
  private timed = false;
  private terminal: boolean | undefined;
  whenContinued: (() => void) | undefined;

  get isTerminal(): boolean {
    this.terminal ??= isTerminal(STANDARD_INPUT);
    return this.terminal;
  }

  /** The runtime library, when it has been needed and is there. */
  get runtime(): Runtime | undefined {
    return runtimeModule().loadRuntime();
  }

  /** Whether the terminal can deliver keys one by one. */
  get givesKeys(): boolean {
    return this.isTerminal && this.runtime !== undefined;
  }

  /** Whose interrupt flag ends waits; set once, before anything is read. */
  attach(machine: Machine): void {
    this.machine = machine;
    answerSignalsBy(() => machine.answerSignals());
  }

  /**
   * Starts the time limit. A program that does not heed it, because it waits for a child process or a full pipe, is
   * ended with the exit code.
   * @returns false where the system cannot do it
   */
  startTimer(milliseconds: number, exitCode: number): boolean {
    const lastResort = { grace: TIMEOUT_GRACE, exitCode };
    this.timed = true;
    return this.runtime?.startTimer(this.attached.interruptFlag, milliseconds, lastResort) === true;
  }

  /** From now on Ctrl-C, and the signals that end processes, raise the interrupt flag. */
  catchInterrupts(): void {
    if (this.machine === undefined || this.catching) return;
    signalsAreCaught();
    const flag = this.machine.interruptFlag;
    const { runtime } = this;
    const endings = runtime?.installEndings(flag) === true;
    this.catching = runtime?.installInterrupt(flag) === true || endings;
  }

  /** Whether signals raise the interrupt flag, which ends waits. */
  get catchesInterrupts(): boolean {
    return this.catching;
  }

  /** Ctrl-C and the other signals end the process again. */
  releaseInterrupts(): void {
    this.runtime?.removeInterrupt();
    this.runtime?.removeEndings();
    this.catching = false;
  }

  /** The program has ended, and the process goes on: no signal and no timer is the program's any more. */
  letGo(): void {
    if (this.timed) this.runtime?.stopTimer();
    if (this.catching) this.releaseInterrupts();
    answerSignalsBy(() => undefined);
  }

  /** A signal ends the process, which does what is left to do, such as writing: the next one, or a second, ends that. */
  endSoon(signal: number): void {
    if (this.catching) this.runtime?.endSoon(signal);
  }

  enterRaw(): void {
    if (!this.isTerminal || this.runtime === undefined) return;
    // An interrupt that ended the process would leave the terminal without echo.
    if (!this.raw) this.catchInterrupts();
    this.raw = this.runtime.makeTerminalRaw(STANDARD_INPUT);
  }

  leaveRaw(): void {
    if (!this.raw) return;
    this.runtime?.restoreTerminal(STANDARD_INPUT);
    this.raw = false;
  }

  size(): { columns: number; rows: number } {
    return this.runtime?.terminalSize(STANDARD_OUTPUT) ?? USUAL_SIZE;
  }

  keyReady(): boolean {
    const { runtime } = this;
    if (runtime === undefined) return !this.isTerminal;
    const ready = runtime.wait(STANDARD_INPUT, this.attached.interruptFlag, 0);
    if (ready === runtimeModule().interrupted) this.attached.checkInterrupt();
    return ready === true;
  }

  /**
   * Ctrl-C on a terminal goes to the command, too, which may have a use for it: it counts here when the command dies of
   * it, as in a shell, or when it comes again. One that was sent to this process alone is passed on.
   */
  waitForChild(child: number): number {
    this.catchInterrupts();
    const { runtime, attached } = this;
    if (runtime === undefined) return waitForEnd(child);
    let interrupt: unknown;
    let sent = false;
    for (;;) {
      const status = runtime.waitForChild(child, attached.interruptFlag);
      if (status !== runtimeModule().interrupted) {
        if (interrupt !== undefined && (sent || diedOfInterrupt(status))) throw interrupt;
        return status;
      }
      const again = interrupt !== undefined;
      try {
        attached.checkInterrupt();
      } catch (error) {
        if (!isInterrupt(error)) {
          // It would go on taking what is typed.
          if (error instanceof ForthThrow) endDescendants();
          throw error;
        }
        interrupt = error;
      }
      sent = runtime.interruptWasSent;
      if (again) endDescendants();
      else if (interrupt !== undefined && sent) interruptDescendants();
    }
  }

  readStream(descriptor: number, target: Uint8Array): number {
    this.catchInterrupts();
    const { runtime } = this;
    return runtime === undefined ? readSome(descriptor, target) : this.read(runtime, target, descriptor);
  }

  pause(milliseconds: number): void {
    // Without these nothing raises the flag, and the library need not be loaded.
    const canEnd = this.catching || this.timed;
    const runtime = canEnd && milliseconds >= SHORT_PAUSE ? this.runtime : undefined;
    if (runtime === undefined) Bun.sleepSync(Math.min(milliseconds, UNANSWERED));
    else runtime.wait(-1, this.attached.interruptFlag, Math.floor(milliseconds));
  }

  private get attached(): Machine {
    if (this.machine === undefined) throw new Error("the console has no machine yet");
    return this.machine;
  }

  private readOnce(runtime: Runtime, target: Uint8Array, descriptor: number) {
    try {
      return runtime.read(descriptor, target, this.attached.interruptFlag);
    } catch (error) {
      answerSignalBehind(error as Error, descriptor);
      throw error;
    }
  }

  /** Reads what there is; the interrupt flag ends the wait. @throws what `checkInterrupt` throws */
  read(runtime: Runtime, target: Uint8Array, descriptor = STANDARD_INPUT): number {
    for (;;) {
      const count = this.readOnce(runtime, target, descriptor);
      if (typeof count === "number") return count;
      if (count === runtimeModule().interrupted) this.attached.checkInterrupt();
      else this.whenContinued?.();
    }
  }
}

const isInterrupt = (error: unknown): boolean =>
  error instanceof ForthThrow && error.code === ThrowCodes.userInterrupt;

/** Whether a command ended because of Ctrl-C, itself or the shell that ran it. */
const diedOfInterrupt = (status: number): boolean => exitCodeOf(status) === SIGNALLED + SIGINT;

/** Standard input, read so that Ctrl-C and the time limit end a wait. In an interactive session, lines are edited. */
export class ConsoleInput extends Input {
  private editor: LineEditor | undefined;
  private assistance: Assistance | undefined;
  private prompted = false;

  /** @param interruptible whether anything may end a wait, which is worth loading the runtime library for */
  constructor(
    private readonly console: Console,
    private readonly output: Output,
    private readonly interruptible: () => boolean,
  ) {
    super();
  }

  /** From now on lines are edited, those of the session itself with assistance. */
  edit(editor: LineEditor | undefined, assistance: Assistance): void {
    this.editor = editor;
    this.assistance = assistance;
  }

  /** The next line is one of the session itself; others are read by words, such as ACCEPT. */
  promptNext(): void {
    this.prompted = true;
  }

  /** Whether the next line has been shown already, as a part of one entry of the history. */
  get nextIsShown(): boolean {
    return this.editor?.nextIsShown === true;
  }

  /** Leaves the rest of a pasted text; gives how many lines that were. */
  dropPasted(): number {
    const rest = this.window().subarray(0, this.pasted);
    const lines = rest.reduce((count, byte) => count + (byte === LINE_FEED ? 1 : 0), 0);
    const isWhole = rest.length === 0 || rest.at(-1) === LINE_FEED;
    this.take(rest.length);
    return lines + (isWhole ? 0 : 1);
  }

  override readLine(): Uint8Array | undefined {
    const { prompted, assistance } = this;
    this.prompted = false;
    this.output.flush();
    if (this.editor === undefined) {
      this.console.leaveRaw();
      return super.readLine();
    }
    const line = this.editor.read(prompted ? assistance : undefined);
    if (line === undefined) return undefined;
    if (prompted) assistance?.history.gather(line);
    else this.output.text("\n");
    return bytesOf(line);
  }

  protected override readInto(target: Uint8Array): number {
    const runtime = this.interruptible() ? this.console.runtime : undefined;
    return runtime === undefined ? super.readInto(target) : this.console.read(runtime, target);
  }
}
