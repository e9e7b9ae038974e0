/** What `compile` says of what it made, or why it made nothing. */
import { LinkError } from "../linking/piece.ts";
import { StoreError } from "../plugins/store_errors.ts";
import { ProgramError } from "../programs/program_error.ts";
import { ExitCode, printError } from "./outcome.ts";

/** Says why there is no executable. @throws what is no reason of the program's */
export function reported(error: unknown, output: string): number {
  if (error instanceof ProgramError) return fail(error.message, error.hint);
  if (error instanceof LinkError) return fail(error.message);
  if (error instanceof StoreError) return fail(`${output} was not written: ${error.message}`);
  throw error;
}

function fail(message: string, hint?: string): number {
  printError(`fastforth: ${message}${hint === undefined ? "" : `\n  hint: ${hint}`}`);
  return ExitCode.error;
}

/** The size of a file, its digits in groups of three. The engine's own way to write that takes a millisecond. */
export function sizeText(bytes: number): string {
  return `${String(bytes).replace(/\B(?=(?:\d{3})+$)/g, ",")} bytes`;
}
