/** `compile --bundle`: a copy of FastForth with a program inside. */
import { basename, dirname, relative, resolve } from "node:path";
import { checkProgram } from "../checking/program.ts";
import { changeFolder, currentFolder } from "../machine/environment.ts";
import { readNamed } from "../machine/named_files.ts";
import { writeDurably } from "../plugins/durable_file.ts";
import { bundled } from "../programs/bundle.ts";
import { reported, sizeText } from "./compile_outcome.ts";
import { ExitCode, printText } from "./outcome.ts";
import { checkScript } from "./script_check.ts";
import { UsageError } from "./usage_error.ts";

interface Bundling {
  readonly path: string;
  readonly output: string;
  /** The executable of FastForth to copy; this one when it is not said. */
  readonly base: string | undefined;
  readonly entry: string | undefined;
  readonly memory: number | undefined;
  /** Files to put inside, too. */
  readonly include: readonly string[];
  readonly json: boolean;
}

/** The program is read, with what it includes, and not run. */
export function bundle({ path, output, base, entry, memory, include, json }: Bundling): number {
  const folder = currentFolder();
  const executable = resolve(base ?? process.execPath);
  const target = resolve(output);
  if (base === undefined && !Bun.isStandaloneExecutable)
    throw new UsageError(
      "this FastForth is no executable that a program can be put into",
      "name one by --base",
    );
  checkScript(executable);
  const added = include.map((name) => relative(dirname(path), name));
  try {
    // Names of files are looked for from here, as they will be in the executable.
    changeFolder(resolve(dirname(path)));
    const name = basename(path);
    const files = new Map(checkProgram(name).files.map(({ path: own, bytes }) => [own, bytes]));
    for (const file of added) files.set(file, readNamed(file));
    const bytes = bundled(readNamed(executable), { path: name, entry, memory, files });
    writeDurably(target, bytes, 0o755);
    const what = { file: output, bytes: bytes.length, files: [...files.keys()] };
    printText(
      json
        ? JSON.stringify(what)
        : `${output}: ${sizeText(bytes.length)}, FastForth with ${what.files.join(", ")}`,
    );
    return ExitCode.ok;
  } catch (error: unknown) {
    return reported(error, output);
  } finally {
    changeFolder(folder);
  }
}
