// The files of an update server as they are written and read back.

import { describe, expect, test } from "bun:test";
import { encodeCanonical } from "../../src/trust/canonical.ts";
import { nobleVerifier } from "../../src/trust/ed25519_noble.ts";
import { nodeVerifier } from "../../src/trust/ed25519_node.ts";
import { requireSignatures } from "../../src/trust/envelope.ts";
import { readManifest } from "../../src/trust/manifest.ts";
import { readRoot } from "../../src/trust/root.ts";
import { readTimestamp } from "../../src/trust/timestamp.ts";
import {
  manifest,
  root,
  signedManifest,
  signedRoot,
  signedTimestamp,
  timestamp,
} from "./simulated_publisher.ts";

describe("what is written is read back", () => {
  test("root.json", () => {
    const { envelope, ...content } = readRoot("root.json", signedRoot());
    expect(content).toEqual(root());
    for (const verifier of [nobleVerifier, nodeVerifier]) {
      requireSignatures(envelope, content.roles.root, "root", verifier);
    }
  });

  test("timestamp.json", () => {
    const { envelope, ...content } = readTimestamp("timestamp.json", signedTimestamp());
    expect(content).toEqual(timestamp());
    requireSignatures(envelope, root().roles.timestamp, "timestamp", nobleVerifier);
  });

  test("manifest.json", () => {
    const { envelope, ...content } = readManifest("manifest.json", signedManifest());
    expect(content).toEqual(manifest());
    requireSignatures(envelope, root().roles.release, "release", nobleVerifier);
  });
});

test("the canonical form has sorted keys, two spaces, and a newline at the end", () => {
  const text = new TextDecoder().decode(encodeCanonical({ b: [1, "é\n"], a: { c: null, empty: [] } }));
  expect(text).toBe(
    '{\n  "a": {\n    "c": null,\n    "empty": []\n  },\n  "b": [\n    1,\n    "é\\n"\n  ]\n}\n',
  );
});
