// Packages for npm: `fastforth`, a small one that chooses, and one for each platform with the executable in it. No
// package runs a script at its installation.

import type { Entry } from "./archives.ts";
import { gzip, tar, textEntry } from "./archives.ts";
import type { PackageFile } from "./package_file.ts";
import { description, executableOf, licenseName, programName, type ReleaseFiles } from "./release_files.ts";

interface NpmPlatform {
  readonly os: string;
  readonly cpu: string;
  readonly libc?: "glibc" | "musl";
}

const npmPlatforms: Readonly<Record<string, NpmPlatform>> = {
  "linux-x64": { os: "linux", cpu: "x64", libc: "glibc" },
  "linux-x64-musl": { os: "linux", cpu: "x64", libc: "musl" },
  "linux-arm64": { os: "linux", cpu: "arm64", libc: "glibc" },
  "linux-arm64-musl": { os: "linux", cpu: "arm64", libc: "musl" },
  "darwin-x64": { os: "darwin", cpu: "x64" },
  "darwin-arm64": { os: "darwin", cpu: "arm64" },
  "windows-x64": { os: "win32", cpu: "x64" },
};

const platformPackage = (platform: string) => `@fastforth/${platform}`;

/** Tarballs as `npm publish FILE` takes them. */
export function npmPackages(release: ReleaseFiles): PackageFile[] {
  const platforms = Object.keys(npmPlatforms).filter((name) => release.executables.has(name));
  return [mainPackage(release, platforms), ...platforms.map((name) => platformTarball(release, name))];
}

function mainPackage(release: ReleaseFiles, platforms: readonly string[]): PackageFile {
  const { version } = release;
  const manifest = {
    name: "fastforth",
    version,
    description,
    license: licenseName,
    bin: { fastforth: "bin/fastforth.cjs" },
    engines: { node: ">=14" },
    optionalDependencies: Object.fromEntries(platforms.map((name) => [platformPackage(name), version])),
  };
  const known = platforms.map((name) => [name, npmPlatforms[name]] as const);
  const entries = [textEntry("package/bin/fastforth.cjs", launcher(known)), ...common(release)];
  return tarball(`fastforth-${version}.tgz`, release, manifest, entries);
}

function platformTarball(release: ReleaseFiles, platform: string): PackageFile {
  const { os, cpu, libc } = npmPlatforms[platform] as NpmPlatform;
  const manifest = {
    name: platformPackage(platform),
    version: release.version,
    description: `${description} This package is its executable for ${platform}.`,
    license: licenseName,
    os: [os],
    cpu: [cpu],
    ...(libc === undefined ? {} : { libc: [libc] }),
    preferUnplugged: true,
  };
  const program = {
    path: `package/bin/${programName(platform)}`,
    bytes: executableOf(release, platform),
    executable: true,
  };
  return tarball(`fastforth-${platform}-${release.version}.tgz`, release, manifest, [
    program,
    ...common(release),
  ]);
}

function common({ license, readme }: ReleaseFiles): Entry[] {
  return [
    { path: "package/LICENSE", bytes: license },
    { path: "package/README.md", bytes: readme },
  ];
}

function tarball(
  name: string,
  { date }: ReleaseFiles,
  manifest: Readonly<Record<string, unknown>>,
  entries: readonly Entry[],
): PackageFile {
  const description = textEntry("package/package.json", `${JSON.stringify(manifest, undefined, 2)}\n`);
  const executable = (entry: Entry) => (entry.path.endsWith(".cjs") ? { ...entry, executable: true } : entry);
  return { path: `npm/${name}`, bytes: gzip(tar([description, ...entries.map(executable)], date)) };
}

/** Finds the package of this platform and becomes its program, as far as Node can. */
function launcher(platforms: readonly (readonly [string, NpmPlatform | undefined])[]): string {
  return `#!/usr/bin/env node
// Starts the executable of FastForth for this platform, which came as an optional dependency.
"use strict";
const { spawn } = require("node:child_process");

const platforms = ${JSON.stringify(Object.fromEntries(platforms))};

function find() {
  const musl = process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
  for (const [name, { os, cpu, libc }] of Object.entries(platforms)) {
    if (os !== process.platform || cpu !== process.arch) continue;
    if (libc !== undefined && (libc === "musl") !== musl) continue;
    const program = os === "win32" ? "fastforth.exe" : "fastforth";
    try {
      return require.resolve("@fastforth/" + name + "/bin/" + program);
    } catch {
      fail("the package @fastforth/" + name + " is missing: install again without --omit=optional.");
    }
  }
  fail("there is no executable for " + process.platform + " on " + process.arch + " among " + Object.keys(platforms).join(", ") + ".");
}

function fail(reason) {
  console.error("fastforth: " + reason);
  process.exit(2);
}

const child = spawn(find(), process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => fail(error.message));
// The terminal signals the whole group; what is sent to this process alone is passed on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
  process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
`;
}
