/**
 * The words that would do something outside of the program, as they are while it is checked: files that it writes are in
 * memory, commands do not run, nothing waits.
 */

import { constants } from "node:fs";
import type { HostWord } from "../forth/dictionary.ts";
import { FileRefusal, ForthFile } from "../forth/files.ts";
import type { Session, SystemWords } from "../forth/session.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { StandardFile } from "../machine/file_records.ts";
import { isAllowed, readNamed } from "../machine/named_files.ts";
import { textOfByteString } from "../machine/system_text.ts";
import { popText, pushString } from "../words/operands.ts";

/** What a file that the program writes holds; every fileid of the file has the same. */
class HeldContent {
  length: number;

  /** @param room begins with the content */
  constructor(private room: Uint8Array) {
    this.length = room.length;
  }

  get bytes(): Uint8Array {
    return this.room.subarray(0, this.length);
  }

  write(bytes: Uint8Array, at: number): void {
    const end = at + bytes.length;
    if (end > MAX_HELD) throw new FileRefusal("the checker holds no more of a file");
    if (end > this.room.length) this.makeRoom(Math.max(end, 2 * this.room.length));
    this.room.set(bytes, at);
    this.length = Math.max(this.length, end);
  }

  resize(size: number): void {
    const length = Math.min(size, MAX_HELD);
    if (length > this.room.length) this.makeRoom(length);
    // What it grows by is zero, also where there was something before.
    this.room.fill(0, Math.min(length, this.length));
    this.length = length;
  }

  private makeRoom(size: number): void {
    const room = new Uint8Array(size);
    room.set(this.bytes);
    this.room = room;
  }
}

/** A file that the program has written, or may write, or a connection to somewhere: it is in memory alone. */
class HeldFile extends ForthFile {
  private at = 0;

  constructor(
    path: string,
    readonly content = new HeldContent(new Uint8Array(0)),
  ) {
    super(path);
  }

  override window(): Uint8Array {
    return this.content.bytes.subarray(this.at);
  }

  override more(): boolean {
    return false;
  }

  override take(count: number): void {
    this.at += count;
  }

  override write(bytes: Uint8Array): void {
    this.content.write(bytes, this.at);
    this.at += bytes.length;
  }

  override get position(): number {
    return this.at;
  }

  override seek(position: number): void {
    this.at = Math.min(position, this.content.length);
  }

  override get size(): number {
    return this.content.length;
  }

  override resize(size: number): void {
    this.content.resize(size);
  }
}

const MAX_HELD = 1 << 24;
const READ_ONLY = 0;
const BINARY = 1;
const BLOCK_SIZE = 1024;
const SPACE = 0x20;

/** Who is told of what a program asks for. */
export interface HeldWordsListener {
  /** The program has asked for something outside of it: what it does from here on may differ from what it does elsewhere. */
  askedSystem(): void;
  /** The program has asked for more memory than there is. */
  lacksMemory(): void;
}

/** The system's words with their effects held. */
export function heldWords(system: SystemWords, listener: HeldWordsListener): SystemWords {
  return {
    ...system,
    wordSet: (set) => (session) => {
      const held = replacements(session, listener);
      return system
        .wordSet(set)(session)
        .map((word): HostWord => {
          const replacement = held[word.name];
          return replacement === undefined ? word : { ...word, run: replacement(word.run) };
        });
    },
  };
}

/** What takes the place of a word; it is given what the word does. */
type Replacement = (run: () => void) => () => void;

const filesOf = new WeakMap<Session, Map<string, HeldFile | undefined>>();

/** The files of a session that it has written (undefined: deleted), by name. */
function heldFiles(session: Session): Map<string, HeldFile | undefined> {
  const files = filesOf.get(session) ?? new Map<string, HeldFile | undefined>();
  filesOf.set(session, files);
  return files;
}

/** By name: what takes the places of words of the system. */
export function replacements(
  session: Session,
  listener: HeldWordsListener,
): Readonly<Record<string, Replacement>> {
  const { machine } = session;
  const told = () => listener.askedSystem();
  const allocates: Replacement = (run) => () => {
    run();
    if (machine.peekNumber() !== 0) listener.lacksMemory();
  };
  return {
    allocate: allocates,
    resize: allocates,
    ...fileReplacements(session, told),
    ...writeReplacements(session, told),
    ...commandReplacements(session, told),
    ...blockReplacements(session, told),
    ...socketReplacements(session, told),
    ...Object.fromEntries(
      asking.map((name): [string, Replacement] => [
        name,
        (run) => () => {
          told();
          run();
        },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(idle).map(([name, [taken, ...results]]): [string, Replacement] => [
        name,
        () => () => {
          told();
          machine.need(taken);
          machine.drop(taken);
          for (const result of results) machine.pushNumber(result);
        },
      ]),
    ),
  };
}

/** Words that do what they do, whose results come from outside. */
const asking: readonly string[] = [
  ...["getenv", "argc", "argv", "arg", "next-arg", "key", "key?", "ekey", "ekey?", "accept", "read-file"],
  ...["read-line", "key-file", "slurp-file", "slurp-fid", "file-status", "open-dir", "refill", "query"],
  ...["set-dir", "hostname"],
];

/** Words that take so many cells, give these numbers and do nothing. */
const idle: Readonly<Record<string, readonly [number, ...number[]]>> = {
  setenv: [5, 0],
  unsetenv: [2, 0],
  system: [2],
  ms: [1],
  "(update)": [0],
  "save-buffers": [0],
  flush: [0],
  plugins: [0],
  "swap-stage": [2],
  "rollback-stage": [0],
  "=mkdir": [3, 0],
  "mkdir-parents": [3, 0],
  "delete-dir": [2, 0],
  listen: [2],
  "write-socket": [3],
};

function commandReplacements(session: Session, told: () => void): Readonly<Record<string, Replacement>> {
  const { machine } = session;
  return {
    edit: () => () => {
      told();
      session.parseWord();
    },
    sh: () => () => {
      told();
      session.sources.parsePosition = session.source.lineEnd;
    },
    "sh-get": () => () => {
      told();
      machine.need(2);
      machine.drop(2);
      pushString(machine, 0, 0);
    },
    "open-pipe": () => () => {
      told();
      machine.need(3);
      machine.drop();
      giveFile(session, new HeldFile(popText(machine)));
    },
    "close-pipe": () => () => {
      told();
      session.files.close(machine.popNumber());
      machine.pushNumber(0);
      machine.pushNumber(0);
    },
  };
}

/** Nobody is at the other end: what is written goes nowhere, and there is nothing to read. */
function socketReplacements(session: Session, told: () => void): Readonly<Record<string, Replacement>> {
  const { machine, files } = session;
  const opens =
    (taken: number): Replacement =>
    () =>
    () => {
      told();
      machine.need(taken);
      machine.drop(taken);
      machine.pushNumber(files.add(new HeldFile("a connection")));
    };
  const closes: Replacement = () => () => files.close(machine.popNumber());
  return {
    "open-socket": opens(3),
    "open-service": opens(3),
    "create-server": opens(1),
    "accept-socket": opens(1),
    "read-socket": () => () => {
      told();
      machine.need(3);
      const [low, high] = [machine.peekLow(1), machine.peekHigh(1)];
      machine.drop(3);
      machine.push(low, high);
      machine.push(0, 0);
    },
    "close-socket": closes,
    "close-server": closes,
  };
}

/** Block files are read where they are; one that is not there is not made, and its blocks are blank. */
function blockReplacements(session: Session, told: () => void): Readonly<Record<string, Replacement>> {
  const { machine, dataSpace } = session;
  let path = "blocks.fb";
  const isThere = () => isAllowed(path, constants.R_OK);
  const blank = () => {
    const address = dataSpace.allocate(BLOCK_SIZE) ?? 0;
    machine.bytes.fill(SPACE, address, address + BLOCK_SIZE);
    machine.push(address, 0);
  };
  const reads =
    (taken: number, instead: () => void = () => undefined): Replacement =>
    (run) =>
    () => {
      told();
      if (isThere()) return run();
      machine.need(taken);
      machine.drop(taken);
      instead();
    };
  const uses =
    (name: () => string): Replacement =>
    () =>
    () => {
      told();
      path = name();
      if (isThere()) session.blocks.use(path);
    };
  return {
    "(block)": reads(1, blank),
    "(buffer)": reads(1, blank),
    list: reads(1),
    load: reads(1),
    thru: reads(2),
    "+load": reads(1),
    "+thru": reads(2),
    "open-blocks": uses(() => popText(machine)),
    use: uses(() => {
      const { start, end } = session.sources.parseSomeName();
      return textOfByteString(session.sources.text(start, end));
    }),
  };
}

/** ( -- fileid 0 ) */
function giveFile({ machine, files }: Session, file: HeldFile): void {
  machine.pushNumber(files.add(file));
  machine.pushNumber(0);
}

function fileReplacements(session: Session, told: () => void): Readonly<Record<string, Replacement>> {
  const { machine } = session;
  const held = heldFiles(session);
  return {
    "open-file": (run) => () => {
      told();
      machine.need(3);
      const access = machine.peekNumber() & ~BINARY;
      if (access === READ_ONLY && !held.has(nameAt(session, 1))) return run();
      machine.drop();
      const file = fileToWrite(held, popText(machine));
      if (file !== undefined) return giveFile(session, file);
      machine.pushNumber(0);
      machine.pushNumber(ThrowCodes.fileNotFound);
    },
    "create-file": () => () => {
      told();
      machine.need(3);
      machine.drop();
      const path = popText(machine);
      const file = new HeldFile(path);
      held.set(path, file);
      giveFile(session, file);
    },
    "delete-file": () => () => {
      told();
      held.set(popText(machine), undefined);
      machine.pushNumber(0);
    },
    "rename-file": () => () => {
      told();
      const to = popText(machine);
      const from = popText(machine);
      held.set(to, held.get(from) ?? new HeldFile(to));
      held.set(from, undefined);
      machine.pushNumber(0);
    },
  };
}

/** The same file from its beginning, for another fileid. */
const reopened = (file: HeldFile | undefined): HeldFile | undefined =>
  file && new HeldFile(file.path, file.content);

/** The file of a name, from its beginning: what the program has written there, or a copy of what is there. */
function fileToWrite(held: Map<string, HeldFile | undefined>, path: string): HeldFile | undefined {
  if (held.has(path)) return reopened(held.get(path));
  try {
    const file = new HeldFile(path, new HeldContent(readNamed(path)));
    held.set(path, file);
    return file;
  } catch {
    // The program is told that there is none.
    return undefined;
  }
}

/** Writing to a file of the program; what goes to the standard streams is dropped in any case. */
function writeReplacements({ machine }: Session, told: () => void): Readonly<Record<string, Replacement>> {
  const writes: Replacement = (run) => () => {
    const id = machine.peekNumber();
    if (id !== StandardFile.output && id !== StandardFile.error) told();
    run();
  };
  return { "write-file": writes, "write-line": writes, "emit-file": writes };
}

/** The text whose length lies so deep on the stack, and its address below. */
function nameAt({ machine }: Session, depth: number): string {
  const [low, high] = [machine.peekLow(depth), machine.peekHigh(depth)];
  const [addressLow, addressHigh] = [machine.peekLow(depth + 1), machine.peekHigh(depth + 1)];
  machine.push(addressLow, addressHigh);
  machine.push(low, high);
  return popText(machine);
}
