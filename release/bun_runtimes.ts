// The Bun inside each executable: packages of npm, pinned by the hash of the program in them. What a release is made of
// does not depend on the machine that makes it, nor on what a registry answers that day.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { BuildError } from "./build_error.ts";

const toolchain = resolve(import.meta.dir, "..", ".toolchain");

/** The version of Bun that executables are made of: the one in package.json. */
export const bunVersion = "1.4.5";

interface PinnedRuntime {
  readonly package: string;
  /** SHA-256 of the program `bun`, or `bun.exe`. */
  readonly sha256: string;
}

const pinned: Readonly<Record<string, PinnedRuntime>> = {
  "linux-x64": {
    package: "@oven/bun-linux-x64",
    sha256: "f05d28a3862f4b84395c7fa32480b835dd47482e80b7e7a49a115227f0c06083",
  },
  "linux-x64-musl": {
    package: "@oven/bun-linux-x64-musl",
    sha256: "cf5d285ddbe256785a5121a3c113191a6b577504976374c7cfd5aedca609b720",
  },
  "linux-arm64": {
    package: "@oven/bun-linux-aarch64",
    sha256: "04778f1f42399a69d086853e9c7af4acf574b2f21a43d0dc673853d8b84a2923",
  },
  "linux-arm64-musl": {
    package: "@oven/bun-linux-aarch64-musl",
    sha256: "9c48986093073afec8b76a3e285303598dd2462f52748aecb65e4d94866e1ea3",
  },
  "darwin-x64": {
    package: "@oven/bun-darwin-x64",
    sha256: "88f97645b270aef20f9f9442f1658461cab3e7128e658af4615144e3396f084a",
  },
  "darwin-arm64": {
    package: "@oven/bun-darwin-aarch64",
    sha256: "e2984124f1514e1e6bbda20adedbf07a02c443c6a5828853a15c7c7abf78e19f",
  },
  "windows-x64": {
    package: "@oven/bun-windows-x64",
    sha256: "e06ad0864463c68892ae71a2a64af7eae1585cac5dd9b80bc042f45605587cb1",
  },
};

/**
 * The pinned Bun for a platform: the one that runs this, else one in `.toolchain`, else fetched from npm into it.
 * @returns its path; its bytes have been verified
 * @throws BuildError
 */
export function bunRuntime(platformName: string): string {
  const runtime = pinned[platformName];
  if (runtime === undefined)
    throw new BuildError(`There is no Bun for ${platformName} in ${import.meta.file}.`);
  const name = platformName.startsWith("windows-") ? "bun.exe" : "bun";
  const kept = join(toolchain, `bun-${bunVersion}`, platformName, name);
  const here = [process.execPath, kept].find((path) => existsSync(path) && hashOf(path) === runtime.sha256);
  if (here !== undefined) return here;
  fetchRuntime(runtime, name, kept);
  const found = hashOf(kept);
  if (found === runtime.sha256) return kept;
  rmSync(kept);
  throw new BuildError(
    `${runtime.package}@${bunVersion} holds a program with the SHA-256 ${found} instead of ${runtime.sha256}. ` +
      "It was deleted. If Bun's version was changed on purpose, write the new hashes into release/bun_runtimes.ts.",
  );
}

function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** Fetches a package with npm, which checks it against the registry's own hash, and keeps the program in it. */
function fetchRuntime(runtime: PinnedRuntime, name: string, kept: string): void {
  const folder = resolve(kept, "..");
  const unfinished = join(toolchain, `unfinished-bun-${process.pid}`);
  console.error(`Fetching ${runtime.package} ${bunVersion} …`);
  mkdirSync(unfinished, { recursive: true });
  try {
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    run(
      [npm, "pack", "--silent", "--pack-destination", unfinished, `${runtime.package}@${bunVersion}`],
      runtime,
    );
    const archive = readdirSync(unfinished).find((file) => file.endsWith(".tgz"));
    if (archive === undefined) throw notFetched(runtime);
    run(["tar", "-xzf", join(unfinished, archive), "-C", unfinished], runtime);
    mkdirSync(folder, { recursive: true });
    renameSync(join(unfinished, "package", "bin", name), kept);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function run(command: readonly string[], runtime: PinnedRuntime): void {
  const [program = ""] = command;
  if (Bun.which(program) === null) throw notFetched(runtime, `${program} is not installed`);
  const child = Bun.spawnSync([...command], { stdout: "ignore", stderr: "inherit" });
  if (child.exitCode !== 0) throw notFetched(runtime, `${program} failed`);
}

function notFetched(runtime: PinnedRuntime, why = "the package is empty"): BuildError {
  return new BuildError(
    `Bun ${bunVersion} could not be fetched: ${why}. Make \`npm pack ${runtime.package}@${bunVersion}\` work, and try again.`,
  );
}
