// What processes do to things that others may see, and whether the order of two such doings matters.

/** A look at or a change of something: a path, the list of a folder's names, a lock. */
export interface Access {
  readonly path: string;
  readonly kind: "read" | "write" | "acquire" | "release";
  /** It makes this path, which it cannot where that is already. */
  readonly making?: string;
}

/** Whether one may come to something else when the other one has come before. */
function matters(a: Access["kind"], b: Access["kind"]): boolean {
  if (a === "read" && b === "read") return false;
  // Who waits for a lock gets it behind its release, whenever that is; nobody else can give it up.
  const both = `${a} ${b}`;
  return both !== "acquire release" && both !== "release acquire" && both !== "release release";
}

/** An access, and which locks a process held at it. */
interface Doing {
  readonly kind: Access["kind"];
  readonly making: string | undefined;
  readonly locks: readonly string[];
}

/** What a process was ever seen to do, and which locks it held then. */
export class Footprint {
  private readonly seen = new Set<string>();
  private readonly byPath = new Map<string, Doing[]>();

  get size(): number {
    return this.seen.size;
  }

  add(accesses: readonly Access[], locks: readonly string[]): void {
    for (const { path, kind, making } of accesses) {
      const key = `${kind} ${path} ${making ?? ""} ${locks.join()}`;
      if (this.seen.has(key)) continue;
      this.seen.add(key);
      const doing: Doing = { kind, making, locks };
      const known = this.byPath.get(path);
      if (known === undefined) this.byPath.set(path, [doing]);
      else known.push(doing);
    }
  }

  /** Whether this process may take a path away, or put something else there. */
  mayReplace(path: string): boolean {
    return (
      this.byPath.get(path)?.some(({ kind, making }) => kind === "write" && making === undefined) === true
    );
  }

  /**
   * Whether this process may yet do something that does not go with these accesses of another one.
   * @param locks those that the other one holds: what this process does with one of them in its hand cannot come before
   * @param isThereForGood whether a path is there and stays
   */
  isAtOddsWith(
    accesses: readonly Access[],
    locks: readonly string[],
    isThereForGood: (path: string) => boolean,
  ): boolean {
    return accesses.some(({ path, kind }) =>
      this.byPath
        .get(path)
        ?.some(
          (own) =>
            matters(kind, own.kind) &&
            !own.locks.some((lock) => locks.includes(lock)) &&
            !(own.making !== undefined && isThereForGood(own.making)),
        ),
    );
  }
}
