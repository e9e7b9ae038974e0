/**
 * Commands that the shell runs beside the program. They are started through the C library: what a command is made of
 * crosses as bytes, its streams are descriptors of ours, and it runs while the program goes on. Without that library
 * `startCommand` gives nothing, and the caller does what Bun can do.
 */

import { environmentEntries } from "./environment.ts";
import { SIGNALLED } from "./exceptions.ts";
import { closeOnExec, type ProcessCalls, processCalls } from "./system_calls.ts";
import { zeroEnded } from "./system_text.ts";

const SHELL = "/bin/sh";
/** What posix_spawn's opaque records need at most: glibc has 336 bytes. */
const RECORD_SIZE = 512;
/** POSIX_SPAWN_SETSIGDEF of glibc, musl and macOS. */
const SET_SIGNALS_TO_DEFAULT = 4;
/** SIGPIPE and SIGXFSZ, which the engine ignores, and a child would go on ignoring. */
const IGNORED_SIGNALS = [13, 25] as const;

let started = false;

/** Whether this process has ever had children. */
export const hasStartedCommands = (): boolean => started;

/** Descriptors that a command has instead of the program's. */
interface CommandStreams {
  readonly input?: number;
  readonly output?: number;
}

/**
 * Starts a command of the shell; gives its process number, or undefined where there is no C library for it.
 * @throws Error when the system cannot start it
 */
export function startCommand(command: string, streams: CommandStreams = {}): number | undefined {
  const calls = processCalls();
  if (calls === undefined) return undefined;
  if (command.includes("\0")) throw new Error("a command has no zero byte");
  const child = new Int32Array(1);
  const actions = new Uint8Array(RECORD_SIZE);
  const attributes = new Uint8Array(RECORD_SIZE);
  const signals = new Uint8Array(RECORD_SIZE);
  for (const signal of IGNORED_SIGNALS)
    signals[(signal - 1) >> 3] = (signals[(signal - 1) >> 3] as number) | (1 << ((signal - 1) & 7));
  const shell = zeroEnded(SHELL);
  const words = pointers(calls, [zeroEnded("sh"), zeroEnded("-c"), zeroEnded(command)]);
  const entries = environmentEntries().map((entry) => Uint8Array.of(...entry, 0));
  const environment = pointers(calls, entries);
  calls.posix_spawn_file_actions_init(actions);
  calls.posix_spawnattr_init(attributes);
  try {
    for (const [target, source] of [streams.input, streams.output].entries())
      if (source !== undefined) calls.posix_spawn_file_actions_adddup2(actions, source, target);
    calls.posix_spawnattr_setsigdefault(attributes, signals);
    calls.posix_spawnattr_setflags(attributes, SET_SIGNALS_TO_DEFAULT);
    const failure = calls.posix_spawn(
      child,
      shell,
      actions,
      attributes,
      words.addresses,
      environment.addresses,
    );
    if (failure !== 0) throw new Error(`the shell cannot be run (error ${failure})`);
  } finally {
    calls.posix_spawn_file_actions_destroy(actions);
    calls.posix_spawnattr_destroy(attributes);
  }
  started = true;
  return child[0] as number;
}

/** An array of addresses of strings, with a zero behind them, as execve takes it. It keeps the strings alive. */
function pointers(calls: ProcessCalls, strings: readonly Uint8Array[]) {
  const array = new BigUint64Array(strings.length + 1);
  for (const [index, string] of strings.entries()) array[index] = BigInt(calls.addressOf(string));
  return { addresses: new Uint8Array(array.buffer), strings };
}

/** All that a pipe can lack is descriptors. */
const noPipe = (): Error => Object.assign(new Error("the system gives no pipe"), { code: "EMFILE" });

/** Makes a pipe whose ends no child gets unasked. @throws Error when the system has none */
export function makePipe(): { readonly reading: number; readonly writing: number } {
  const calls = processCalls();
  const ends = new Int32Array(2);
  if (calls === undefined || calls.pipe(ends) !== 0) throw noPipe();
  const [reading, writing] = ends as unknown as [number, number];
  for (const end of [reading, writing]) closeOnExec(end);
  return { reading, writing };
}

/** Waits for a child to end, whatever signals come; gives its status as waitpid does. */
export function waitForEnd(child: number): number {
  const status = new Int32Array(1);
  // A child of ours that has not been waited for is there: what fails is a wait that a signal has ended.
  while ((processCalls()?.waitpid(child, status, 0) ?? child) !== child);
  return status[0] as number;
}

/** The exit code in a status of waitpid, for a signal as shells have it. */
export function exitCodeOf(status: number): number {
  const signal = signalOf(status);
  return signal === 0 ? (status >> 8) & 0xff : SIGNALLED + signal;
}

/** The signal that ended a process, or 0. */
const signalOf = (status: number): number => status & 0x7f;
