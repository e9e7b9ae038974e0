// Checking the signatures of plugins while they are loaded, in a library that came with the executable.

import type { FFIFunction } from "bun:ffi";
import { strictVerifier, type Verifier } from "../trust/ed25519.ts";
import { nodeVerifier } from "../trust/ed25519_node.ts";
import { embeddedLibrary } from "./embedded.ts";
import { PluginError } from "./errors.ts";

const symbols = {
  ff_ed25519_verify: { args: ["ptr", "ptr", "u32", "ptr"], returns: "u32" },
} as const satisfies Record<string, FFIFunction>;

let loaded: Verifier | undefined;

/** The verifier for loading: the library, or without it the runtime's own, which takes longer to load. */
export function loadVerifier(): Verifier {
  loaded ??= libraryVerifier() ?? nodeVerifier;
  return loaded;
}

function libraryVerifier(): Verifier | undefined {
  try {
    const library = embeddedLibrary("signature")?.open(symbols);
    if (library === undefined) return undefined;
    const { ff_ed25519_verify } = library.symbols;
    return strictVerifier(
      (publicKey, message, signature) =>
        // An empty array has no address.
        ff_ed25519_verify(publicKey, message.length === 0 ? nothing : message, message.length, signature) ===
        1,
    );
  } catch (error) {
    if (error instanceof PluginError) return undefined;
    throw error;
  }
}

const nothing = new Uint8Array(1);
