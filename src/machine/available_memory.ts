/**
 * Whether the machine has memory to give: the system promises more than it has, and ends a process that takes it at its
 * word.
 */
import { readFile } from "./system_calls.ts";
import { shownText } from "./system_text.ts";

/** What is left to everything else in the process. */
const BREATHING_SPACE = 64 * 2 ** 20;

/** What one program has been given. */
export class MemoryGrants {
  /** Bytes, and what the process had when the first of them were given. */
  private given = 0;
  private before: number | undefined;

  /**
   * Whether it may be given so many more bytes. Linux alone says what there is, with the limits of control groups; elsewhere
   * the system itself makes room, or its promise is all there is.
   */
  allow(bytes: number): boolean {
    if (process.platform !== "linux") return true;
    const resident = process.memoryUsage.rss();
    this.before ??= resident;
    const untouched = Math.max(0, this.given - Math.max(0, resident - this.before));
    return availableMemory() >= untouched + bytes + BREATHING_SPACE;
  }

  /** It has been given so many more. */
  count(bytes: number): void {
    this.given += bytes;
  }
}

/** Bytes that this process could still take. */
function availableMemory(): number {
  const kilobytes = numberIn("/proc/meminfo", /^MemAvailable: +(\d+)/m) ?? Number.POSITIVE_INFINITY;
  return Math.min(1024 * kilobytes, ...controlGroups().map(leftIn));
}

/** The names of a control group's files, in the two versions of the interface (Linux, Documentation/admin-guide). */
interface GroupFiles {
  readonly folder: string;
  readonly limit: string;
  readonly usage: string;
  /** Of the memory in use, what the system takes back when it needs it. */
  readonly reclaimable: RegExp;
}

/** The groups that limit this process: its own one and those around it. */
function controlGroups(): GroupFiles[] {
  const groups: GroupFiles[] = [];
  for (const line of textIn("/proc/self/cgroup").split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    if (controllers === "")
      groups.push(
        ...around("/sys/fs/cgroup", path, {
          limit: "memory.max",
          usage: "memory.current",
          reclaimable: /^file (\d+)/m,
        }),
      );
    else if (controllers?.split(",").includes("memory"))
      groups.push(
        ...around("/sys/fs/cgroup/memory", path, {
          limit: "memory.limit_in_bytes",
          usage: "memory.usage_in_bytes",
          reclaimable: /^total_cache (\d+)/m,
        }),
      );
  }
  return groups;
}

function around(root: string, path: string, files: Omit<GroupFiles, "folder">): GroupFiles[] {
  const parts = path.split("/").filter((part) => part !== "");
  return Array.from({ length: parts.length + 1 }, (_, count) => ({
    folder: [root, ...parts.slice(0, count)].join("/"),
    ...files,
  }));
}

/** Bytes that a group may still take; infinite when it has no limit or cannot be read. */
function leftIn({ folder, limit, usage, reclaimable }: GroupFiles): number {
  const most = numberIn(`${folder}/${limit}`, /^(\d+)/);
  const used = most === undefined ? undefined : numberIn(`${folder}/${usage}`, /^(\d+)/);
  if (most === undefined || used === undefined) return Number.POSITIVE_INFINITY;
  return most - used + (numberIn(`${folder}/memory.stat`, reclaimable) ?? 0);
}

function textIn(path: string): string {
  const bytes = readFile(path);
  return bytes === undefined ? "" : shownText(bytes);
}

function numberIn(path: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(textIn(path))?.[1];
  return found === undefined ? undefined : Number(found);
}
