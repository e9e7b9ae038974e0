/** How a run of the executable ends: its exit code, and what is said when it fails before or outside a program. */

import { ForthThrow, InternalError } from "../machine/exceptions.ts";
import { writeAll } from "../machine/output.ts";
import { bytesOf } from "../machine/system_text.ts";
import { PluginError } from "../plugins/errors.ts";
import { StageSelectionError } from "../stages/stage_set.ts";
import { UsageError } from "./usage_error.ts";

export const ExitCode = {
  ok: 0,
  /** An error that the program did not catch. */
  error: 1,
  /** Nothing was run: an unknown option, a missing file. */
  usage: 2,
  timeout: 124,
  /** Ctrl-C: 128 + SIGINT, as shells have it. */
  interrupted: 130,
  /** Nobody reads the output: 128 + SIGPIPE. */
  brokenPipe: 141,
} as const;

/** What the system tells of an exit code. */
const LARGEST_CODE = 255;

/** As in gforth a program's own code, if the system can tell it, is what the run ends with: `42 throw`. */
export const uncaughtCode = ({ code }: ForthThrow): number =>
  code > 0 && code <= LARGEST_CODE ? Number(code) : ExitCode.error;

/** Says on standard error why nothing was run, or what went wrong inside FastForth; gives the exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof UsageError) return usage(error.message, error.hint);
  if (error instanceof StageSelectionError) return usage(`--stages: ${error.message}`);
  if (error instanceof ForthThrow) {
    printError(`fastforth: ${error.message}`);
    return ExitCode.error;
  }
  const { code, syscall, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code === "EPIPE") return ExitCode.brokenPipe;
  if (syscall === "write") {
    printError(`fastforth: cannot write to standard output: ${message}`);
    return ExitCode.error;
  }
  const fault = error instanceof InternalError && error.cause instanceof Error ? error.cause : error;
  // What was asked for by name, and the system does not allow.
  if (fault instanceof PluginError) return usage(`--stages: ${fault.message}`);
  const refused = refusalBySystem(fault);
  if (refused !== undefined) {
    printError(`fastforth: ${refused}`);
    return ExitCode.error;
  }
  const lines = [
    `fastforth: internal error: ${fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault)}`,
    "  This is a fault of FastForth, not of your program. Please report it with the program that shows it.",
  ];
  if (process.env.FASTFORTH_DEBUG === "1") lines.push(fault instanceof Error ? (fault.stack ?? "") : "");
  else lines.push("  FASTFORTH_DEBUG=1 prints where it happened.");
  printError(lines.join("\n"));
  return ExitCode.error;
}

/** What has run out, or is not allowed here: that is nobody's fault inside FastForth. */
const refusals: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EAGAIN: "the system gives no more processes or memory",
  EBUSY: "it is in use",
  EDQUOT: "the user's share of the disk is full",
  EFBIG: "the file would be longer than is allowed (see ulimit -f)",
  EINTR: "a signal interrupted the system",
  EIO: "the disk or terminal does not answer",
  EMFILE: "too many open files (see ulimit -n)",
  ENFILE: "too many open files in the system",
  ENODEV: "the disk is gone",
  ENOMEM: "the system gives no more memory",
  ENOSPC: "no space left on the disk",
  ENXIO: "the disk is gone",
  EPERM: "the system does not allow it",
  EROFS: "the file system is read-only",
  ESTALE: "the file server has lost it",
  ETIMEDOUT: "the file server does not answer",
  EUCLEAN: "the file system is damaged",
};

/** What to say of an error that the system has given; undefined where FastForth should have known better. */
function refusalBySystem(fault: unknown): string | undefined {
  if (!(fault instanceof Error)) return undefined;
  const { code = "", syscall, path } = fault as NodeJS.ErrnoException;
  const asked = path === undefined ? "" : `${path}: `;
  if (syscall === "mkdtemp")
    return `${asked}no temporary folder can be made there (see TMPDIR): ${refusals[code] ?? "there is no such folder"}`;
  const reason = refusals[code];
  return reason && `${asked}${reason}`;
}

function usage(message: string, hint?: string): number {
  printError(`fastforth: ${message}\n  ${hint === undefined ? "" : `hint: ${hint}; `}try fastforth --help`);
  return ExitCode.usage;
}

/** Writes a line or several to standard output. */
export function printText(text: string): void {
  writeAll(1, bytesOf(`${text}\n`));
}

/** Writes a line or several to standard error. */
export function printError(text: string): void {
  writeErrorText(`${text}\n`);
}

/** Writes to standard error; there is nobody left to tell when that fails. */
export function writeErrorText(text: string): void {
  try {
    writeAll(2, bytesOf(text));
  } catch {
    return;
  }
}
