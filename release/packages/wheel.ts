// Wheels for PyPI (binary distribution format, PEP 427): the executable is a script of the wheel, so that nothing of
// Python runs when it is started.

import { createHash } from "node:crypto";
import { receiptName } from "../../src/update/managed.ts";
import { type Entry, textEntry, zip } from "./archives.ts";
import type { PackageFile } from "./package_file.ts";
import {
  description,
  executableOf,
  licenseName,
  programName,
  type ReleaseFiles,
  sharedFiles,
  summary,
} from "./release_files.ts";

/** Platform tags (PEP 425, 600, 656): the oldest system that Bun, which is in the executable, runs on. */
const tags: Readonly<Record<string, string>> = {
  "linux-x64": "manylinux_2_17_x86_64.manylinux2014_x86_64",
  "linux-x64-musl": "musllinux_1_2_x86_64",
  "linux-arm64": "manylinux_2_17_aarch64.manylinux2014_aarch64",
  "linux-arm64-musl": "musllinux_1_2_aarch64",
  "darwin-x64": "macosx_13_0_x86_64",
  "darwin-arm64": "macosx_13_0_arm64",
  "windows-x64": "win_amd64",
};

export function wheels(release: ReleaseFiles): PackageFile[] {
  const platforms = Object.keys(tags).filter((name) => release.executables.has(name));
  return platforms.map((platform) => wheel(release, platform, tags[platform] ?? ""));
}

function wheel(release: ReleaseFiles, platform: string, tag: string): PackageFile {
  const version = pythonVersion(release.version);
  const data = `fastforth-${version}.data`;
  const info = `fastforth-${version}.dist-info`;
  const receipt = "pip\npip install --upgrade fastforth\npip uninstall fastforth\n";
  const isWindows = platform.startsWith("windows-");
  const entries: Entry[] = [
    {
      path: `${data}/scripts/${programName(platform)}`,
      bytes: executableOf(release, platform),
      executable: true,
    },
    textEntry(`${data}/scripts/${receiptName}`, receipt),
    ...(isWindows
      ? []
      : sharedFiles(release).map(({ path, bytes }) => ({ path: `${data}/data/${path}`, bytes }))),
    textEntry(`${info}/METADATA`, metadata(version, release)),
    textEntry(`${info}/WHEEL`, wheelFile(tag)),
    { path: `${info}/licenses/LICENSE`, bytes: release.license },
  ];
  const record = [...entries.map(recordLine), `${info}/RECORD,,`, ""].join("\n");
  const bytes = zip([...entries, textEntry(`${info}/RECORD`, record)], release.date);
  return { path: `pypi/fastforth-${version}-py3-none-${tag}.whl`, bytes };
}

function metadata(version: string, { readme }: ReleaseFiles): string {
  return [
    "Metadata-Version: 2.4",
    "Name: fastforth",
    `Version: ${version}`,
    `Summary: ${summary}`,
    `Description-Content-Type: text/markdown`,
    `License-Expression: ${licenseName}`,
    "License-File: LICENSE",
    "Keywords: forth,compiler,interpreter,jit",
    "Requires-Python: >=3.8",
    "",
    `${description}\n`,
    new TextDecoder().decode(readme),
  ].join("\n");
}

function wheelFile(tag: string): string {
  const platforms = tag.split(".").map((platform) => `Tag: py3-none-${platform}`);
  return ["Wheel-Version: 1.0", "Generator: fastforth", "Root-Is-Purelib: false", ...platforms, ""].join(
    "\n",
  );
}

function recordLine({ path, bytes }: Entry): string {
  const hash = createHash("sha256").update(bytes).digest("base64url");
  return `${path},sha256=${hash},${bytes.length}`;
}

/** A semantic version as PEP 440 has it: `1.0.0-rc.1` is `1.0.0rc1`. */
function pythonVersion(version: string): string {
  const [release = "", suffix] = version.split("-");
  const match = /^(alpha|beta|rc)\.?(\d+)$/.exec(suffix ?? "");
  if (suffix === undefined || match === null) return release;
  const [, kind = "", number] = match;
  return `${release}${{ alpha: "a", beta: "b", rc: "rc" }[kind]}${number}`;
}
