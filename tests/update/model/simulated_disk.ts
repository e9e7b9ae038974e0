// A disk in memory, which processes share: names, contents, and who holds which lock. It can be copied, so that what
// happens next can be tried in every order, and writes down what is read and changed.

import type { Access } from "./accesses.ts";

/** A file or folder. Contents are replaced, not changed. */
interface Item {
  /** By whom and in which order it was made: the same in every order of events that leads to the same. */
  readonly id: string;
  readonly bytes: Uint8Array | undefined;
  readonly mode: number;
}

export class DiskError extends Error {
  constructor(
    readonly code: string,
    readonly path: string,
  ) {
    super(`${code}: ${path}`);
  }
}

export class SimulatedDisk {
  private constructor(
    private readonly items: Map<string, Item>,
    /** By path: the process that holds it. */
    private readonly locks: Map<string, string>,
  ) {}

  /** Where each access goes, if anybody wants to know. */
  noted: Access[] | undefined;

  private note(path: string, kind: Access["kind"], making?: string): void {
    this.noted?.push({ path, kind, ...(making === undefined ? {} : { making }) });
  }

  /** A name comes or goes: its folder has another list. */
  private noteChange(path: string): void {
    this.note(path, "write");
    this.note(listOf(parentOf(path)), "write");
  }

  /** Something is made where nothing is, or it fails. */
  private noteMaking(path: string): void {
    this.note(path, "read");
    if (this.items.has(path)) return;
    this.note(path, "write", path);
    this.note(listOf(parentOf(path)), "write", path);
  }

  /** Whether something is there; nobody notices. */
  has(path: string): boolean {
    return this.items.has(path);
  }

  static empty(): SimulatedDisk {
    return new SimulatedDisk(new Map([["/", { id: "/", bytes: undefined, mode: 0o755 }]]), new Map());
  }

  copy(): SimulatedDisk {
    return new SimulatedDisk(new Map(this.items), new Map(this.locks));
  }

  /** The same for the same names, contents and locks. */
  key(): string {
    const items = [...this.items].sort(([a], [b]) => (a < b ? -1 : 1));
    const texts = items.map(([path, { id, bytes, mode }]) => {
      return `${path} ${id} ${mode} ${bytes === undefined ? "/" : Bun.hash(bytes)}`;
    });
    return [...texts, ...[...this.locks].sort().flat()].join("\n");
  }

  /** Who holds a lock. */
  holder(path: string): string | undefined {
    this.note(lockOf(path), "read");
    return this.locks.get(path);
  }

  /** The locks that a process holds. */
  heldBy(holder: string): string[] {
    return [...this.locks].filter(([, who]) => who === holder).map(([path]) => lockOf(path));
  }

  /** Gives a lock to a process; false when another one has it. */
  acquire(path: string, holder: string): boolean {
    this.note(lockOf(path), "acquire");
    const present = this.locks.get(path);
    if (present !== undefined && present !== holder) return false;
    this.locks.set(path, holder);
    return true;
  }

  unlock(path: string): void {
    this.note(lockOf(path), "release");
    this.locks.delete(path);
  }

  /** The process is gone: the kernel gives up its locks. */
  release(holder: string): void {
    for (const [path, who] of this.locks) if (who === holder) this.unlock(path);
  }

  find(path: string): Item | undefined {
    this.note(path, "read");
    return this.items.get(path);
  }

  get(path: string): Item {
    const item = this.find(path);
    if (item === undefined) throw new DiskError("ENOENT", path);
    return item;
  }

  read(path: string): Uint8Array {
    const { bytes } = this.get(path);
    if (bytes === undefined) throw new DiskError("EISDIR", path);
    return bytes;
  }

  /** Makes a file that is not there. */
  create(path: string, id: string, mode: number): void {
    this.noteMaking(path);
    if (this.items.has(path)) throw new DiskError("EEXIST", path);
    this.get(parentOf(path));
    this.items.set(path, { id, bytes: new Uint8Array(0), mode });
  }

  /** Puts bytes behind what is in the file with this id, wherever it is now. */
  append(id: string, bytes: Uint8Array): void {
    for (const [path, item] of this.items) {
      if (item.id !== id || item.bytes === undefined) continue;
      this.note(path, "write");
      const longer = new Uint8Array(item.bytes.length + bytes.length);
      longer.set(item.bytes);
      longer.set(bytes, item.bytes.length);
      this.items.set(path, { ...item, bytes: longer });
    }
  }

  makeFolder(path: string, id: string, mode: number, parents: boolean): void {
    this.noteMaking(path);
    if (this.items.has(path)) {
      if (parents) return;
      throw new DiskError("EEXIST", path);
    }
    if (parents) this.makeFolder(parentOf(path), `${id}+`, mode, true);
    this.get(parentOf(path));
    this.items.set(path, { id, bytes: undefined, mode });
  }

  changeMode(path: string, mode: number): void {
    this.note(path, "write");
    this.items.set(path, { ...this.get(path), mode });
  }

  rename(from: string, to: string): void {
    const item = this.get(from);
    this.get(parentOf(to));
    this.noteChange(from);
    this.noteChange(to);
    this.items.delete(from);
    this.items.set(to, item);
  }

  link(from: string, to: string): void {
    this.noteMaking(to);
    if (this.items.has(to)) throw new DiskError("EEXIST", to);
    this.items.set(to, this.get(from));
  }

  write(path: string, id: string, bytes: Uint8Array, mode = 0o644): void {
    this.noteChange(path);
    this.items.set(path, { id, bytes, mode });
  }

  remove(path: string): void {
    this.noteChange(path);
    this.items.delete(path);
  }

  names(path: string): string[] {
    this.note(listOf(path), "read");
    this.get(path);
    const prefix = path === "/" ? "/" : `${path}/`;
    return [...this.items.keys()]
      .filter((each) => each.startsWith(prefix) && each !== path && !each.slice(prefix.length).includes("/"))
      .map((each) => each.slice(prefix.length))
      .sort();
  }
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

/** What stands for the list of a folder's names, and for a lock, among accesses. */
const listOf = (folder: string): string => `${folder}/*`;
const lockOf = (path: string): string => `lock ${path}`;
