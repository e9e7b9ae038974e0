// root.json: which keys may sign what. A root names the keys of the next one, so that trust goes from the root in the
// executable to the newest without anything else (TUF 4.3).

import { hex32 } from "./bytes.ts";
import type { JsonObject } from "./canonical.ts";
import { counts, maximumBytes } from "./config.ts";
import { type Envelope, formatVersion, type Role, readEnvelope } from "./envelope.ts";
import { type Fields, requireDistinct, writeMoment } from "./fields.ts";
import { encodeKey, type PublicKey, readKey } from "./keys.ts";

/** What a key may sign: the next root; manifests and what they name; timestamps. */
export const roleNames = ["root", "release", "timestamp"] as const;
export type RoleName = (typeof roleNames)[number];

export interface Root {
  /** From 1; the next root has the next number. */
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly expires: number;
  readonly roles: Readonly<Record<RoleName, Role>>;
}

/** A root and the file that it was read from. */
export interface RootFile extends Root {
  readonly envelope: Envelope;
}

/**
 * Reads a root without deciding whether to trust it.
 * @throws UpdateError "size", "format", or "format-version"
 */
export function readRoot(file: string, bytes: Uint8Array): RootFile {
  const envelope = readEnvelope(file, bytes, "root", maximumBytes.root);
  const { signed } = envelope;
  const keys = signed.list("keys", counts.keys).map(readKey);
  requireDistinct(signed, "keys", keys, (key) => key.keyid);
  const roles = signed.fields("roles");
  return {
    version: signed.integer("version", 1),
    expires: signed.moment("expires"),
    roles: {
      root: readRole(roles.fields("root"), keys),
      release: readRole(roles.fields("release"), keys),
      timestamp: readRole(roles.fields("timestamp"), keys),
    },
    envelope,
  };
}

/** The content of a root, to be signed. */
export function encodeRoot(root: Root): JsonObject {
  const keys = new Map<string, PublicKey>();
  for (const name of roleNames) for (const key of root.roles[name].keys) keys.set(key.keyid, key);
  const role = ({ keys, threshold }: Role) => ({ keyids: keys.map((key) => key.keyid).sort(), threshold });
  return {
    type: "root",
    format: formatVersion,
    version: root.version,
    expires: writeMoment(root.expires),
    keys: [...keys.values()].sort((a, b) => (a.keyid < b.keyid ? -1 : 1)).map(encodeKey),
    roles: {
      root: role(root.roles.root),
      release: role(root.roles.release),
      timestamp: role(root.roles.timestamp),
    },
  };
}

function readRole(fields: Fields, keys: readonly PublicKey[]): Role {
  const keyids = fields.texts("keyids", counts.keys, hex32);
  requireDistinct(fields, "keyids", keyids, (keyid) => keyid);
  const named = keyids.map((keyid) => {
    const key = keys.find((candidate) => candidate.keyid === keyid);
    if (key === undefined) throw fields.error("keyids", "names a key that the root does not hold");
    return key;
  });
  if (named.length === 0) throw fields.error("keyids", "is empty");
  return { keys: named, threshold: fields.integer("threshold", 1, named.length) };
}
