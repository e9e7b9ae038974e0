// Packages for Debian and its kin (deb(5), Debian Policy), and the layout of an apt repository that holds them.

import { createHash } from "node:crypto";
import { ar, gzip, tar, textEntry } from "./archives.ts";
import type { PackageFile } from "./package_file.ts";
import { description, executableOf, type ReleaseFiles, sharedFiles, summary } from "./release_files.ts";

const architectures: Readonly<Record<string, string>> = { "linux-x64": "amd64", "linux-arm64": "arm64" };

interface DebianPackage extends PackageFile {
  readonly architecture: string;
  readonly control: string;
}

/** The packages, in `apt/pool`, and the index files of the repository `apt`. */
export function debianRepository(release: ReleaseFiles): PackageFile[] {
  const platforms = Object.keys(architectures).filter((name) => release.executables.has(name));
  const packages = platforms.map((platform) => debianPackage(release, platform));
  return [...packages, ...indexes(packages, release.date)];
}

function debianPackage(release: ReleaseFiles, platform: string): DebianPackage {
  const architecture = architectures[platform] ?? "";
  const version = release.version.replace("-", "~"); // A pre-release sorts before its release.
  const files = [
    { path: "usr/bin/fastforth", bytes: executableOf(release, platform), executable: true },
    ...sharedFiles(release).map(debianFile),
    { path: "usr/share/doc/fastforth/copyright", bytes: copyright(release) },
  ];
  const size = files.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / 1024), 0);
  const control = [
    "Package: fastforth",
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    "Maintainer: FastForth <fastforth@localhost>",
    `Installed-Size: ${size}`,
    "Depends: libc6 (>= 2.17)",
    "Section: interpreters",
    "Priority: optional",
    `Description: ${summary}`,
    ...wrapped(description).map((line) => ` ${line}`),
    "",
  ].join("\n");
  const sums = files.map(({ path, bytes }) => `${digest("md5", bytes)}  ${path}\n`).join("");
  const bytes = ar(
    [
      textEntry("debian-binary", "2.0\n"),
      {
        path: "control.tar.gz",
        bytes: gzip(tar([textEntry("control", control), textEntry("md5sums", sums)], release.date, "./")),
      },
      { path: "data.tar.gz", bytes: gzip(tar(files, release.date, "./")) },
    ],
    release.date,
  );
  return { path: `apt/pool/fastforth_${version}_${architecture}.deb`, bytes, architecture, control };
}

/** Where Debian has it otherwise, and manual pages are compressed. */
function debianFile({ path, bytes }: PackageFile): PackageFile {
  if (path.startsWith("share/man/")) return { path: `usr/${path}.gz`, bytes: gzip(bytes) };
  return { path: `usr/${path.replace("zsh/site-functions", "zsh/vendor-completions")}`, bytes };
}

function copyright({ license }: ReleaseFiles): Uint8Array {
  return new TextEncoder().encode(`FastForth\n\n${new TextDecoder().decode(license)}`);
}

const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("hex");

/** Lines of at most 76 characters. */
function wrapped(text: string): string[] {
  return text.match(/.{1,76}(?:\s|$)/g)?.map((line) => line.trim()) ?? [];
}

/** `dists/stable` with an index for each architecture, and the Release file that names them. */
function indexes(packages: readonly DebianPackage[], date: number): PackageFile[] {
  const lists = packages.flatMap(({ path, bytes, architecture, control }) => {
    const text = [
      control.trimEnd(),
      `Filename: ${path.replace("apt/", "")}`,
      `Size: ${bytes.length}`,
      `MD5sum: ${digest("md5", bytes)}`,
      `SHA256: ${digest("sha256", bytes)}`,
      "",
      "",
    ].join("\n");
    const list = textEntry(`main/binary-${architecture}/Packages`, text);
    return [list, { path: `${list.path}.gz`, bytes: gzip(list.bytes) }];
  });
  const release = [
    "Origin: FastForth",
    "Label: FastForth",
    "Suite: stable",
    "Codename: stable",
    `Date: ${new Date(date).toUTCString().replace("GMT", "UTC")}`,
    `Architectures: ${packages.map(({ architecture }) => architecture).join(" ")}`,
    "Components: main",
    "SHA256:",
    ...lists.map(({ path, bytes }) => ` ${digest("sha256", bytes)} ${bytes.length} ${path}`),
    "",
  ].join("\n");
  return [...lists, textEntry("Release", release)].map(({ path, bytes }) => ({
    path: `apt/dists/stable/${path}`,
    bytes,
  }));
}
