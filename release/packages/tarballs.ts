// Archives for whoever installs by hand, and the recipes of package managers that fetch them.

import { createHash } from "node:crypto";
import { gzip, tar, textEntry, zip } from "./archives.ts";
import type { PackageFile } from "./package_file.ts";
import {
  executableOf,
  licenseName,
  programName,
  type ReleaseFiles,
  sharedFiles,
  summary,
} from "./release_files.ts";

/** `fastforth-1.0.0-linux-x64.tar.gz` and its like; `.zip` for Windows. One folder, with `bin` and `share`. */
export function archives(release: ReleaseFiles): PackageFile[] {
  return [...release.executables.keys()].map((platform) => archive(release, platform));
}

export function archiveName(version: string, platform: string): string {
  return `fastforth-${version}-${platform}.${platform.startsWith("windows-") ? "zip" : "tar.gz"}`;
}

function archive(release: ReleaseFiles, platform: string): PackageFile {
  const { version, date } = release;
  const isWindows = platform.startsWith("windows-");
  const script = release.completions.get("powershell") ?? new Uint8Array();
  const files = [
    { path: `bin/${programName(platform)}`, bytes: executableOf(release, platform), executable: true },
    ...(isWindows ? [{ path: "share/fastforth.ps1", bytes: script }] : sharedFiles(release)),
    { path: "LICENSE", bytes: release.license },
    { path: "README.md", bytes: release.readme },
  ];
  const inFolder = files.map((file) => ({ ...file, path: `fastforth-${version}/${file.path}` }));
  const bytes = isWindows ? zip(inFolder, date) : gzip(tar(inFolder, date));
  return { path: archiveName(version, platform), bytes };
}

/** @param server the address that archives are fetched from, with a slash at its end */
export function recipes(
  { version }: ReleaseFiles,
  made: readonly PackageFile[],
  server: string,
): PackageFile[] {
  const found = (platform: string) => {
    const name = archiveName(version, platform);
    const file = made.find(({ path }) => path === name);
    if (file === undefined) return undefined;
    const sha256 = createHash("sha256").update(file.bytes).digest("hex");
    return { url: `${server}v${version}/packages/${name}`, sha256 };
  };
  return [
    textEntry("recipes/homebrew/fastforth.rb", homebrew(version, found)),
    textEntry("recipes/scoop/fastforth.json", scoop(version, found)),
    textEntry("recipes/nix/default.nix", nix(version, found)),
  ];
}

type Find = (platform: string) => { readonly url: string; readonly sha256: string } | undefined;

function homebrew(version: string, find: Find): string {
  const system = (name: string, architectures: readonly (readonly [string, string])[]) => {
    const blocks = architectures.flatMap(([architecture, platform]) => {
      const file = find(platform);
      if (file === undefined) return [];
      return [
        `    on_${architecture} do`,
        `      url "${file.url}"`,
        `      sha256 "${file.sha256}"`,
        "    end",
      ];
    });
    return blocks.length === 0 ? [] : [`  on_${name} do`, ...blocks, "  end", ""];
  };
  return [
    "class Fastforth < Formula",
    `  desc "${summary}"`,
    `  version "${version}"`,
    `  license "${licenseName}"`,
    "",
    ...system("macos", [
      ["arm", "darwin-arm64"],
      ["intel", "darwin-x64"],
    ]),
    ...system("linux", [
      ["arm", "linux-arm64"],
      ["intel", "linux-x64"],
    ]),
    "  def install",
    '    bin.install "bin/fastforth"',
    '    man1.install "share/man/man1/fastforth.1"',
    '    bash_completion.install "share/bash-completion/completions/fastforth"',
    '    zsh_completion.install "share/zsh/site-functions/_fastforth"',
    '    fish_completion.install "share/fish/vendor_completions.d/fastforth.fish"',
    "  end",
    "",
    "  test do",
    '    assert_equal "42 ", shell_output("#{bin}/fastforth -e \'6 7 * .\'")',
    "  end",
    "end",
    "",
  ].join("\n");
}

function scoop(version: string, find: Find): string {
  const file = find("windows-x64");
  const manifest = {
    version,
    description: summary,
    license: licenseName,
    ...(file === undefined ? {} : { architecture: { "64bit": { url: file.url, hash: file.sha256 } } }),
    extract_dir: `fastforth-${version}`,
    bin: "bin\\fastforth.exe",
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function nix(version: string, find: Find): string {
  const systems = Object.entries({
    "x86_64-linux": "linux-x64",
    "aarch64-linux": "linux-arm64",
    "x86_64-darwin": "darwin-x64",
    "aarch64-darwin": "darwin-arm64",
  }).flatMap(([system, platform]) => {
    const file = find(platform);
    return file === undefined ? [] : [`    ${system} = { url = "${file.url}"; sha256 = "${file.sha256}"; };`];
  });
  return `{ lib, stdenv, fetchurl, autoPatchelfHook }:
let
  sources = {
${systems.join("\n")}
  };
in stdenv.mkDerivation {
  pname = "fastforth";
  version = "${version}";
  src = fetchurl sources.\${stdenv.hostPlatform.system};
  nativeBuildInputs = lib.optional stdenv.hostPlatform.isLinux autoPatchelfHook;
  # The program lies behind the executable's own bytes.
  dontStrip = true;
  installPhase = ''
    mkdir -p $out
    cp -r bin share $out/
  '';
  meta = {
    description = "${summary}";
    license = lib.licenses.mit;
    mainProgram = "fastforth";
    platforms = builtins.attrNames sources;
  };
}
`;
}
