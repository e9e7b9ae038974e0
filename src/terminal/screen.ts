/** What the standard descriptors are connected to, and whether to colour what goes there. */
import { fstatSync } from "node:fs";
import type { Paint } from "../forth/paint.ts";
import { isTerminalDescriptor } from "../machine/system_calls.ts";

/** Whether a descriptor is a terminal. */
export function isTerminal(descriptor: number): boolean {
  const answer = isTerminalDescriptor(descriptor);
  if (answer !== undefined) return answer;
  // Asking process.stdin.isTTY takes three times as long as a whole start-up, and node:tty as long as one; a pipe or a
  // file is told apart for nothing.
  try {
    if (!fstatSync(descriptor).isCharacterDevice()) return false;
  } catch {
    return false; // A closed descriptor is no terminal.
  }
  return process.getBuiltinModule("node:tty").isatty(descriptor);
}

/** Whether to write colours to a descriptor: to a terminal, unless NO_COLOR is set (https://no-color.org). */
export function coloursOn(descriptor: number): boolean {
  const { NO_COLOR, TERM } = process.env;
  return (NO_COLOR === undefined || NO_COLOR === "") && TERM !== "dumb" && isTerminal(descriptor);
}

/** The colours of error reports, or none. */
export function paintFor(descriptor: number): Paint {
  const colours = coloursOn(descriptor);
  const paint = (sequence: string) => (text: string) => (colours ? `\x1b[${sequence}m${text}\x1b[0m` : text);
  return { error: paint("1;31"), warning: paint("1;33"), dim: paint("2"), strong: paint("1") };
}
