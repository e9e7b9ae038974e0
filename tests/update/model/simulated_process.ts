// A process that works on the simulated disk, step by step. It runs the real code from its beginning each time: what its
// calls gave before is replayed, then one more takes place, and the next one ends the run. So processes that are written as
// plain functions can be interleaved at every call.

import { constants } from "node:fs";
import { DiskError, type SimulatedDisk } from "./simulated_disk.ts";

/** What a call of the system gave. */
type Answer = { readonly hash: string } & (
  | { readonly value: unknown }
  | { readonly error: { readonly code: string; readonly path: string } }
);

export interface ProcessState {
  readonly name: string;
  readonly answers: readonly Answer[];
  /** Of what the process can remember: the answers, and of functions that have come back, what they gave. */
  readonly hash: string;
  /** How far it has come: grows with each call, and is the same where the hash is. */
  readonly position: number;
  /** By descriptor: id of the file. */
  readonly open: ReadonlyMap<number, string>;
  /** What it came to, once it has ended; `killed` when it was ended. */
  readonly end: string | undefined;
}

export const newProcess = (name: string): ProcessState => ({
  name,
  answers: [],
  hash: "",
  position: 0,
  open: new Map(),
  end: undefined,
});

/** Ends a run in the middle. */
class Suspended extends Error {}

/** The process whose code runs at the moment. */
let running: Run | undefined;

/** One run of a process. */
class Run {
  readonly answers: Answer[];
  readonly open: Map<number, string>;
  hash = "";
  position = 0;
  isBlocked = false;
  isSuspended = false;
  private replayed = 0;
  private steps = 0;
  private isInside = false;

  constructor(
    readonly state: ProcessState,
    private readonly disk: SimulatedDisk,
    /** How many calls that others could see may take place. */
    private readonly mostSteps: number,
  ) {
    this.answers = [...state.answers];
    this.open = new Map();
  }

  /** A name for what this process makes. */
  newId(): string {
    return `${this.state.name}${this.position}`;
  }

  /** Runs a function of which nothing is left but what it gives: how it came to that is forgotten. */
  forgetting<Result>(action: () => Result, left: (result: Result) => unknown): Result {
    if (this.isInside) return action();
    const { hash, position } = this;
    this.isInside = true;
    const cameBack = (what: unknown) => {
      // Some functions go on after any error.
      if (this.isSuspended) return;
      if (this.position - position >= MOST_CALLS) throw new Error(`more than ${MOST_CALLS} calls`);
      this.position = position + MOST_CALLS;
      if (isForgetful) this.hash = `${Bun.hash(hash + text(what))}`;
    };
    try {
      const result = action();
      cameBack(left(result));
      return result;
    } catch (error) {
      cameBack(`${error}`);
      throw error;
    } finally {
      this.isInside = false;
    }
  }

  /** A call of the system. @param isStep whether others could see it, or what it sees could depend on others */
  call<Result>(isStep: boolean, action: (disk: SimulatedDisk) => Result): Result {
    if (this.isSuspended) throw new Suspended();
    const known = this.state.answers[this.replayed];
    if (known !== undefined) {
      this.replayed++;
      this.note(known);
      if ("error" in known) throw new DiskError(known.error.code, known.error.path);
      return known.value as Result;
    }
    if (isStep && this.steps === this.mostSteps) throw this.suspend();
    if (isStep) this.steps++;
    this.replayed++;
    try {
      const value = action(this.disk);
      this.keep({ value, hash: `${Bun.hash(text(value))}` });
      return value;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      const { code, path } = error;
      this.keep({ error: { code, path }, hash: `${code} ${path}` });
      throw error;
    }
  }

  /** A name for something made, which is the same when the run is repeated. */
  create(action: (disk: SimulatedDisk, id: string) => void): void {
    const id = this.newId();
    this.call(true, (disk) => action(disk, id));
  }

  suspend(): Suspended {
    this.isSuspended = true;
    return new Suspended();
  }

  private keep(answer: Answer): void {
    this.answers.push(answer);
    this.note(answer);
  }

  private note({ hash }: Answer): void {
    this.position++;
    this.hash = `${Bun.hash(`${this.hash} ${hash}`)}`;
  }
}

/** Of the system, within a function that is forgotten. */
const MOST_CALLS = 1000;

/** Whether functions are forgotten, or all answers remembered. */
let isForgetful = true;
export function setForgetful(is: boolean): void {
  isForgetful = is;
}

/**
 * A function that leaves nothing behind in its process but what it gives.
 * @param left that, as something that is told from others by its text; what it gave itself when there is none
 */
export function forgetful<This, Args extends unknown[], Result>(
  action: (this: This, ...args: Args) => Result,
  left: (result: Result, self: This) => unknown = (result) => result,
): (this: This, ...args: Args) => Result {
  return function (this: This, ...args: Args): Result {
    const call = () => action.apply(this, args);
    return running === undefined ? call() : running.forgetting(call, (result) => left(result, this));
  };
}

function text(value: unknown): string {
  return (
    JSON.stringify(value, (_, item) => (item instanceof Uint8Array ? `bytes ${Bun.hash(item)}` : item)) ?? ""
  );
}

export interface StepResult {
  readonly state: ProcessState;
  /** It waits for a lock: nothing has happened. */
  readonly isBlocked: boolean;
}

/**
 * Has a process go on for some steps on a disk, which it changes.
 * @param program the real code; what it gives, as a text, is how it ended
 */
export async function proceed(
  state: ProcessState,
  disk: SimulatedDisk,
  program: () => Promise<string>,
  steps = 1,
): Promise<StepResult> {
  const run = new Run(state, disk, steps);
  running = run;
  let end: string | undefined;
  try {
    end = await program();
  } catch (error) {
    if (!run.isSuspended) throw error;
  } finally {
    running = undefined;
  }
  if (run.isSuspended) end = undefined;
  if (end !== undefined) disk.release(state.name);
  const { answers, hash, position, open } = run;
  return { state: { name: state.name, answers, hash, position, open, end }, isBlocked: run.isBlocked };
}

export function kill(state: ProcessState, disk: SimulatedDisk): ProcessState {
  disk.release(state.name);
  return { ...state, end: "killed" };
}

function present(): Run {
  if (running === undefined) throw new Error("there is no simulated process");
  return running;
}

// ---- the system as the code under test sees it --------------------------------------------------------------------

const step = <Result>(action: (disk: SimulatedDisk) => Result): Result => present().call(true, action);
const inside = <Result>(action: (disk: SimulatedDisk) => Result): Result => present().call(false, action);

/** Takes the place of the functions of node:fs. */
export const fileSystem = {
  existsSync: (path: string) => step((disk) => disk.find(path) !== undefined),
  readdirSync: (path: string) => step((disk) => disk.names(path)),
  readFileSync: (path: string) => step((disk) => disk.read(path).slice()),
  rmSync: (path: string) => step((disk) => disk.remove(path)),
  renameSync: (from: string, to: string) => step((disk) => disk.rename(from, to)),
  linkSync: (from: string, to: string) => step((disk) => disk.link(from, to)),
  copyFileSync: (from: string, to: string) => {
    present().create((disk, id) => disk.write(to, id, disk.read(from), disk.get(from).mode));
  },
  chmodSync: (path: string, mode: number) => step((disk) => disk.changeMode(path, mode)),
  mkdirSync: (path: string, options?: { recursive?: boolean; mode?: number }) => {
    // Nobody takes a folder away: it is the same, whoever has made it.
    step((disk) =>
      disk.makeFolder(path, `folder ${path}`, options?.mode ?? 0o755, options?.recursive === true),
    );
  },
  accessSync: (path: string) => step((disk) => void disk.get(path)),
  statSync: (path: string, options?: { throwIfNoEntry?: boolean }) =>
    step((disk) => {
      const item = options?.throwIfNoEntry === false ? disk.find(path) : disk.get(path);
      return item && { dev: 1, ino: item.id, size: item.bytes?.length ?? 0, mtimeMs: 0, mode: item.mode };
    }),
  openSync: (path: string, flags: number, mode = 0o644) => {
    const run = present();
    const id = run.newId();
    const isNew = typeof flags === "number" && (flags & constants.O_CREAT) !== 0;
    const descriptor = run.call(isNew, (disk) => {
      if (isNew) disk.create(path, id, mode);
      else disk.get(path);
      return run.open.size + 100;
    });
    run.open.set(descriptor, id);
    return descriptor;
  },
  writeSync: (descriptor: number, bytes: Uint8Array, offset = 0) =>
    inside((disk) => {
      disk.append(present().open.get(descriptor) as string, bytes.slice(offset));
      return bytes.length - offset;
    }),
  fsyncSync: () => undefined,
  closeSync: (descriptor: number) => void present().open.delete(descriptor),
};

const USER = 1000;

/** Takes the place of src/plugins/file_status.ts. */
export const statusModule = {
  actingUser: () => USER,
  actingGroup: () => USER,
  fileStatus: (path: string) =>
    step((disk) => {
      const item = disk.find(path);
      if (item === undefined) return undefined;
      const kind = item.bytes === undefined ? "folder" : "file";
      return { kind, mode: item.mode, owner: USER, group: USER, identity: item.id };
    }),
};

/** Takes the place of `readFile` of src/machine/system_calls.ts. */
export const readFile = (path: string): Uint8Array | undefined =>
  step((disk) => disk.find(path)?.bytes?.slice());

/** Takes the place of src/plugins/held_file.ts. Whoever would wait is suspended until the lock is free. */
export const heldFileModule = {
  tryHold: (path: string) => {
    const run = present();
    const { name } = run.state;
    const isHeld = run.call(true, (disk) => {
      if (!disk.acquire(path, name)) {
        run.isBlocked = true;
        throw run.suspend();
      }
      if (disk.find(path) === undefined) disk.create(path, `lock ${path}`, 0o600);
      return true;
    });
    if (!isHeld) return undefined;
    return { release: () => step((disk) => disk.unlock(path)) };
  },
  isHeld: (path: string) => step((disk) => disk.holder(path) !== undefined),
  lastHolder: () => undefined,
};

/** Takes the place of Bun.spawnSync, for executables that are scripts which tell what they are. */
export function spawnScript([path = ""]: readonly string[]) {
  const script = new TextDecoder().decode(step((disk) => disk.read(path)));
  const answer = /echo '(.*)'/.exec(script)?.[1] ?? "";
  return { exitCode: 0, stdout: Buffer.from(answer), stderr: Buffer.from("") };
}

export const nextUuid = (): string => `${present().state.name}-${present().position}`;
