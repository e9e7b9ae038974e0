/** Three releases to install: one, one with other stages, and one with another executable; with all their packages. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltFile, buildRelease } from "../../release/build_release.ts";
import { generateKeys } from "../../release/keys.ts";
import { makePackages, writePackages } from "../../release/packages/index.ts";
import type { LibraryPackage } from "../../release/packages/oci.ts";
import { readRelease } from "../../release/packages/release_files.ts";
import { publishRelease } from "../../release/publish.ts";
import { createRoot } from "../../release/roots.ts";
import { type RunningServer, startServer } from "../../release/server.ts";
import { Site } from "../../release/site.ts";
import { ABI_VERSION } from "../../src/abi/bindings.ts";
import { checkInChild } from "../../src/plugins/self_check.ts";
import { executableName } from "../../src/trust/layout.ts";

/** The first release, one with a newer parser, and one that needs a new executable. */
export const versions = { first: "1.0.0", stages: "1.0.1", executable: "1.1.0" } as const;
export type Version = (typeof versions)[keyof typeof versions];

export interface Releases {
  /** The address in the executables. */
  readonly url: string;
  /** What the server serves from now on: all releases up to this one. */
  readonly serve: (version: Version) => void;
  /** The folder with the packages of a release; the one in between brings stages alone, and has none. */
  readonly packages: (version: Version) => string;
  readonly stop: () => Promise<void>;
}

/**
 * Builds, signs and publishes them with keys of their own.
 * @param folder where everything goes; whatever was there is removed
 * @param libraries C libraries for container images
 */
export async function makeReleases(
  folder: string,
  platforms: readonly string[],
  libraries: readonly LibraryPackage[],
  report: (line: string) => void,
): Promise<Releases> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "nothing"), { recursive: true });
  symlinkSync("nothing", join(folder, "served"));
  const server = startServer({ folder: join(folder, "served") });
  writeFileSync(join(folder, "port"), new URL(server.url).port);
  const now = Math.floor(Date.now() / 1000) * 1000;
  const privateKeys = mkdtempSync(join(tmpdir(), "fastforth-keys-"));
  const keys = (role: "root" | "release" | "timestamp", count: number, threshold: number) => ({
    signers: generateKeys(privateKeys, role, count),
    threshold,
  });
  const plan = {
    root: keys("root", 3, 2),
    release: keys("release", 1, 1),
    timestamp: keys("timestamp", 1, 1),
  };
  const [signer] = plan.release.signers;
  if (signer === undefined) throw new Error("There is no release key.");
  const root = createRoot(join(folder, "public"), plan, now);
  rmSync(privateKeys, { recursive: true });
  const site = join(folder, "site");
  const files = await builtFiles(folder, platforms, server.url, report);
  for (const version of Object.values(versions)) {
    await publishRelease({
      site,
      files: files[version],
      version,
      abi: ABI_VERSION,
      channel: "stable",
      rollout: 1,
      notes: "",
      minimumCore: version === versions.executable ? version : undefined,
      roots: [root],
      signers: { release: plan.release.signers, timestamp: plan.timestamp.signers },
      date: now,
      patches: { plugins: 1, executables: 0 },
      selfCheck: checkInChild,
      dryRun: false,
      report: () => undefined,
    });
    if (version !== versions.stages) {
      const release = await readRelease(new Site(site), version);
      const options = { server: server.url, libraries, signer, keys: [signer.publicKey] };
      writePackages(join(site, `v${version}`, "packages"), makePackages(release, options));
    }
    cpSync(site, join(folder, `site-${version}`), { recursive: true });
    report(`published ${version}, with its packages`);
  }
  return served(folder, server);
}

/** The releases that an earlier run has made. @throws Error when there are none, or their port is in use */
export function reopenReleases(folder: string): Releases {
  const port = Number(readFileSync(join(folder, "port"), "utf8"));
  return served(folder, startServer({ folder: join(folder, "served"), port }));
}

function served(folder: string, server: RunningServer): Releases {
  return {
    url: server.url,
    serve: (version) => {
      rmSync(join(folder, "served"));
      symlinkSync(`site-${version}`, join(folder, "served"));
    },
    packages: (version) => join(folder, `site-${version}`, `v${version}`, "packages"),
    stop: () => server.stop(),
  };
}

async function builtFiles(
  folder: string,
  platforms: readonly string[],
  url: string,
  report: (line: string) => void,
): Promise<Record<Version, BuiltFile[]>> {
  const trustRoot = join(folder, "public", "root.json");
  const built = (version: Version) =>
    buildRelease(platforms, join(folder, version), trustRoot, version, report, url);
  const isExecutable = ({ name }: BuiltFile) => name === executableName;
  const first = await built(versions.first);
  const stages = first
    .filter((file) => !isExecutable(file))
    .map((file) => (file.name === "parser" ? withVersion(file, "0.1.1", folder) : file));
  const last = (await built(versions.executable)).filter(isExecutable);
  return {
    [versions.first]: first,
    [versions.stages]: stages,
    [versions.executable]: [...stages, ...last],
  };
}

/** A stage under a later version, in the few bytes that this takes. */
function withVersion(file: BuiltFile, version: string, folder: string): BuiltFile {
  const bytes = readFileSync(file.path);
  const at = bytes.indexOf(`${file.version}\0`);
  if (at < 0 || version.length !== file.version.length)
    throw new Error(`${file.name} cannot be called ${version}.`);
  bytes.write(version, at);
  const path = join(folder, `${file.name}-${file.platform}-${version}`);
  writeFileSync(path, bytes);
  return { ...file, version, path };
}

/** Debian's C library for the images of some processors, fetched with apt. */
export function fetchLibraries(folder: string, architectures: readonly string[]): LibraryPackage[] {
  return architectures.map((architecture) => ({
    platform: architecture === "amd64" ? "linux-x64" : "linux-arm64",
    bytes: new Uint8Array(readFileSync(fetchDebian(folder, "libc6", architecture))),
  }));
}

/** A package of Debian, also for other processors than this one. @returns the path of its file */
export function fetchDebian(folder: string, name: string, architecture: string): string {
  const kept = join(folder, `${name}_${architecture}.deb`);
  try {
    readFileSync(kept);
    return kept;
  } catch {
    // It is not there yet.
  }
  const state = join(folder, `apt-${architecture}`);
  mkdirSync(join(state, "lists", "partial"), { recursive: true });
  mkdirSync(join(state, "cache", "archives", "partial"), { recursive: true });
  writeFileSync(join(state, "status"), "");
  const options = [
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
    `Dir::State=${state}`,
    `Dir::State::status=${join(state, "status")}`,
    `Dir::Cache=${join(state, "cache")}`,
    "APT::Sandbox::User=root",
  ].flatMap((option) => ["-o", option]);
  execFileSync("apt-get", [...options, "-qq", "update"], { stdio: "ignore" });
  execFileSync("apt-get", [...options, "-qq", "download", name], { cwd: state, stdio: "ignore" });
  const [found] = new Bun.Glob(`${name}_*.deb`).scanSync(state);
  if (found === undefined) throw new Error(`apt has no ${name} for ${architecture}.`);
  cpSync(join(state, found), kept);
  return kept;
}
