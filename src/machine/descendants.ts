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

/**
 * Sends each a SIGINT, once, as a terminal does. A shell that starts a command just now takes none: dash drops signals
 * from its vfork to the command's exec. So those that come, or become another program, a moment later have theirs, too.
 */
export function interruptDescendants(): void {
  const sent = new Set<string>();
  for (let waited = 0; waited < GRACE / 2; waited += LOOK_INTERVAL) {
    const found = hasStartedCommands() ? descendants() : [];
    if (found.length === 0) return;
    for (const { id, name } of found) {
      if (!sent.has(`${id} ${name}`)) send(id, "SIGINT");
      sent.add(`${id} ${name}`);
    }
    Bun.sleepSync(LOOK_INTERVAL);
  }
}

/** Sends a signal to each; gives how many there were. */
function signalDescendants(signal: NodeJS.Signals): number {
  const found = hasStartedCommands() ? descendants() : [];
  for (const { id } of found) send(id, signal);
  return found.length;
}

function send(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal);
  } catch {
    // It has ended meanwhile, or is another user's by now.
  }
}

interface RunningProcess {
  readonly id: number;
  readonly parent: number;
  /** Of the program that it runs. */
  readonly name: string;
}

/** Those that still run. None where the system has no /proc. */
function descendants(): RunningProcess[] {
  const children = new Map<number, RunningProcess[]>();
  for (const each of processes()) {
    const siblings = children.get(each.parent);
    if (siblings === undefined) children.set(each.parent, [each]);
    else siblings.push(each);
  }
  const found: RunningProcess[] = [];
  const unseen = [process.pid];
  for (let parent = unseen.pop(); parent !== undefined; parent = unseen.pop()) {
    const next = children.get(parent) ?? [];
    found.push(...next);
    unseen.push(...next.map(({ id }) => id));
  }
  return found;
}

function processes(): RunningProcess[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((id) => id > 0)
      .flatMap(processOf);
  } catch {
    return [];
  }
}

/** What proc_pid_stat(5) says: the command's name in parentheses, the state, the parent. A zombie has ended. */
function processOf(id: number): RunningProcess[] {
  const bytes = readFile(`/proc/${id}/stat`);
  if (bytes === undefined) return [];
  const text = shownText(bytes);
  const end = text.lastIndexOf(")");
  const [state, parent] = text.slice(end + 2).split(" ");
  const name = text.slice(text.indexOf("(") + 1, end);
  return state === "Z" || state === "X" ? [] : [{ id, parent: Number(parent), name }];
}
