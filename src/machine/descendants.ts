/**
 * The children of this process and theirs. They share its process group, which may be a whole pipeline's, so that a signal
 * to the group would end strangers; they are found one by one.
 */
import { readdirSync } from "node:fs";
import { hasStartedCommands } from "./child_process.ts";
import { readFile } from "./system_calls.ts";
import { shownText } from "./system_text.ts";

/** Milliseconds that a process has to end by itself. */
const GRACE = 300;
const LOOK_INTERVAL = 10;

/** Ends all of them: with SIGTERM, and what is still there a moment later with SIGKILL. */
export function endDescendants(): void {
  // One that is stopped starts no other, which would be nobody's child when its parent has gone.
  for (let before = 0, now = 1; now > before; ) {
    before = signalDescendants("SIGSTOP");
    now = descendants().length;
  }
  if (signalDescendants("SIGTERM") === 0) return;
  signalDescendants("SIGCONT");
  for (let waited = 0; waited < GRACE && descendants().length > 0; waited += LOOK_INTERVAL)
    Bun.sleepSync(LOOK_INTERVAL);
  signalDescendants("SIGKILL");
}

/** Sends a signal to each; gives how many there were. */
export function signalDescendants(signal: NodeJS.Signals): number {
  const found = hasStartedCommands() ? descendants() : [];
  for (const id of found) {
    try {
      process.kill(id, signal);
    } catch {
      // It has ended meanwhile, or is another user's by now.
    }
  }
  return found.length;
}

/** Their process numbers, of those that still run. None where the system has no /proc. */
function descendants(): number[] {
  const children = new Map<number, number[]>();
  for (const { id, parent } of processes()) {
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [id]);
    else siblings.push(id);
  }
  const found: number[] = [];
  const unseen = [process.pid];
  for (let parent = unseen.pop(); parent !== undefined; parent = unseen.pop()) {
    const next = children.get(parent) ?? [];
    found.push(...next);
    unseen.push(...next);
  }
  return found;
}

function processes(): { id: number; parent: number }[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((id) => id > 0)
      .flatMap(parentOf);
  } catch {
    return [];
  }
}

/** What proc_pid_stat(5) says: the command's name in parentheses, the state, the parent. A zombie has ended. */
function parentOf(id: number): { id: number; parent: number }[] {
  const bytes = readFile(`/proc/${id}/stat`);
  if (bytes === undefined) return [];
  const text = shownText(bytes);
  const [state, parent] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return state === "Z" || state === "X" ? [] : [{ id, parent: Number(parent) }];
}
