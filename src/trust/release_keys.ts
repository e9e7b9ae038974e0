// The release keys that count now, for whoever loads plugins: those of the newest root that was seen, when it follows
// from the one in the executable. This runs while a program starts, and most often no root has followed yet: then it
// reads no more of either file than it has to, in a tenth of the time that checking them would take.

import type { Verifier } from "./ed25519.ts";
import type { Role } from "./envelope.ts";
import { UpdateError } from "./errors.ts";
import type { PublicKey } from "./keys.ts";
import type { RoleName } from "./root.ts";
import { trustedRoot } from "./root_chain.ts";
import { readTrustState } from "./state.ts";

/**
 * The release role that plugins' signatures are held against.
 * @param embeddedRoot the text of the root in the executable
 * @param keptState what `encodeTrustState` wrote, if anything is kept; a damaged record counts as none
 */
export function releaseKeys(
  embeddedRoot: string,
  keptState: Uint8Array | undefined,
  verifier: Verifier,
): Role {
  const roots = keptState === undefined ? [] : keptRootsOf(keptState);
  if (roots.length === 0) return embeddedReleaseKeys(embeddedRoot);
  return trustedRoot(new TextEncoder().encode(embeddedRoot), roots, verifier).roles.release;
}

function keptRootsOf(keptState: Uint8Array): readonly Uint8Array[] {
  // In the one spelling that a state has. Who can write it there can also remove the file.
  if (new TextDecoder().decode(keptState).includes('\n  "roots": [],\n')) return [];
  try {
    return readTrustState("the record of updates", keptState).roots;
  } catch (error) {
    if (error instanceof UpdateError) return [];
    throw error;
  }
}

/** Part of the executable, like this code: it is checked before anything is installed, and not again at each start. */
function embeddedReleaseKeys(embeddedRoot: string): Role {
  const { keys, roles } = (JSON.parse(embeddedRoot) as EmbeddedRoot).signed;
  const { keyids, threshold } = roles.release;
  return { keys: keys.filter(({ keyid }) => keyids.includes(keyid)), threshold };
}

interface EmbeddedRoot {
  readonly signed: {
    readonly keys: readonly PublicKey[];
    readonly roles: Readonly<
      Record<RoleName, { readonly keyids: readonly string[]; readonly threshold: number }>
    >;
  };
}
