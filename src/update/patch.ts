// From what was sent to what is installed: decompressing, and applying patches. What comes in has been compared with its
// signed hash; what goes out is bounded by its signed size, and compared with its hash by whoever asked.

import { constants, zstdDecompressSync } from "node:zlib";
import type { Artifact, Patch } from "../trust/artifact.ts";
import { UpdateError } from "../trust/errors.ts";

/**
 * The one format of patches that this FastForth knows: a zstd frame that was made with the older file as its dictionary,
 * so that it holds little more than what changed.
 */
export const patchFormat = "zstd-dictionary";

/** Window of at most 2^27 bytes, the most that every decoder of zstd takes: enough for an executable. */
const LARGEST_WINDOW_LOG = 27;

/**
 * What an artifact's download decodes to.
 * @throws UpdateError "mismatch" when it is not what was announced
 */
export function decodeDownload(artifact: Artifact, sent: Uint8Array): Uint8Array {
  return artifact.compression === "none" ? sent : inflate(artifact, sent, artifact.filename);
}

/**
 * What a patch makes of an older file.
 * @param base the file with the hash `patch.from`
 * @throws UpdateError "mismatch"
 */
export function applyPatch(artifact: Artifact, patch: Patch, sent: Uint8Array, base: Uint8Array): Uint8Array {
  return inflate(artifact, sent, patch.filename, base);
}

/** Never makes more bytes than were announced (a few bytes can stand for gigabytes). */
function inflate({ size }: Artifact, sent: Uint8Array, file: string, dictionary?: Uint8Array): Uint8Array {
  try {
    return zstdDecompressSync(sent, {
      maxOutputLength: size,
      params: { [constants.ZSTD_d_windowLogMax]: LARGEST_WINDOW_LOG },
      ...(dictionary === undefined ? {} : { dictionary }),
    });
  } catch (error) {
    throw new UpdateError(
      "mismatch",
      `${file} is not accepted: it does not decompress to the ${size} bytes that were announced.`,
      {
        file,
        advice: "Nothing was changed. Try again later or from another server.",
        cause: error,
      },
    );
  }
}
