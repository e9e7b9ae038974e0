// Packages of a release: the same bytes each time, and what package managers and installers make of them. The program in
// them is a small script here; the forms are what a release has.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, zstdCompressSync } from "node:zlib";
import { parseTar } from "nanotar";
import { generateKeys } from "../../release/keys.ts";
import { ar, tar } from "../../release/packages/archives.ts";
import { listName, makePackages, signatureName, writePackages } from "../../release/packages/index.ts";
import { imageLayout } from "../../release/packages/oci.ts";
import type { PackageFile } from "../../release/packages/package_file.ts";
import type { ReleaseFiles } from "../../release/packages/release_files.ts";
import { hostPlatform } from "../../release/platforms.ts";
import { type RunningServer, startServer } from "../../release/server.ts";
import { nobleVerifier } from "../../src/trust/ed25519_noble.ts";
import type { Signer } from "../../src/trust/envelope.ts";
import { runIn } from "../update/executables.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Answers as far as installers ask. */
const program = `#!/bin/sh
case "$1" in
  -e) printf '42 ' ;;
  --version) echo 'fastforth 1.2.3' ;;
  verify) exit \${VERIFY_EXIT:-0} ;;
  uninstall) rm -f "$0" ;;
  *) echo "args: $*"; exit 3 ;;
esac
`;

let folder = "";
let site = "";
let release: ReleaseFiles;
let signer: Signer;
let files: PackageFile[];
let server: RunningServer;
/** What the server does to a file. */
let change: ((name: string, sound: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) | undefined;
/** The end of a file's name: its connection ends in the middle. */
let cutOff: string | undefined;

function make(url: string): PackageFile[] {
  return makePackages(release, { server: url, libraries: [], signer, keys: [signer.publicKey] });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fastforth-packages-"));
  [signer] = generateKeys(join(folder, "keys"), "release", 1) as [Signer];
  const platforms = [...new Set([hostPlatform(), "linux-x64", "linux-arm64", "darwin-arm64", "windows-x64"])];
  release = {
    version: "1.2.3",
    date: Date.UTC(2025, 10, 29, 12, 0, 0),
    executables: new Map(platforms.map((name) => [name, bytes(program)])),
    license: bytes("MIT\n"),
    readme: bytes("# FastForth\n"),
    manPage: bytes(".TH FASTFORTH 1\n"),
    completions: new Map(
      ["bash", "zsh", "fish", "powershell"].map((shell) => [shell, bytes(`# ${shell}\n`)]),
    ),
  };
  site = join(folder, "site");
  mkdirSync(site);
  server = startServer({
    folder: site,
    fault: (name) => {
      if (cutOff !== undefined && name.endsWith(cutOff)) return { truncateAt: 40 };
      return change === undefined ? undefined : { bytes: (sound) => change?.(name, sound) ?? sound };
    },
  });
  files = make(server.url);
  writePackages(join(site, "v1.2.3", "packages"), files);
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const pathOf = (name: string) => join(site, "v1.2.3", "packages", name);
const named = (part: string) => files.find(({ path }) => path.includes(part))?.path ?? `no ${part}`;

/** Without holding up the server, which is in this process. */
const run = (command: readonly string[], env: Record<string, string | undefined> = {}, cwd = folder) =>
  runIn(folder, command, env, cwd);

test("the same release gives the same bytes, in another time zone, too", async () => {
  const before = process.env.TZ ?? "UTC";
  process.env.TZ = "Asia/Tokyo";
  const again = make(server.url);
  process.env.TZ = before;
  expect(again.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
  for (const [index, file] of again.entries())
    expect([file.path, Bun.hash(file.bytes)]).toEqual([file.path, Bun.hash(files[index]?.bytes ?? "")]);
});

test("the list names every package, and the release key has signed it", async () => {
  const list = new Uint8Array(readFileSync(pathOf(listName)));
  const signature = new Uint8Array(readFileSync(pathOf(signatureName)));
  expect(nobleVerifier.verify(Uint8Array.fromHex(signer.publicKey.public), list, signature)).toBe(true);
  expect(
    await run(
      ["sha256sum", "--check", "--strict", "--quiet", listName],
      {},
      join(site, "v1.2.3", "packages"),
    ),
  ).toEqual({ signal: null, code: 0, out: "", err: "" });
  expect(new TextDecoder().decode(list).trim().split("\n")).toHaveLength(files.length - 2);
});

test("npm: the packages of the platforms are optional, none has a script, the program's exit code is passed on", async () => {
  const target = join(folder, "npm");
  for (const [name, into] of [
    ["npm/fastforth-1.2.3.tgz", "fastforth"],
    [`npm/fastforth-${hostPlatform()}-1.2.3.tgz`, `@fastforth/${hostPlatform()}`],
  ] as const) {
    mkdirSync(join(target, "node_modules", into), { recursive: true });
    const unpack = [
      "tar",
      "-xzf",
      pathOf(name),
      "--strip-components=1",
      "-C",
      join(target, "node_modules", into),
    ];
    expect((await run(unpack)).err).toBe("");
  }
  const manifest = JSON.parse(readFileSync(join(target, "node_modules/fastforth/package.json"), "utf8"));
  expect(manifest.scripts).toBeUndefined();
  expect(Object.keys(manifest.optionalDependencies)).toContain("@fastforth/windows-x64");
  const launcher = join(target, "node_modules/fastforth/bin/fastforth.cjs");
  expect(await run(["node", launcher, "a b", "c"])).toEqual({
    signal: null,
    code: 3,
    out: "args: a b c\n",
    err: "",
  });
  rmSync(join(target, "node_modules/@fastforth"), { recursive: true });
  expect((await run(["node", launcher])).err).toContain("install again without --omit=optional");
});

test("PyPI: pip installs and removes the wheel", async () => {
  const wheel = files.find(
    ({ path }) =>
      path.endsWith(".whl") &&
      path.includes(
        hostPlatform().startsWith("linux-arm64") ? "manylinux_2_17_aarch64" : "manylinux_2_17_x86_64",
      ),
  );
  const target = join(folder, "pip");
  const pip = [
    "python3",
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-index",
    "--no-deps",
    "--disable-pip-version-check",
    "--root-user-action=ignore",
    "--prefix",
    target,
    pathOf(wheel?.path ?? ""),
  ];
  const { code, err } = await run([
    ...pip,
    ...(process.env.PIP_BREAK_SYSTEM_PACKAGES ? [] : ["--break-system-packages"]),
  ]);
  expect([code, err]).toEqual([0, ""]);
  const installed =
    readdirSync(target, { recursive: true, encoding: "utf8" }).find((name) =>
      name.endsWith("bin/fastforth"),
    ) ?? "";
  expect((await run([join(target, installed), "-e", ""])).out).toBe("42 ");
}, 60_000);

test.skipIf(Bun.which("dpkg-deb") === null)("Debian: the package's fields and files", async () => {
  const deb = pathOf(named("_amd64.deb"));
  expect((await run(["dpkg-deb", "--field", deb, "Package", "Version", "Architecture"])).out).toBe(
    "Package: fastforth\nVersion: 1.2.3\nArchitecture: amd64\n",
  );
  const target = join(folder, "deb");
  expect((await run(["dpkg-deb", "--extract", deb, target])).err).toBe("");
  expect((await run([join(target, "usr/bin/fastforth"), "-e", ""])).out).toBe("42 ");
  expect(existsSync(join(target, "usr/share/man/man1/fastforth.1.gz"))).toBe(true);
  const index = readFileSync(pathOf(named("binary-amd64/Packages")), "utf8");
  expect(index).toContain("Filename: pool/fastforth_1.2.3_amd64.deb");
});

test("the image: nobody's user can write where programs have to, and nowhere else", () => {
  const names = ["ld-linux-x86-64.so.2", "libc.so.6", "libpthread.so.0", "libdl.so.2", "libm.so.6"];
  const content = [
    ...names.map((name) => ({ path: `usr/lib/x86_64-linux-gnu/${name}`, bytes: bytes(name) })),
    { path: "usr/share/doc/libc6/copyright", bytes: bytes("LGPL") },
  ];
  const data = zstdCompressSync(tar(content, release.date, "./"));
  const libc = ar([{ path: "data.tar.zst", bytes: data }], release.date);
  const image = imageLayout(release, [{ platform: "linux-x64", bytes: libc }]);
  const json = (path: string) => {
    const found = image.find((file) => file.path === path);
    return JSON.parse(new TextDecoder().decode(found?.bytes));
  };
  const blob = (digest: string) => `oci/blobs/${digest.replace(":", "/")}`;
  const [index] = json("oci/index.json").manifests;
  const [described] = json(blob(index.digest)).manifests;
  const manifest = json(blob(described.digest));
  expect(json(blob(manifest.config.digest)).config.User).toBe("65532:65532");
  const layer = image.find(({ path }) => path === blob(manifest.layers[0].digest));
  const entries = parseTar(gunzipSync(layer?.bytes ?? new Uint8Array()));
  // nanotar gives the digits of the archive, which are octal, as a decimal number.
  const octal = (digits = 0) => Number.parseInt(String(digits), 8);
  const rights = entries.map(({ name, attrs }) => [name, attrs?.mode?.replace(/^0+/, ""), octal(attrs?.uid)]);
  const own = rights.filter(([, mode, uid]) => uid !== 0 || (mode !== "755" && mode !== "644"));
  expect(own).toEqual([
    ["home/fastforth/", "755", 65532],
    ["tmp/", "1777", 0],
    ["work/", "755", 65532],
  ]);
  expect(rights).toContainEqual(["usr/bin/fastforth", "755", 0]);
});

test("recipes name archives that are there, with their checksums", async () => {
  const list = readFileSync(pathOf(listName), "utf8");
  for (const name of ["homebrew", "scoop", "nix"]) {
    const recipe = readFileSync(pathOf(named(name)), "utf8");
    const sums = recipe.match(/[0-9a-f]{64}/g) ?? [];
    expect(sums.length).toBeGreaterThan(0);
    for (const sum of sums) expect(list).toContain(sum);
  }
  const bundled = JSON.parse(readFileSync(pathOf("fastforth.cdx.json"), "utf8")).components.map(
    ({ name }: { name: string }) => name,
  );
  expect(bundled).toContain("@noble/ed25519");
  // What a package needs is bundled with it.
  expect(bundled).toContain("vscode-jsonrpc");
});

const canMount =
  process.platform === "linux" &&
  Bun.which("unshare") !== null &&
  Bun.spawnSync(["unshare", "-Urm", "true"], { stderr: "ignore" }).exitCode === 0;

const shells = [["dash"], ["busybox", "sh"], ["bash"], ["sh"]].filter(
  ([name = ""]) => Bun.which(name) !== null,
);

for (const command of shells)
  describe(`install.sh under ${command.join(" ")}`, () => {
    const target = () => join(folder, `installed-${command.join("-")}`);
    const install = (args: readonly string[] = [], env: Record<string, string | undefined> = {}) =>
      run([...command, pathOf("install.sh"), "--dir", target(), ...args], env);
    const nothingIsLeft = () => {
      const left = existsSync(target()) ? readdirSync(target(), { recursive: true, encoding: "utf8" }) : [];
      expect(left.filter((name) => !["bin", "share"].includes(name))).toEqual([]);
    };

    test("installs, advises, removes", async () => {
      const { code, out, err } = await install();
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain("is not in your PATH");
      expect((await run([join(target(), "bin/fastforth"), "-e", ""])).out).toBe("42 ");
      expect(existsSync(join(target(), "share/man/man1/fastforth.1"))).toBe(true);
      expect(await install([], { CI: "true" })).toEqual({ signal: null, code: 0, out: "", err: "" });
      expect((await install(["--uninstall"])).code).toBe(0);
      expect(existsSync(join(target(), "bin/fastforth"))).toBe(false);
      expect(existsSync(join(target(), "share/man/man1/fastforth.1"))).toBe(false);
      rmSync(target(), { recursive: true });
    });

    const changed = (part: string) => (name: string, sound: Uint8Array<ArrayBuffer>) => {
      if (!name.endsWith(part)) return sound;
      const copy = sound.slice();
      copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1;
      return copy;
    };
    const cut = (name: string, sound: Uint8Array<ArrayBuffer>) =>
      name.endsWith(".tar.gz") ? sound.slice(0, sound.length >> 1) : sound;

    test.each([
      ["a damaged archive", changed(".tar.gz"), "its checksum is"],
      ["a connection that was cut", cut, "its checksum is"],
      ["another list", changed("SHA256SUMS"), "not signed by FastForth's keys"],
      ["another signature", changed("SHA256SUMS.sig"), "not signed by FastForth's keys"],
    ] as const)("%s", async (_, fault, message) => {
      change = fault;
      try {
        const { code, err } = await install();
        expect(err).toContain(message);
        expect(err).toContain("Nothing was installed.");
        expect(code).toBe(1);
        nothingIsLeft();
      } finally {
        change = undefined;
      }
    });

    test.each(["SHA256SUMS", "SHA256SUMS.sig", ".tar.gz"])(
      "a connection that ends within %s",
      async (name) => {
        cutOff = name;
        try {
          const { code, err } = await install();
          expect(err).toMatch(
            /could not be fetched|not signed by FastForth's keys|its checksum is|has nothing for/,
          );
          expect(err).toContain("Nothing was installed.");
          expect(code).toBe(1);
          nothingIsLeft();
        } finally {
          cutOff = undefined;
        }
      },
    );

    /** Runs it with small file systems, in a namespace of its own; tells what is left in its folder. */
    const withDisks = (mounts: string, env: Record<string, string> = {}) => {
      const [disk, temporary] = [join(folder, "disk"), join(folder, "temporary")];
      for (const place of [disk, temporary]) mkdirSync(place, { recursive: true });
      const script = [
        `disk=${disk} temporary=${temporary}`,
        "full() { mount -t tmpfs -o size=64k none $1; head -c 100000 /dev/zero >$1/.filler 2>/dev/null || :; }",
        mounts,
        `TMPDIR=$temporary ${command.join(" ")} ${pathOf("install.sh")} --dir $disk && exit 9`,
        "find $disk -type f ! -name .filler; find $temporary -mindepth 1 ! -name .filler",
      ];
      return run(["unshare", "-Urm", "sh", "-c", script.join("\n")], env);
    };

    test.skipIf(!canMount)("full disks and folders that take nothing", async () => {
      const full = await withDisks("full $disk");
      expect([full.out.replace(/^Fetching.*\n/, ""), full.err]).toEqual([
        "",
        expect.stringContaining("Is the disk full?"),
      ]);
      expect(full.err).toContain("Nothing was installed.");
      const noRoom = await withDisks("full $temporary");
      expect([noRoom.out, noRoom.err]).toEqual([
        "",
        expect.stringContaining("Set TMPDIR to a folder with more room."),
      ]);
      const readOnly = await withDisks("mount -t tmpfs -o ro none $disk");
      expect(readOnly.err).toContain("cannot be written to");
      expect(readOnly.err).toContain("Nothing was installed.");
    });

    test("without openssl the program itself is asked about the list", async () => {
      const tools = mkdtempSync(join(folder, "tools-"));
      for (const name of [
        "sh",
        "cat",
        "curl",
        "wget",
        "uname",
        "sed",
        "sha256sum",
        "cut",
        "mktemp",
        "mkdir",
        "tar",
        "gzip",
        "mv",
        "rm",
        "tail",
        "head",
        "dirname",
        "printf",
      ]) {
        const path = Bun.which(name);
        if (path !== null && !existsSync(join(tools, name)))
          writeFileSync(join(tools, name), `#!/bin/sh\nexec ${path} "$@"\n`);
        if (path !== null) chmodSync(join(tools, name), 0o755);
      }
      const shellPath = Bun.which(command[0] ?? "") ?? "";
      const ask = (env: Record<string, string>) =>
        run([shellPath, ...command.slice(1), pathOf("install.sh"), "--dir", target()], {
          PATH: tools,
          ...env,
        });
      const refused = await ask({ VERIFY_EXIT: "12" });
      expect(refused.err).toContain("not signed by FastForth's keys");
      nothingIsLeft();
      const taken = await ask({});
      expect([taken.code, taken.err]).toEqual([0, ""]);
      expect(taken.out).toContain("Signature checked by the program that was fetched");
      rmSync(target(), { recursive: true });
      rmSync(join(tools, "curl"), { force: true });
      rmSync(join(tools, "wget"), { force: true });
      // Some builds of busybox have a wget inside.
      const probe = [shellPath, ...command.slice(1), "-c", "command -v wget"];
      if ((await run(probe, { PATH: tools })).code === 0) return;
      const without = await ask({});
      expect(without.err).toContain("neither curl nor wget is here");
      expect(without.err).toContain("Nothing was installed.");
      nothingIsLeft();
    });

    test("a script that was cut off does nothing; wrong options, releases, folders are told", async () => {
      const script = readFileSync(pathOf("install.sh"), "utf8");
      const half = join(folder, "half.sh");
      for (const share of [0.3, 0.6, 0.9]) {
        writeFileSync(half, script.slice(0, Math.floor(script.length * share)));
        await run([...command, half, "--dir", target()]);
        expect(existsSync(target())).toBe(false);
      }
      expect((await install(["--frobnicate"])).code).toBe(2);
      expect((await install(["--version", "9.9.9"])).err).toContain("could not be fetched");
      expect((await install(["--server", "http://releases.example"])).err).toContain("is no https address");
      const file = join(folder, "a-file");
      writeFileSync(file, "");
      expect((await run([...command, pathOf("install.sh"), "--dir", file])).err).toContain(
        "cannot be written to",
      );
    });
  });
