// A container image as an OCI layout (image-layout and config of the OCI image specification 1.1), written without a
// daemon: one layer with the executable and the C library that it asks for, a user without rights, nothing else.

import { createHash } from "node:crypto";
import { zstdDecompressSync } from "node:zlib";
import { parseTar } from "nanotar";
import { receiptName } from "../../src/update/managed.ts";
import { BuildError } from "../build_error.ts";
import { type Entry, gzip, tar, textEntry } from "./archives.ts";
import type { PackageFile } from "./package_file.ts";
import { description, executableOf, licenseName, type ReleaseFiles } from "./release_files.ts";

/** A C library to put into images: a package `libc6` of Debian. */
export interface LibraryPackage {
  /** Of this project: `linux-x64`, `linux-arm64`. */
  readonly platform: string;
  readonly bytes: Uint8Array;
}

const architectures: Readonly<Record<string, { readonly oci: string; readonly loader: string }>> = {
  "linux-x64": { oci: "amd64", loader: "lib64/ld-linux-x86-64.so.2" },
  "linux-arm64": { oci: "arm64", loader: "lib/ld-linux-aarch64.so.1" },
};

/** Without rights: nothing of the image can be changed by a program that it runs. */
const USER = 65532;
const HOME = "home/fastforth";
const folderRights = {
  tmp: { mode: "1777", owner: 0 },
  work: { mode: "755", owner: USER },
  home: { mode: "755", owner: 0 },
  [HOME]: { mode: "755", owner: USER },
} as const;

/** What the executable is linked with. */
const libraries = ["libc.so.6", "libpthread.so.0", "libdl.so.2", "libm.so.6"];

const type = (name: string) => `application/vnd.oci.image.${name}`;

/** The layout, in the folder `oci`: an image for each library that is given. */
export function imageLayout(release: ReleaseFiles, packages: readonly LibraryPackage[]): PackageFile[] {
  if (packages.length === 0) return [];
  const blobs = new Map<string, Uint8Array>();
  const add = (bytes: Uint8Array, mediaType: string) => {
    const digest = sha256(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest: `sha256:${digest}`, size: bytes.length };
  };
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const manifests = packages.map((libc) => {
    const architecture = architectures[libc.platform]?.oci;
    const layer = tar(rootFiles(release, libc), release.date, "", folderRights);
    const config = {
      created: new Date(release.date).toISOString(),
      architecture,
      os: "linux",
      config: {
        User: `${USER}:${USER}`,
        Env: ["PATH=/usr/bin", `HOME=/${HOME}`],
        Entrypoint: ["/usr/bin/fastforth"],
        WorkingDir: "/work",
        Labels: {
          "org.opencontainers.image.title": "fastforth",
          "org.opencontainers.image.version": release.version,
          "org.opencontainers.image.description": description,
          "org.opencontainers.image.licenses": licenseName,
        },
      },
      rootfs: { type: "layers", diff_ids: [`sha256:${sha256(layer)}`] },
      history: [{ created: new Date(release.date).toISOString(), created_by: "npm run release -- packages" }],
    };
    const manifest = {
      schemaVersion: 2,
      mediaType: type("manifest.v1+json"),
      config: add(json(config), type("config.v1+json")),
      layers: [add(gzip(layer), type("layer.v1.tar+gzip"))],
    };
    const described = add(json(manifest), type("manifest.v1+json"));
    return { ...described, platform: { architecture, os: "linux" } };
  });
  const index = add(
    json({ schemaVersion: 2, mediaType: type("index.v1+json"), manifests }),
    type("index.v1+json"),
  );
  const named = { ...index, annotations: { "org.opencontainers.image.ref.name": release.version } };
  const top = [
    textEntry("oci-layout", JSON.stringify({ imageLayoutVersion: "1.0.0" })),
    textEntry("index.json", JSON.stringify({ schemaVersion: 2, manifests: [named] })),
  ];
  const files = [...blobs].map(([digest, bytes]) => ({ path: `blobs/sha256/${digest}`, bytes }));
  return [...top, ...files].map(({ path, bytes }) => ({ path: `oci/${path}`, bytes }));
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function rootFiles(release: ReleaseFiles, libc: LibraryPackage): Entry[] {
  const receipt = "a container image\npull the newer image\nremove the image\n";
  const nobody = `nonroot:x:${USER}:${USER}::/${HOME}:/sbin/nologin\n`;
  return [
    ...libraryFiles(libc),
    { path: "usr/bin/fastforth", bytes: executableOf(release, libc.platform), executable: true },
    textEntry(`usr/bin/${receiptName}`, receipt),
    textEntry("etc/passwd", `root:x:0:0::/root:/sbin/nologin\n${nobody}`),
    textEntry("etc/group", `root:x:0:\nnonroot:x:${USER}:\n`),
    { path: "usr/share/doc/fastforth/LICENSE", bytes: release.license },
  ];
}

/** The loader and the libraries of a Debian package, where the loader looks for them. */
function libraryFiles({ platform, bytes }: LibraryPackage): Entry[] {
  const architecture = architectures[platform];
  if (architecture === undefined) throw new BuildError(`There are no images for ${platform}.`);
  const files = parseTar(dataOf(bytes));
  const find = (name: string): Uint8Array => {
    const found = files.find(({ name: path, data }) => path.endsWith(`/${name}`) && data !== undefined);
    if (found?.data === undefined)
      throw new BuildError(`The package libc6 for ${platform} holds no ${name}.`);
    return found.data;
  };
  const loader = architecture.loader.slice(architecture.loader.lastIndexOf("/") + 1);
  return [
    { path: architecture.loader, bytes: find(loader), executable: true },
    ...libraries.map((name) => ({ path: `lib/${name}`, bytes: find(name) })),
    { path: "usr/share/doc/libc6/copyright", bytes: find("doc/libc6/copyright") },
  ];
}

/** The files in a Debian package, as a tar archive (deb(5)). */
function dataOf(deb: Uint8Array): Uint8Array {
  const text = (from: number, length: number) =>
    new TextDecoder().decode(deb.subarray(from, from + length)).trim();
  if (text(0, 8) !== "!<arch>") throw new BuildError("The package libc6 is no Debian package.");
  for (let at = 8; at + 60 <= deb.length; ) {
    const name = text(at, 16).replace(/\/$/, "");
    const size = Number(text(at + 48, 10));
    const bytes = deb.subarray(at + 60, at + 60 + size);
    if (name === "data.tar.zst") return new Uint8Array(zstdDecompressSync(bytes));
    if (name === "data.tar.xz") return unpackXz(bytes);
    at += 60 + size + (size % 2);
  }
  throw new BuildError("The package libc6 holds no files in a form that is known.");
}

function unpackXz(bytes: Uint8Array): Uint8Array {
  const run = Bun.spawnSync(["xz", "--decompress", "--stdout"], {
    stdin: bytes,
    stdout: "pipe",
    stderr: "pipe",
  });
  if (run.exitCode !== 0)
    throw new BuildError(`xz cannot unpack the package libc6: ${run.stderr.toString()}`);
  return new Uint8Array(run.stdout);
}
