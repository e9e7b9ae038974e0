// `install.sh` and `install.ps1` of a release: the texts beside this file, with the release's version, server and keys.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PublicKey } from "../../src/trust/keys.ts";
import { textEntry } from "./archives.ts";
import type { PackageFile } from "./package_file.ts";
import type { ReleaseFiles } from "./release_files.ts";

/** What comes before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410, 4). */
const ed25519Header = Uint8Array.fromHex("302a300506032b6570032100");

/** @param server with a slash at its end */
export function installers(
  { version }: ReleaseFiles,
  server: string,
  keys: readonly PublicKey[],
): PackageFile[] {
  const encoded = keys.map((key) =>
    Buffer.concat([ed25519Header, Uint8Array.fromHex(key.public)]).toString("base64"),
  );
  const filled = (name: string) =>
    readFileSync(join(import.meta.dir, name), "utf8")
      .replaceAll("@VERSION@", version)
      .replaceAll("@SERVER@", server)
      .replaceAll("@KEYS@", encoded.join(" "));
  return [textEntry("install.sh", filled("install.sh")), textEntry("install.ps1", filled("install.ps1"))];
}
