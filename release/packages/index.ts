// Every package of a release, from the executables that were published, and the signed list of them.

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Signer } from "../../src/trust/envelope.ts";
import type { PublicKey } from "../../src/trust/keys.ts";
import { debianRepository } from "./debian.ts";
import { installers } from "./installers.ts";
import { billOfMaterials } from "./materials.ts";
import { npmPackages } from "./npm.ts";
import { imageLayout, type LibraryPackage } from "./oci.ts";
import type { PackageFile } from "./package_file.ts";
import type { ReleaseFiles } from "./release_files.ts";
import { archives, recipes } from "./tarballs.ts";
import { wheels } from "./wheel.ts";

export interface PackagePlan {
  /** The address of the server that serves the site, with a slash at its end. */
  readonly server: string;
  /** C libraries for container images; no images without. */
  readonly libraries: readonly LibraryPackage[];
  /** Who signs the list of packages. */
  readonly signer: Signer;
  /** The release keys of the newest root, which installers hold the list against. */
  readonly keys: readonly PublicKey[];
}

/**
 * What `sha256sum -c` reads, and the Ed25519 signature of its bytes. It begins with a hexadecimal digit, so that it is
 * nothing else that release keys sign: all of that begins with `fastforth/`.
 */
export const listName = "SHA256SUMS";
export const signatureName = "SHA256SUMS.sig";

/** Every package, sorted by path. */
export function makePackages(release: ReleaseFiles, plan: PackagePlan): PackageFile[] {
  const made = archives(release);
  const files = [
    ...made,
    ...recipes(release, made, plan.server),
    ...npmPackages(release),
    ...wheels(release),
    ...debianRepository(release),
    ...imageLayout(release, plan.libraries),
    ...installers(release, plan.server, plan.keys),
    billOfMaterials(release),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const lines = files.map(
    ({ path, bytes }) => `${createHash("sha256").update(bytes).digest("hex")}  ${path}\n`,
  );
  const list = new TextEncoder().encode(lines.join(""));
  const signature = plan.signer.sign(list);
  return [...files, { path: listName, bytes: list }, { path: signatureName, bytes: signature }];
}

/** Writes packages below a folder. */
export function writePackages(folder: string, files: readonly PackageFile[]): void {
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
