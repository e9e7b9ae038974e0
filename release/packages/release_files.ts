// What packages are made of: the executables of a published release, as they lie in the site, and the texts beside them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeCommands, describeRoot } from "../../src/commands/command_tables.ts";
import { completionScript, shells } from "../../src/commands/completions.ts";
import { commandExamples, commands } from "../../src/commands/index.ts";
import { installedBytes } from "../artifacts.ts";
import { BuildError } from "../build_error.ts";
import type { Site } from "../site.ts";
import { projectRoot } from "../steps.ts";
import type { Entry } from "./archives.ts";
import { manPage } from "./man_page.ts";

/** One line about FastForth, wherever a package manager shows one. */
export const summary = "Forth in one file, at native speed";
export const description =
  "FastForth runs Forth 2012 scripts, tests and interactive sessions. Hot words become machine code, and single stages " +
  "of the compiler are updated while programs run.";
export const licenseName = "MIT";

export interface ReleaseFiles {
  readonly version: string;
  /** In milliseconds since 1970. */
  readonly date: number;
  /** The executable of each platform that the release has. */
  readonly executables: ReadonlyMap<string, Uint8Array>;
  readonly license: Uint8Array;
  readonly readme: Uint8Array;
  /** roff. */
  readonly manPage: Uint8Array;
  /** By shell. */
  readonly completions: ReadonlyMap<string, Uint8Array>;
}

/** Reads a release out of a site. @throws BuildError when it is not there */
export async function readRelease(site: Site, version: string): Promise<ReleaseFiles> {
  const manifest = site.releaseManifest(version);
  if (manifest === undefined) throw new BuildError(`v${version} is not in ${site.folder}: publish it first.`);
  const executables = manifest.executables.map(
    (artifact) => [artifact.platform, installedBytes(site, artifact)] as const,
  );
  if (executables.length === 0) throw new BuildError(`v${version} has no executables.`);
  const source = { commands, examples: commandExamples };
  const encode = (text: string) => new TextEncoder().encode(text);
  const scripts = shells.map(
    async (shell) => [shell, encode(await completionScript(shell, source))] as const,
  );
  const page = manPage(version, manifest.release_date, describeRoot(), await describeCommands(source));
  const file = (name: string) => new Uint8Array(readFileSync(join(projectRoot, name)));
  return {
    version,
    date: manifest.release_date,
    executables: new Map(executables),
    license: file("LICENSE"),
    readme: file("README.md"),
    manPage: encode(page),
    completions: new Map(await Promise.all(scripts)),
  };
}

/** Manual page and completions below a prefix, where systems look for them. */
export function sharedFiles({ manPage: page, completions }: ReleaseFiles): Entry[] {
  const script = (shell: string, path: string): Entry[] => {
    const bytes = completions.get(shell);
    return bytes === undefined ? [] : [{ path, bytes }];
  };
  return [
    { path: "share/man/man1/fastforth.1", bytes: page },
    ...script("bash", "share/bash-completion/completions/fastforth"),
    ...script("zsh", "share/zsh/site-functions/_fastforth"),
    ...script("fish", "share/fish/vendor_completions.d/fastforth.fish"),
  ];
}

/** The executable of a platform. @throws BuildError when the release has none */
export function executableOf({ executables, version }: ReleaseFiles, platform: string): Uint8Array {
  const bytes = executables.get(platform);
  if (bytes === undefined) throw new BuildError(`v${version} has no executable for ${platform}.`);
  return bytes;
}

/** What the executable is called in a package. */
export const programName = (platform: string) =>
  platform.startsWith("windows-") ? "fastforth.exe" : "fastforth";
