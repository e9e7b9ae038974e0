// The file that this process was started from, which may have been deleted or exchanged meanwhile. Loads no module: it is
// on the way from a start to the installed plugins.

import { fileStatus } from "./file_status.ts";

/** Its path, with all links followed, whether or not something lies there still: the name by which the store knows it. */
export function executableName(): string {
  // So the kernel marks a file that was gone when the process looked (proc(5), /proc/pid/exe).
  return process.execPath.replace(/ \(deleted\)$/, "");
}

/** What to open or to start for this program's own bytes. */
export function executableFile(): string {
  const name = executableName();
  if (process.platform !== "linux" || fileStatus(name) !== undefined) return name;
  return "/proc/self/exe";
}
