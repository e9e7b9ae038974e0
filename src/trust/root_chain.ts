// From the root in the executable to the newest one that was seen: each names the keys of the next (TUF 5.3).

import type { Verifier } from "./ed25519.ts";
import { requireSignatures } from "./envelope.ts";
import { UpdateError } from "./errors.ts";
import { type RootFile, readRoot } from "./root.ts";

/**
 * The newest root that follows from the one in the executable. Kept roots that do not follow are left out, with all
 * behind them. It does not look at expiry: what is installed goes on working without a network.
 * @param roots as kept in a state
 * @throws UpdateError when the root in the executable is not sound
 */
export function trustedRoot(
  embeddedRoot: Uint8Array,
  roots: readonly Uint8Array[],
  verifier: Verifier,
): RootFile {
  return keptRoots(embeddedRoot, roots, verifier).newest;
}

/** @returns the newest root, and the kept ones that lead there from the one in the executable or lie before it */
export function keptRoots(
  embeddedRoot: Uint8Array,
  roots: readonly Uint8Array[],
  verifier: Verifier,
): { readonly embedded: RootFile; readonly newest: RootFile; readonly followers: readonly Uint8Array[] } {
  const embedded = readRoot("the root in the executable", embeddedRoot);
  let newest = embedded;
  let count = 0;
  for (const bytes of roots) {
    const next = readKeptRoot(bytes);
    if (next === undefined) break;
    // One that is no newer than the executable's serves an older executable, should that come back.
    if (next.version > newest.version) {
      if (!isSuccessor(newest, next, verifier)) break;
      newest = next;
    }
    count++;
  }
  return { embedded, newest, followers: roots.slice(0, count) };
}

function readKeptRoot(bytes: Uint8Array): RootFile | undefined {
  try {
    return readRoot("a kept root", bytes);
  } catch (error) {
    if (error instanceof UpdateError) return undefined;
    throw error;
  }
}

function isSuccessor(trusted: RootFile, next: RootFile, verifier: Verifier): boolean {
  try {
    requireSuccessor(trusted, next, verifier);
    return true;
  } catch (error) {
    if (error instanceof UpdateError) return false;
    throw error;
  }
}

/** TUF 5.3.4 and 5.3.5: the next number, signed by enough keys of the root before and of its own. */
export function requireSuccessor(trusted: RootFile, next: RootFile, verifier: Verifier): void {
  const { file } = next.envelope;
  if (next.version !== trusted.version + 1) {
    const detail = `it is root ${next.version} where root ${trusted.version + 1} has to follow`;
    throw new UpdateError("root-version", `${file} is not accepted: ${detail}.`, {
      file,
      clause: "TUF 5.3.5",
      advice: "Nothing was changed. Tell whoever publishes.",
    });
  }
  const once = oncePerKey(verifier);
  requireSignatures(next.envelope, trusted.roles.root, `root ${trusted.version}`, once);
  requireSignatures(next.envelope, next.roles.root, `root ${next.version}`, once);
}

/** For one file, in which a key has one signature: most keys are in both roles, and this runs when plugins are loaded. */
function oncePerKey(verifier: Verifier): Verifier {
  const verdicts = new Map<string, boolean>();
  return {
    verify(publicKey, message, signature) {
      const key = publicKey.toHex();
      const verdict = verdicts.get(key) ?? verifier.verify(publicKey, message, signature);
      verdicts.set(key, verdict);
      return verdict;
    },
  };
}
