// Getting the files of a release: from this machine when they are here, as patches when those are smaller, else whole.
// Whichever way a file comes, its bytes have the signed hash and its identity a signature, or it is not taken.

import type { Artifact, Patch } from "../trust/artifact.ts";
import { requireArtifactSignature } from "../trust/artifact_signature.ts";
import { sha256 } from "../trust/bytes.ts";
import { maximumBytes, network } from "../trust/config.ts";
import type { Verifier } from "../trust/ed25519.ts";
import type { Role } from "../trust/envelope.ts";
import { UpdateError } from "../trust/errors.ts";
import type { Report } from "./events.ts";
import { applyPatch, decodeDownload, patchFormat } from "./patch.ts";
import type { ReleaseSource } from "./source.ts";

export interface DownloadContext {
  readonly source: ReleaseSource;
  /** The keys that count for releases. */
  readonly release: Role;
  readonly verifier: Verifier;
  /** A file that is on this machine, by its hash and what it is (a stage, or the executable): whole and verified, or undefined. */
  readonly local: (sha256: string, name: string) => Uint8Array | undefined;
  readonly report: Report;
  /** False to take whole files alone. */
  readonly patches: boolean;
}

/**
 * Gets the bytes of an artifact, verified.
 * @throws UpdateError
 */
export async function obtain(artifact: Artifact, context: DownloadContext): Promise<Uint8Array> {
  const { report, release, verifier } = context;
  const local = context.local(artifact.checksum, artifact.name);
  if (local !== undefined) report({ kind: "reused", artifact });
  const bytes = local ?? (await patched(artifact, context)) ?? (await whole(artifact, context));
  const start = performance.now();
  requireBytes(artifact.filename, bytes, artifact.size, artifact.checksum);
  requireArtifactSignature(artifact, release, verifier);
  report({ kind: "verified", artifact, time: performance.now() - start });
  return bytes;
}

/** What `obtain` would fetch first, in bytes: nothing when the file is on this machine. */
export function plannedDownload(
  artifact: Artifact,
  context: Pick<DownloadContext, "patches" | "local">,
): { readonly bytes: number; readonly isPatch: boolean } {
  if (context.local(artifact.checksum, artifact.name) !== undefined) return { bytes: 0, isPatch: false };
  const patch = smallestPatch(artifact, context)?.patch;
  return { bytes: patch?.size ?? artifact.download_size, isPatch: patch !== undefined };
}

async function whole(artifact: Artifact, context: DownloadContext): Promise<Uint8Array> {
  const { url, download_size: size, download_checksum: checksum } = artifact;
  return decodeDownload(
    artifact,
    await fetchPart(artifact, { url, size, checksum, isPatch: false }, context),
  );
}

/** The file made by the smallest patch that fits; undefined when there is none, or it does not work out. */
async function patched(artifact: Artifact, context: DownloadContext): Promise<Uint8Array | undefined> {
  const found = smallestPatch(artifact, context);
  if (found === undefined) return undefined;
  const { patch, base } = found;
  try {
    const { url, size, checksum } = patch;
    const sent = await fetchPart(artifact, { url, size, checksum, isPatch: true }, context);
    const bytes = applyPatch(artifact, patch, sent, base);
    requireBytes(artifact.filename, bytes, artifact.size, artifact.checksum);
    return bytes;
  } catch (error) {
    if (!(error instanceof UpdateError)) throw error;
    context.report({ kind: "patch-failed", artifact, reason: error.message });
    return undefined;
  }
}

function smallestPatch(
  artifact: Artifact,
  { patches, local }: Pick<DownloadContext, "patches" | "local">,
): { readonly patch: Patch; readonly base: Uint8Array } | undefined {
  if (!patches) return undefined;
  const fitting = artifact.patches
    .filter(({ format, size }) => format === patchFormat && size < artifact.download_size)
    .toSorted((a, b) => a.size - b.size);
  for (const patch of fitting) {
    const base = local(patch.from, artifact.name);
    if (base !== undefined) return { patch, base };
  }
  return undefined;
}

interface Part {
  readonly url: string;
  readonly size: number;
  readonly checksum: string;
  readonly isPatch: boolean;
}

async function fetchPart(
  artifact: Artifact,
  part: Part,
  { source, report }: DownloadContext,
): Promise<Uint8Array> {
  const { url, size, checksum, isPatch } = part;
  report({ kind: "download", artifact, bytes: size, isPatch });
  const start = performance.now();
  const limits = { maximumBytes: maximumBytes.executable, size, totalTimeout: network.downloadTimeout };
  const bytes = await source.read(url, limits, (received) =>
    report({ kind: "progress", artifact, bytes: size, received }),
  );
  requireBytes(url, bytes, size, checksum);
  report({ kind: "downloaded", artifact, bytes: size, isPatch, time: performance.now() - start });
  return bytes;
}

/** Demands that bytes are the ones that a signed file names. @throws UpdateError "mismatch" */
function requireBytes(file: string, bytes: Uint8Array, size: number, checksum: string): void {
  const found = bytes.length === size ? sha256(bytes) : `of ${bytes.length} bytes`;
  if (found === checksum) return;
  const what = bytes.length === size ? "bytes were changed" : `length is ${bytes.length} instead of ${size}`;
  throw new UpdateError(
    "mismatch",
    `${file} is not accepted: it is not the file that the release names; its ${what}.`,
    {
      file,
      advice: "Nothing was changed. Try again later or from another server.",
    },
  );
}
