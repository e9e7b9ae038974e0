// Every order in which processes can go on, and a kill at every place: all states that can be reached, each once.

import type { SimulatedDisk } from "./simulated_disk.ts";
import { kill, newProcess, type ProcessState, proceed } from "./simulated_process.ts";

/** What a process does, from its beginning; gives how it ended. */
export type Program = () => Promise<string>;

export interface Exploration {
  readonly disk: SimulatedDisk;
  readonly programs: Readonly<Record<string, Program>>;
  /** How many of the processes may be killed. */
  readonly kills: number;
  /** Looks at a disk as it may be at any moment. @throws when something does not hold */
  readonly always: (disk: SimulatedDisk) => void;
  /** Looks at a disk after all processes have ended; may change it. @throws when something does not hold */
  readonly atEnd: (disk: SimulatedDisk, ends: Readonly<Record<string, string>>) => Promise<void>;
}

export interface Explored {
  readonly states: number;
  readonly ends: number;
  /** How processes ended, and in how many of the ends. */
  readonly outcomes: Readonly<Record<string, number>>;
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

export async function explore(exploration: Exploration): Promise<Explored> {
  const first: Node = {
    disk: exploration.disk,
    processes: Object.keys(exploration.programs).map(newProcess),
    kills: exploration.kills,
    way: undefined,
  };
  const seen = new Set([keyOf(first)]);
  const seenDisks = new Set<string>();
  const outcomes: Record<string, number> = {};
  const open = [first];
  let ends = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const next = await successors(exploration, node);
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
  return { states: seen.size, ends, outcomes };
}

async function successors({ programs }: Exploration, node: Node): Promise<Node[]> {
  const next: Node[] = [];
  for (const [index, state] of node.processes.entries()) {
    if (state.end !== undefined) continue;
    const replaced = (by: ProcessState) => node.processes.map((each, at) => (at === index ? by : each));
    const disk = node.disk.copy();
    const { state: after, isBlocked } = await proceed(state, disk, programs[state.name] as Program);
    if (!isBlocked) {
      const event = after.end === undefined ? state.name : `${state.name}: ${after.end}`;
      next.push({ ...node, disk, processes: replaced(after), way: { event, before: node.way } });
    }
    if (node.kills === 0 || state.answers.length === 0) continue;
    const left = node.disk.copy();
    const killed = replaced(kill(state, left));
    const way = { event: `${state.name} is killed after ${state.answers.length} calls`, before: node.way };
    next.push({ disk: left, processes: killed, kills: node.kills - 1, way });
  }
  return next;
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
  const states = processes.map(({ hash, answers, end }) => `${answers.length} ${hash} ${end ?? ""}`);
  return `${Bun.hash(disk.key())} ${states.join(" ")} ${kills}`;
}
