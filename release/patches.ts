// Patches: a newer file as a zstd frame whose dictionary is the older file, as src/update/patch.ts applies them.

import { constants, zstdCompressSync } from "node:zlib";
import { patchFormat } from "../src/update/patch.ts";

/** A file above this size gets the settings for executables, whose search structures take half a gigabyte. */
const SMALL = 16 * 1024 * 1024;

const forPlugins = {
  [constants.ZSTD_c_compressionLevel]: 19,
  [constants.ZSTD_c_windowLog]: 25,
};

/**
 * Without long-distance matching and a large table of hashes zstd looks at the last part of a dictionary alone: measured
 * on executables of 110 MB, 45 MB instead of 0.4. Higher levels take minutes for a tenth of a megabyte less.
 */
const forExecutables = {
  [constants.ZSTD_c_compressionLevel]: 9,
  [constants.ZSTD_c_windowLog]: 27,
  [constants.ZSTD_c_hashLog]: 26,
  [constants.ZSTD_c_chainLog]: 25,
  [constants.ZSTD_c_enableLongDistanceMatching]: 1,
};

export { patchFormat };

/** What turns `before` into `after`. */
export function makePatch(before: Uint8Array, after: Uint8Array): Uint8Array {
  const params = after.length > SMALL ? forExecutables : forPlugins;
  return new Uint8Array(
    zstdCompressSync(after, {
      dictionary: before,
      params: { ...params, [constants.ZSTD_c_checksumFlag]: 1 },
    }),
  );
}

/** A file as it is sent. */
export function compress(bytes: Uint8Array): Uint8Array {
  const level = bytes.length > SMALL ? 12 : 22;
  return new Uint8Array(
    zstdCompressSync(bytes, {
      pledgedSrcSize: bytes.length,
      params: {
        [constants.ZSTD_c_compressionLevel]: level,
        [constants.ZSTD_c_windowLog]: bytes.length > SMALL ? 27 : 25,
      },
    }),
  );
}
