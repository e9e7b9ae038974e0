/** What the system hands to the process, exactly: arguments, environment, and the current folder (see `system_text.ts`). */
import { statusOf } from "./named_files.ts";
import { processCalls, readFile } from "./system_calls.ts";
import { bytesOf, textOf, zeroEnded } from "./system_text.ts";

/** What the engine makes of a byte that is no UTF-8. */
const REPLACEMENT = "\ufffd";
const LONGEST_PATH = 65536;

/** The arguments behind the executable's name. The engine has decoded them: where that lost bytes, the system is asked. */
export function programArguments(): string[] {
  const given = process.argv.slice(2);
  // A loop, because `some` is one of the functions that the engine would have to load for it.
  for (const argument of given) {
    if (!argument.includes(REPLACEMENT)) continue;
    const exact = zeroEndedTexts("/proc/self/cmdline").slice(-given.length);
    return exact.length === given.length ? exact : given;
  }
  return given;
}

let variables: Map<string, string> | undefined;

/** The environment by name. What is changed here is what commands are started with. */
export function environment(): Map<string, string> {
  variables ??= readEnvironment();
  return variables;
}

/** One of them. Nothing else is looked at for it, as long as nobody has asked for more. */
export function environmentVariable(name: string): string | undefined {
  const decoded = variables === undefined ? process.env[name] : REPLACEMENT;
  return decoded?.includes(REPLACEMENT) ? environment().get(name) : decoded;
}

function readEnvironment(): Map<string, string> {
  const decoded = new Map<string, string>();
  let lost = false;
  for (const name of Object.keys(process.env)) {
    // The engine has no value for a TZ that is empty.
    const value = process.env[name] ?? "";
    decoded.set(name, value);
    if (name.includes(REPLACEMENT) || value.includes(REPLACEMENT)) lost = true;
  }
  const exact = lost ? zeroEndedTexts("/proc/self/environ") : [];
  if (exact.length === 0) return decoded;
  return new Map(
    exact
      .map((entry) => [entry, entry.indexOf("=", 1)] as const)
      .filter(([, equals]) => equals > 0)
      .map(([entry, equals]) => [entry.slice(0, equals), entry.slice(equals + 1)]),
  );
}

/** The texts of a file that Linux has of this process; none elsewhere. */
function zeroEndedTexts(path: string): string[] {
  const bytes = process.platform === "linux" ? readFile(path) : undefined;
  return bytes === undefined ? [] : textOf(bytes).split("\0").slice(0, -1);
}

/** Whether the current folder has a name that the engine cannot have. */
let changedUnseen = false;

/** The current folder. */
export function currentFolder(): string {
  const decoded = changedUnseen ? REPLACEMENT : process.cwd();
  if (!decoded.includes(REPLACEMENT)) return decoded;
  const bytes = new Uint8Array(LONGEST_PATH);
  const found = processCalls()?.getcwd(bytes, bytes.length);
  return found ? textOf(bytes.subarray(0, bytes.indexOf(0))) : process.cwd();
}

/** Makes a folder the current one. @throws the system's error */
export function changeFolder(path: string): void {
  if (path.isWellFormed()) {
    enter(path);
    changedUnseen = false;
    return;
  }
  if (processCalls()?.chdir(zeroEnded(path)) !== 0) {
    // A name that the engine cannot have could be that of another folder for it: only the reason is asked for.
    statusOf(path);
    throw Object.assign(new Error("it is no folder that may be entered"), { code: "EACCES" });
  }
  changedUnseen = true;
}

function enter(path: string): void {
  try {
    process.chdir(path);
  } catch (error) {
    // Of a name that no folder can have the engine says so without a code.
    const { code = "ERR_INVALID_ARG_VALUE" } = error as NodeJS.ErrnoException;
    throw Object.assign(error as Error, { code });
  }
}

/** Whether the program has changed the environment. */
export function environmentIsChanged(): boolean {
  if (variables === undefined) return false;
  const first = readEnvironment();
  return first.size !== variables.size || [...first].some(([name, value]) => variables?.get(name) !== value);
}

/** The bytes of the environment's entries. */
export function environmentEntries(): Uint8Array[] {
  return Array.from(environment(), ([name, value]) => bytesOf(`${name}=${value}`));
}
