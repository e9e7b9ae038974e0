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
  /** The greatest number of calls after which it was seen. */
  last: number;
}

/** What a process was ever seen to do, after how many calls at most, and which locks it held then. */
export class Footprint {
  private readonly seen = new Map<string, Doing>();
  private readonly byPath = new Map<string, Doing[]>();
  /** Grows when more is known. */
  revision = 0;

  /** @param calls how many the process had made before */
  add(accesses: readonly Access[], locks: readonly string[], calls: number): void {
    for (const { path, kind, making } of accesses) {
      const key = `${kind} ${path} ${making ?? ""} ${locks.join()}`;
      const known = this.seen.get(key);
      if (known !== undefined && known.last >= calls) continue;
      this.revision++;
      if (known !== undefined) {
        known.last = calls;
        continue;
      }
      const doing: Doing = { kind, making, locks, last: calls };
      this.seen.set(key, doing);
      const others = this.byPath.get(path);
      if (others === undefined) this.byPath.set(path, [doing]);
      else others.push(doing);
    }
  }

  /** Whether this process, which has made some calls, may yet take a path away, or put something else there. */
  mayReplace(path: string, calls: number): boolean {
    return (
      this.byPath
        .get(path)
        ?.some(({ kind, making, last }) => kind === "write" && making === undefined && last >= calls) === true
    );
  }

  /** Whether this process, which has made some calls, may yet change something of a kind. */
  mayChange(isLookedAt: (path: string) => boolean, calls: number): boolean {
    for (const [path, doings] of this.byPath)
      if (isLookedAt(path) && doings.some(({ kind, last }) => kind === "write" && last >= calls)) return true;
    return false;
  }

  /**
   * Whether this process may yet do something that does not go with these accesses of another one.
   * @param calls how many it has made
   * @param locks those that the other one holds: what this process does with one of them in its hand cannot come before
   * @param isThereForGood whether a path is there and stays
   */
  isAtOddsWith(
    accesses: readonly Access[],
    calls: number,
    locks: readonly string[],
    isThereForGood: (path: string) => boolean,
  ): boolean {
    return accesses.some(({ path, kind }) =>
      this.byPath
        .get(path)
        ?.some(
          (own) =>
            own.last >= calls &&
            matters(kind, own.kind) &&
            !own.locks.some((lock) => locks.includes(lock)) &&
            !(own.making !== undefined && isThereForGood(own.making)),
        ),
    );
  }
}
