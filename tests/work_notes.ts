/**
 * What a test process is at work on, written down where its crash does not lose it: the run of all tests (test_files.ts)
 * says it then. Without that run nothing is written.
 */
import { ftruncateSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

/** The environment variable that names the folder of the notes. */
export const NOTES_FOLDER = "FASTFORTH_TEST_NOTES";

let note: number | undefined;
/** What is noted, from the outside in. */
let noted = "";

/** Does something, noted as what this process works on. @param what how to see it again, or what it is */
export function workingOn<T>(what: () => string, action: () => T): T {
  const folder = process.env[NOTES_FOLDER];
  if (folder === undefined) return action();
  const outer = noted;
  noteDown(folder, outer === "" ? what() : `${outer}\n${what()}`);
  try {
    return action();
  } finally {
    noteDown(folder, outer);
  }
}

function noteDown(folder: string, text: string): void {
  note ??= openSync(join(folder, `${process.pid}`), "w");
  noted = text;
  ftruncateSync(note, 0);
  if (text !== "") writeSync(note, text, 0);
}

/** What processes were at work on that have ended since. */
export const readNotes = (folder: string): string[] =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .filter((text) => text !== "");
