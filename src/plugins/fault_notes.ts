// Evidence against stages on trial: when the process dies of a fault while it is inside a library, the runtime library notes
// the signal in the file of the trial (plugins-src/runtime/fault_notes.zig). Every other death proves nothing.

import { ptr } from "../machine/foreign.ts";
import { runtimeIfThere } from "./runtime_library.ts";
import type { ThreadPlace } from "./stage_calls.ts";

/**
 * From now on faults of this thread inside a library are noted. Where the system has no such thing there are no notes.
 * @param file the open file of the trial
 * @returns what ends it
 */
export function noteFaults(file: number, place: ThreadPlace): () => void {
  const library = runtimeIfThere();
  if (library === undefined) return () => {};
  const { words, index } = place.announcement;
  library.ff_fault_notes_start(file, ptr(words.subarray(index)));
  return () => library.ff_fault_notes_stop();
}
