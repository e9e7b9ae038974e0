// root.json: which keys may sign what. A root names the keys of the next one, so that trust goes from the root in the
// executable to the newest without anything else (TUF 4.3).

import type { JsonObject } from "./canonical.ts";
import { counts, maximumBytes } from "./config.ts";
import { type Envelope, formatVersion, type Role, readEnvelope } from "./envelope.ts";
import {
  checked,
  hex32,
  integer,
  list,
  moment,
  type Place,
  type Read,
  record,
  writeMoment,
} from "./fields.ts";
import { encodeKey, keyForm, type PublicKey } from "./keys.ts";

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

const roleForm = record({
  keyids: list(hex32, counts.keys, (keyid) => keyid),
  threshold: integer(1),
});

const rootForm = checked(
  record({
    version: integer(1),
    expires: moment,
    keys: list(keyForm, counts.keys, ({ keyid }) => keyid),
    roles: record({ root: roleForm, release: roleForm, timestamp: roleForm }),
  }),
  ({ version, expires, keys, roles }, place): Root => {
    const role = (name: RoleName) =>
      roleOf(roles[name], keys, (key) => place.field("roles").field(name).field(key));
    return {
      version,
      expires,
      roles: { root: role("root"), release: role("release"), timestamp: role("timestamp") },
    };
  },
);

/**
 * Reads a root without deciding whether to trust it.
 * @throws UpdateError "size", "format", or "format-version"
 */
export function readRoot(file: string, bytes: Uint8Array): RootFile {
  return readEnvelope(file, bytes, "root", maximumBytes.root, rootForm);
}

function roleOf(
  { keyids, threshold }: Read<typeof roleForm>,
  keys: readonly PublicKey[],
  at: (key: string) => Place,
): Role {
  const named = keyids.map((keyid) => {
    const key = keys.find((candidate) => candidate.keyid === keyid);
    if (key === undefined) throw at("keyids").error("names a key that the root does not hold");
    return key;
  });
  if (named.length === 0) throw at("keyids").error("is empty");
  if (threshold > named.length)
    throw at("threshold").error(`is ${threshold}, which is not between 1 and ${named.length}`);
  return { keys: named, threshold };
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
