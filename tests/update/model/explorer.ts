/**
 * Every order in which processes can go on, and a kill at every place: all states that can be reached, each once, but for
 * orders that come to the same.
 *
 * Where the next steps of some processes go with all that the others may yet do, the others wait: what they would do
 * before, they do behind it (a persistent set, found as the closure of what does not go together: P. Godefroid,
 * Partial-Order Methods for the Verification of Concurrent Systems, 1996, chapter 4). What is looked at goes through the
 * same changes in the same order: either those steps change nothing of it, or the others never will (E. Clarke et al.,
 * State Space Reduction Using Partial Order Techniques, 1999). There are no circles: each step brings its process nearer
 * to its end. What a process may yet do is what it, as far on or further, was ever seen to do; when more is seen, the
 * exploration begins anew.
 *
 * Two states are one when the disk is the same and the processes remember the same. What a function of the code left
 * behind is its result, not how it came to that (`forgetful`). Where there are few states, a run without all of this has
 * to come to the same ends.
 */
import { type Access, Footprint } from "./accesses.ts";

import type { SimulatedDisk } from "./simulated_disk.ts";
import { kill, newProcess, type ProcessState, proceed, setForgetful } from "./simulated_process.ts";

/** What a process does, from its beginning; gives how it ended. */
export type Program = () => Promise<string>;

export interface Exploration {
  readonly disk: SimulatedDisk;
  readonly programs: Readonly<Record<string, Program>>;
  /** How many of the processes may be killed. */
  readonly kills: number;
  /** Looks at a disk as it may be at any moment. @throws when something does not hold */
  readonly always: (disk: SimulatedDisk) => void;
  /** Whether `always` looks at a path or at the list of a folder's names (`folder/*`). */
  readonly isLookedAt: (path: string) => boolean;
  /** Looks at a disk after all processes have ended; may change it. @throws when something does not hold */
  readonly atEnd: (disk: SimulatedDisk, ends: Readonly<Record<string, string>>) => Promise<void>;
}

export interface Explored {
  readonly states: number;
  readonly ends: number;
  /** How processes ended, and in how many of the ends. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** In how many of the states one process went on alone. */
  readonly alone: number;
}

/** A state, and the way that led there. */
interface Node {
  readonly disk: SimulatedDisk;
  readonly processes: readonly ProcessState[];
  readonly kills: number;
  readonly way: Way | undefined;
}

interface Way {
  readonly event: string;
  readonly before: Way | undefined;
}

/** Something does not hold; the message has the shortest part of the way that tells. */
export class Violation extends Error {}

/** @param isWhole takes every order, also those that come to the same */
export async function explore(exploration: Exploration, isWhole = false): Promise<Explored> {
  const footprints = new Map(Object.keys(exploration.programs).map((name) => [name, new Footprint()]));
  const known = () => [...footprints.values()].reduce((sum, { revision }) => sum + revision, 0);
  setForgetful(!isWhole);
  for (;;) {
    const before = known();
    const explored = await exploreOnce(exploration, footprints, isWhole);
    if (isWhole || known() === before) return explored;
  }
}

async function exploreOnce(
  exploration: Exploration,
  footprints: ReadonlyMap<string, Footprint>,
  isWhole: boolean,
): Promise<Explored> {
  const first: Node = {
    disk: exploration.disk.copy(),
    processes: Object.keys(exploration.programs).map(newProcess),
    kills: exploration.kills,
    way: undefined,
  };
  const seen = new Set([keyOf(first)]);
  const seenDisks = new Set<string>();
  const outcomes: Record<string, number> = {};
  const open = [first];
  let ends = 0;
  let alone = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const moves = await movesFrom(exploration, node, footprints);
    const chosen = isWhole ? moves : fewestMoves(exploration, node, moves, footprints);
    if (chosen.length < moves.length) alone++;
    const next = chosen.flatMap((move) => move.next);
    if (next.length === 0) {
      ends++;
      await checkEnd(exploration, node, outcomes);
    }
    for (const each of next) {
      const key = keyOf(each);
      if (seen.has(key)) continue;
      seen.add(key);
      const disk = each.disk.key();
      if (!seenDisks.has(disk)) check(each, () => exploration.always(each.disk.copy()));
      seenDisks.add(disk);
      open.push(each);
    }
  }
  return { states: seen.size, ends, outcomes, alone };
}

/** What one process can do, or be done to, in a state. */
interface Move {
  readonly name: string;
  /** How many calls it has made. */
  readonly calls: number;
  /** The lock that it waits for, if it does not go on. */
  readonly awaited: string | undefined;
  readonly accesses: readonly Access[];
  /** The locks that it holds before. */
  readonly locks: readonly string[];
  readonly next: readonly Node[];
}

/** The moves of a part of the processes, for which the others can wait; of all when there is no such part. */
function fewestMoves(
  { isLookedAt }: Exploration,
  { disk, kills }: Node,
  moves: readonly Move[],
  footprints: ReadonlyMap<string, Footprint>,
): readonly Move[] {
  const future = ({ name }: Move) => footprints.get(name) as Footprint;
  const isThereForGood = (path: string): boolean =>
    disk.has(path) && !moves.some((move) => future(move).mayReplace(path, move.calls));

  /** All whose doings do not go with those of a process, with theirs, and so on. */
  const togetherWith = (first: Move): readonly Move[] => {
    const part = [first];
    // The part grows while this goes on.
    for (const { awaited, accesses, locks } of part) {
      const doings: Access[] = awaited === undefined ? [...accesses] : [];
      // It may be killed instead, and its locks come free.
      if (kills > 0) doings.push(...locks.map((path): Access => ({ path, kind: "release" })));
      const held = part.flatMap((each) => each.locks);
      for (const other of moves) {
        if (part.includes(other)) continue;
        // Who waits is let on by the holder of the lock, and waits behind whatever anybody else does.
        const lets = awaited !== undefined && other.locks.includes(awaited);
        if (lets || future(other).isAtOddsWith(doings, other.calls, held, isThereForGood)) part.push(other);
      }
    }
    return part;
  };

  /** The order of what is looked at is another one. */
  const isSeen = (part: readonly Move[]): boolean =>
    part.some((each) => each.accesses.some(({ path, kind }) => kind === "write" && isLookedAt(path))) &&
    moves.some((other) => !part.includes(other) && future(other).mayChange(isLookedAt, other.calls));

  const count = (part: readonly Move[]) => part.reduce((sum, { next }) => sum + next.length, 0);
  return moves
    .map(togetherWith)
    .filter((part) => count(part) > 0 && !isSeen(part))
    .reduce((best, part) => (count(part) < count(best) ? part : best), moves);
}

async function movesFrom(
  { programs }: Exploration,
  node: Node,
  footprints: ReadonlyMap<string, Footprint>,
): Promise<Move[]> {
  const moves: Move[] = [];
  for (const [index, state] of node.processes.entries()) {
    if (state.end !== undefined) continue;
    const replaced = (by: ProcessState) => node.processes.map((each, at) => (at === index ? by : each));
    const next: Node[] = [];
    const accesses: Access[] = [];
    const locks = node.disk.heldBy(state.name);
    const disk = node.disk.copy();
    disk.noted = accesses;
    const { state: moved, isBlocked } = await proceed(state, disk, programs[state.name] as Program);
    disk.noted = undefined;
    const after = disk.heldBy(state.name);
    footprints.get(state.name)?.add(
      accesses,
      locks.filter((lock) => after.includes(lock)),
      state.position,
    );
    const awaited = isBlocked ? accesses.findLast(({ kind }) => kind === "acquire")?.path : undefined;
    moves.push({ name: state.name, calls: state.position, awaited, accesses, locks, next });
    if (!isBlocked) {
      const event = moved.end === undefined ? state.name : `${state.name}: ${moved.end}`;
      next.push({ ...node, disk, processes: replaced(moved), way: { event, before: node.way } });
    }
    if (node.kills === 0 || state.answers.length === 0) continue;
    const left = node.disk.copy();
    const killed = replaced(kill(state, left));
    const way = { event: `${state.name} is killed after ${state.answers.length} calls`, before: node.way };
    next.push({ disk: left, processes: killed, kills: node.kills - 1, way });
  }
  return moves;
}

async function checkEnd({ atEnd }: Exploration, node: Node, outcomes: Record<string, number>): Promise<void> {
  const ends = Object.fromEntries(node.processes.map(({ name, end }) => [name, end ?? "waits for ever"]));
  const told = Object.entries(ends)
    .map(([name, end]) => `${name}: ${end}`)
    .join("; ");
  outcomes[told] = (outcomes[told] ?? 0) + 1;
  try {
    await atEnd(node.disk.copy(), ends);
  } catch (error) {
    throw violation(node, error);
  }
}

function check(node: Node, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw violation(node, error);
  }
}

function violation({ way, disk }: Node, error: unknown): Violation {
  const events: string[] = [];
  for (let at = way; at !== undefined; at = at.before) events.unshift(at.event);
  const runs: string[] = [];
  for (const event of events) {
    const last = runs.at(-1)?.split(" × ")[0];
    const count = Number(runs.at(-1)?.split(" × ")[1] ?? 0);
    if (last === event) runs[runs.length - 1] = `${event} × ${count + 1}`;
    else runs.push(`${event} × 1`);
  }
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Violation(`${reason}\nafter ${runs.join(", ")}\non the disk\n${disk.key()}`);
}

function keyOf({ disk, processes, kills }: Node): string {
  // Of one that has ended nothing is left but how.
  const states = processes.map(({ hash, end }) => end ?? hash);
  return `${Bun.hash(disk.key())} ${states.join(" ")} ${kills}`;
}
