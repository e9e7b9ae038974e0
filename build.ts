// Builds FastForth, top to bottom: Zig libraries, the bindings generated from them, the executable.
//
//   build.ts [options]               build for this machine or for another platform
//     --target=<platform>              linux-x64, linux-arm64-musl, darwin-arm64, windows-x64, …
//     --output=<file>                  where the executable goes, instead of dist
//     --release-version=<version>      what the executable calls itself, instead of package.json's version
//     --trust-root=<file>              whose releases the executable takes; release/keys/root.json if there is one
//   build.ts bindings                generate the bindings in src/abi alone
//   build.ts run [arguments…]        build, then run the executable (without arguments: the demo)
//   build.ts format                  format TypeScript and Zig
//   build.ts zig <arguments…>        the Zig of this project, wherever it was found
//
// A step whose inputs did not change is skipped, so that a build without changes takes a fraction of a second.

import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type BuildOptions, build, generateBindings } from "./release/build.ts";
import { BuildError } from "./release/build_error.ts";
import { projectRoot } from "./release/steps.ts";
import { findZig, zigEnvironment } from "./release/zig.ts";

/** The tour that `build.ts run` runs when it is given nothing else. */
const demo = join(projectRoot, "src", "forth", "demo.fth");

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === "bindings") return generateBindings().then(() => 0);
  if (command === "zig") return exitCodeOf([...findZig(), ...rest], zigEnvironment());
  if (command === "format") return format();
  if (command === "run") {
    const executable = await build();
    if (rest.length > 0) return exitCodeOf([executable, ...rest]);
    const code = exitCodeOf([executable, demo]);
    console.log(
      `(fastforth is ${relative(process.cwd(), executable)} here: copy it to a folder of your PATH.)`,
    );
    return code;
  }
  console.log(relative(process.cwd(), await build(...buildArguments(args))));
  return 0;
}

/** @throws BuildError */
function buildArguments(args: readonly string[]): [string | undefined, BuildOptions] {
  const values: Record<string, string> = {};
  for (const arg of args) {
    const [, name = "", value = ""] = /^--(target|output|trust-root|release-version)=(.+)$/.exec(arg) ?? [];
    if (name === "" || values[name] !== undefined) throw new BuildError(usage);
    values[name] = value;
  }
  const { target, output, "trust-root": trustRoot, "release-version": version } = values;
  if (trustRoot !== undefined && !existsSync(trustRoot))
    throw new BuildError(`There is no file ${trustRoot} to build a root of trust from.`);
  return [
    target,
    {
      ...(output && { output }),
      ...(trustRoot && { trustRoot: resolve(trustRoot) }),
      ...(version && { version }),
    },
  ];
}

const usage =
  "Usage: build.ts [--target=<platform>] [--output=<file>] [--trust-root=<file>] [--release-version=<version>]\n" +
  "       build.ts bindings | run … | format | zig …";

function format(): number {
  const biome = [process.execPath, join(projectRoot, "node_modules", "@biomejs", "biome", "bin", "biome")];
  const typescript = exitCodeOf([...biome, "check", "--write", projectRoot]);
  const zig = exitCodeOf([...findZig(), "fmt", join(projectRoot, "plugins-src")]);
  return Math.max(typescript, zig);
}

function exitCodeOf(
  command: readonly string[],
  env: Record<string, string | undefined> = process.env,
): number {
  const run = Bun.spawnSync([...command], { env, stdio: ["inherit", "inherit", "inherit"] });
  return run.exitCode ?? 1; // None when a signal ended it.
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
