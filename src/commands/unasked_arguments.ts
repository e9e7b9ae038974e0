/**
 * Whoever comes from gforth writes `fastforth one.fs two.fs -e bye`. Here what stands behind FILE belongs to the script:
 * when that has not asked for it, nobody is to believe that it ran.
 */
import type { Session } from "../forth/session.ts";
import { statusOf } from "../machine/named_files.ts";
import { optionTable } from "./options.ts";
import { ExitCode, printError } from "./outcome.ts";

/** The words by which a program asks for its arguments. */
const askingWords = ["argc", "argv", "arg", "next-arg", "shift-arg", "shift-args"] as const;
const PROGRAM = /\.(?:fs|fth|4th|f|fb|fr|frt|forth)$/i;

/** The exit code of a script that has come to its end: another one when programs or options were left to it in vain. */
export function checkArguments(session: Session): number {
  const [file, ...given] = session.arguments;
  if (!given.some((argument) => isProgram(argument) || isOption(argument))) return ExitCode.ok;
  if (askingWords.some((name) => session.hasNamed(name))) return ExitCode.ok;
  printError(
    `fastforth: only ${file} was run: it has not asked for its arguments, ${given.join(" ")}\n` +
      "  hint: options stand before FILE; several files are run by -e 'include one.fs include two.fs'",
  );
  return ExitCode.usage;
}

function isProgram(argument: string): boolean {
  if (!PROGRAM.test(argument)) return false;
  try {
    return statusOf(argument).isFile();
  } catch {
    return false;
  }
}

function isOption(argument: string): boolean {
  return Object.entries(optionTable).some(
    ([name, option]) => argument === `--${name}` || ("alias" in option && argument === `-${option.alias}`),
  );
}
