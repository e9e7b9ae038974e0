/** ACCEPT and QUERY display what they receive (6.1.0695): a terminal has done so itself when the line comes from one. */
import type { Session } from "./session.ts";

const SPACE = 0x20;

/** Shows the part of a line that a program has taken from a file or a pipe, and behind it a blank, as gforth does. */
export function echoLine({ output, terminal }: Session, line: Uint8Array, length: number): void {
  if (terminal.isTerminal) return;
  output.type(line, 0, length);
  output.emit(SPACE);
}
