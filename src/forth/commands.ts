/** Commands of the shell that a program runs, and pipes from and to them, which run while the program does. */
import { closeSync } from "node:fs";
import { exitCodeOf, makePipe, startCommand } from "../machine/child_process.ts";
import { SIGNALLED, ThrowCodes } from "../machine/exceptions.ts";
import { FileBuffer } from "../machine/file_records.ts";
import { writeAll } from "../machine/output.ts";
import { FileRefusal, ForthFile } from "./files.ts";
import type { Session } from "./session.ts";

const CHUNK = 65536;

/** Runs a command to its end; gives its exit code. Throws -37 when the system cannot start it. */
export function runCommand(session: Session, command: string): number {
  makeWay(session);
  const child = start(session, () => startCommand(command));
  // Where there is no C library for it, what Bun can do.
  if (child === undefined) return runToItsEnd(command).exitCode;
  return exitCodeOf(session.terminal.waitForChild(child));
}

/** Starts a command whose output is read. Throws -37 when the system cannot start it. */
export function readFromCommand(session: Session, command: string): CommandPipe {
  makeWay(session);
  if (!canPipe()) return new CommandPipe(session, command, undefined, undefined, runToItsEnd(command));
  const { reading, writing } = start(session, makePipe);
  return withEnd(writing, reading, () => {
    const child = start(session, () => startCommand(command, { output: writing }));
    return new CommandPipe(session, command, child, { reading });
  });
}

/** Starts a command whose input is written. Throws -37 when the system cannot start it. */
export function writeToCommand(session: Session, command: string): CommandPipe {
  makeWay(session);
  if (!canPipe()) return new CommandPipe(session, command, undefined, undefined);
  const { reading, writing } = start(session, makePipe);
  return withEnd(reading, writing, () => {
    const child = start(session, () => startCommand(command, { input: reading }));
    return new CommandPipe(session, command, child, { writing });
  });
}

const canPipe = (): boolean => process.platform !== "win32";

/** What the program has written comes before what a command writes, and the terminal is the command's. */
function makeWay(session: Session): void {
  session.output.flush();
  session.terminal.leaveRaw();
  // Before there is a command, so that no signal ends the program and leaves the command.
  session.terminal.catchInterrupts();
}

function start<Result>(session: Session, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw session.machine.fault(ThrowCodes.fileFault, error.message);
  }
}

/** Gives up the command's end of a pipe, and ours when the command does not start. */
function withEnd(theirs: number, ours: number, action: () => CommandPipe): CommandPipe {
  try {
    return action();
  } catch (error) {
    closeSync(ours);
    throw error;
  } finally {
    closeSync(theirs);
  }
}

function runToItsEnd(command: string, input?: Uint8Array) {
  const result = Bun.spawnSync(["sh", "-c", command], {
    stdin: input ?? "inherit",
    stdout: input === undefined ? "pipe" : "inherit",
    stderr: "inherit",
  });
  return { output: result.stdout ?? new Uint8Array(0), exitCode: result.exitCode ?? SIGNALLED };
}

/** The end of a pipe whose other end a command has. */
export class CommandPipe extends ForthFile {
  override readonly buffer = new FileBuffer();
  private closed = false;
  private exitCode: number | undefined;
  private readonly unsent: Uint8Array[] = [];

  constructor(
    private readonly session: Session,
    command: string,
    private readonly child: number | undefined,
    private readonly ends: { readonly reading?: number; readonly writing?: number } | undefined,
    /** Where the command could not run beside the program: what it has written. */
    finished?: { readonly output: Uint8Array; readonly exitCode: number },
  ) {
    super(command);
    if (finished === undefined) return;
    this.buffer.bytes = new Uint8Array(finished.output);
    this.buffer.end = finished.output.length;
    this.exitCode = finished.exitCode;
  }

  override window(): Uint8Array {
    return this.buffer.window();
  }

  override more(): boolean {
    if (this.ends === undefined) return false;
    if (this.ends.reading === undefined) throw new FileRefusal("the pipe is open for writing");
    this.session.output.flush();
    const { buffer } = this;
    buffer.makeRoom(CHUNK);
    const count = this.session.terminal.readStream(this.ends.reading, buffer.bytes.subarray(buffer.end));
    buffer.end += Math.max(0, count);
    return count > 0;
  }

  override take(count: number): void {
    this.buffer.start += count;
  }

  override write(bytes: Uint8Array): void {
    if (this.ends === undefined) this.unsent.push(bytes.slice());
    else if (this.ends.writing === undefined) super.write(bytes);
    else writeAll(this.ends.writing, bytes);
  }

  /** Ends the stream. What the program has written goes on to the command, which is waited for. */
  override close(): void {
    this.closeEnd();
    if (this.ends?.writing !== undefined || this.ends === undefined) this.end();
  }

  private closeEnd(): void {
    if (this.closed) return;
    this.closed = true;
    const end = this.ends?.reading ?? this.ends?.writing;
    if (end !== undefined) closeSync(end);
  }

  /** Ends the stream and waits for the command; gives its exit code. */
  end(): number {
    this.closeEnd();
    if (this.exitCode === undefined && this.child !== undefined)
      this.exitCode = exitCodeOf(this.session.terminal.waitForChild(this.child));
    this.exitCode ??= runToItsEnd(this.path, Buffer.concat(this.unsent.splice(0))).exitCode;
    return this.exitCode;
  }
}
