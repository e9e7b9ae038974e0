// The cases of tuf-conformance that apply to a client like ours, under their names. README.md lists all of them, with
// those that do not apply and why. TUF's targets role is our release role and its file the manifest; its snapshot is
// part of our timestamp.

import { describe, expect, test } from "bun:test";
import { sha256 } from "../../src/trust/bytes.ts";
import { encodeCanonical, type JsonObject } from "../../src/trust/canonical.ts";
import { encodeFile, signatureOf, signFile } from "../../src/trust/envelope.ts";
import { encodeManifest } from "../../src/trust/manifest.ts";
import { encodeRoot } from "../../src/trust/root.ts";
import { emptyTrustState } from "../../src/trust/state.ts";
import { encodeTimestamp } from "../../src/trust/timestamp.ts";
import { artifact, day, manifest, role, root, signedRoot, signer, time } from "./simulated_publisher.ts";
import { SimulatedClient, SimulatedRepository } from "./simulated_repository.ts";

function newTest(): { server: SimulatedRepository; client: SimulatedClient } {
  const server = new SimulatedRepository();
  return { server, client: new SimulatedClient(server) };
}

/** TUF's "refresh": whether the check succeeds. */
const refresh = async (client: SimulatedClient) => (await client.fault()) === "none";

describe("test_basic", () => {
  test("test_basic_refresh_requests", async () => {
    const { client } = newTest();
    expect(await refresh(client)).toBe(true);
    expect(client.requests).toEqual(["root.json", "timestamp.json", "manifest.json"]);
  });

  test("test_basic_refresh_trusted_data", async () => {
    const { server, client } = newTest();
    expect(await refresh(client)).toBe(true);
    const hash = (name: string) => sha256(server.files.get(name) ?? new Uint8Array());
    expect(client.state.timestamp?.sha256).toBe(hash("timestamp.json"));
    expect(client.state.manifests.map((seen) => seen.sha256)).toEqual([hash("manifest.json")]);
  });

  test("test_implicit_refresh", async () => {
    const { client } = newTest();
    client.wish = { channel: "stable", pin: "7.7.7" };
    expect(await client.fault()).toBe("release");
    expect(client.trusted()).toEqual({ root: 1, timestamp: 2, manifest: 1 });
  });

  test("test_invalid_initial_root", async () => {
    const { client } = newTest();
    const { version: _, ...content } = encodeRoot(root());
    Object.assign(client, { embeddedRoot: signedRoot(content as JsonObject) });
    expect(await client.fault()).toBe("format");
    expect(client.requests).toEqual([]);
  });

  test("test_unsigned_initial_root", async () => {
    const { client } = newTest();
    const signed = encodeRoot(root());
    const wrong = { ...signatureOf(signed, signer(1)), signature: signatureOf(signed, signer(2)).signature };
    Object.assign(client, { embeddedRoot: encodeFile(signed, [wrong, signatureOf(signed, signer(2))]) });
    expect(await client.fault()).toBe("signature");
    expect(client.requests).toEqual([]);
  });

  test("test_unsigned_metadata[root]", async () => {
    const { server, client } = newTest();
    server.rotate({}, []);
    expect(await client.fault()).toBe("signature");
    expect(client.trusted()).toEqual({ root: 1, timestamp: undefined, manifest: undefined });
  });

  test("test_unsigned_metadata[timestamp]", async () => {
    const { server, client } = newTest();
    server.rotate({});
    server.signers.timestamp = [];
    server.publish({});
    expect(await client.fault()).toBe("signature");
    expect(client.trusted()).toEqual({ root: 2, timestamp: undefined, manifest: undefined });
  });

  test("test_unsigned_metadata[targets]", async () => {
    const { server, client } = newTest();
    server.rotate({});
    server.signers.release = [];
    server.publish({});
    expect(await client.fault()).toBe("signature");
    expect(client.trusted()).toMatchObject({ root: 2, timestamp: 3 });
    expect(client.state.checkedAt).toBeUndefined();
  });

  test("test_url_and_metadata_version_mismatch[root]", async () => {
    const { server, client } = newTest();
    server.publishRoot({ version: 3 });
    server.files.set("2.root.json", server.files.get("3.root.json") ?? new Uint8Array());
    expect(await client.fault()).toBe("root-version");
    expect(client.trusted().root).toBe(1);
  });

  test("test_url_and_metadata_version_mismatch[targets]", async () => {
    const { server, client } = newTest();
    const [reference] = server.timestamp.manifests;
    if (reference === undefined) throw new Error("no manifest");
    server.publishTimestamp({ version: 3, manifests: [{ ...reference, number: reference.number + 1 }] });
    expect(await client.fault()).toBe("binding");
    expect(client.state.checkedAt).toBeUndefined();
  });

  // Theirs keeps the old timestamp without an error; ours is an error (row 5), and keeps the old one as well.
  test("test_timestamp_content_changes", async () => {
    const { server, client } = newTest();
    expect(await refresh(client)).toBe(true);
    const before = client.state;
    server.publishManifest({ number: 100 });
    server.publishTimestamp({});
    expect(await client.fault()).toBe("rollback");
    expect(client.state).toBe(before);
    expect(client.requests.at(-1)).toBe("timestamp.json");
  });

  test("test_basic_metadata_hash_support", async () => {
    const { server, client } = newTest();
    server.publish({});
    expect(await refresh(client)).toBe(true);
  });

  test("test_targets_hash_mismatch", async () => {
    const { server, client } = newTest();
    expect(await refresh(client)).toBe(true);
    server.publish({});
    const [reference] = server.timestamp.manifests;
    if (reference === undefined) throw new Error("no manifest");
    const version = server.timestamp.version + 1;
    server.publishTimestamp({ version, manifests: [{ ...reference, sha256: "0".repeat(64) }] });
    expect(await client.fault()).toBe("mismatch");
    expect(client.trusted().timestamp).toBe(version);
  });

  test("test_metadata_bytes_match", async () => {
    const { server, client } = newTest();
    server.publishRoot({ version: 2 }, [1, 2, 77]);
    expect(await refresh(client)).toBe(true);
    expect(client.state.roots).toEqual([server.files.get("2.root.json") ?? new Uint8Array()]);
  });

  test("test_custom_fields", async () => {
    const { server, client } = newTest();
    const content = encodeRoot(root({ version: 2 }));
    const [first, ...others] = content.keys as readonly JsonObject[];
    const roles = content.roles as JsonObject;
    const custom: JsonObject = {
      ...content,
      custom_field: "value",
      keys: [{ ...first, extra_field: { a: 1, b: 2 } }, ...others],
      roles: { ...roles, root: { ...(roles.root as JsonObject), another_field: "value" } },
    };
    server.files.set("root.json", signedRoot(custom));
    expect(await refresh(client)).toBe(true);
    expect(client.trusted().root).toBe(2);
    const altered = encodeCanonical({
      ...(JSON.parse(new TextDecoder().decode(signedRoot({ ...custom, version: 3 }))) as JsonObject),
      signed: { ...custom, version: 3, custom_field: "another value" },
    });
    server.files.set("root.json", altered);
    expect(await client.fault()).toBe("signature");
  });

  test("test_deprecated_keyid_hash_algorithms", async () => {
    const { server, client } = newTest();
    const content = encodeRoot(root({ version: 2, roles: { release: role([11]) } }));
    const keys = (content.keys as readonly JsonObject[]).map((key) => ({
      ...key,
      keyid_hash_algorithms: "md5",
    }));
    server.files.set("root.json", signedRoot({ ...content, keys }));
    server.signers.release = [11];
    server.publish({});
    expect(await refresh(client)).toBe(true);
    expect(client.trusted()).toMatchObject({ root: 2, manifest: 2 });
  });

  test("test_targets_404", async () => {
    const { server, client } = newTest();
    expect(await refresh(client)).toBe(true);
    server.publish({});
    server.files.delete("manifest.json");
    server.files.delete("2.manifest.json");
    expect(await client.fault()).toBe("missing");
    expect(client.requests.at(-1)).toBe("2.manifest.json");
    expect(client.trusted().timestamp).toBe(3);
  });

  test("test_timestamp_404", async () => {
    const { server, client } = newTest();
    expect(await refresh(client)).toBe(true);
    server.files.delete("timestamp.json");
    expect(await client.fault()).toBe("missing");
    expect(client.requests.at(-1)).toBe("timestamp.json");
  });

  test("test_incorrect_metadata_type", async () => {
    const { server, client } = newTest();
    // Right in everything but its type, and signed by the timestamp's key.
    const content = {
      ...encodeTimestamp({ ...server.timestamp, version: 9 }),
      ...encodeManifest(manifest()),
    };
    server.rotate({ release: role([10, 20]) });
    server.files.set("timestamp.json", signFile(content, [signer(20)]));
    expect(await client.fault()).toBe("format");
    expect(client.trusted()).toEqual({ root: 2, timestamp: undefined, manifest: undefined });
  });

  test("test_faketime", async () => {
    const { server, client } = newTest();
    server.publishRoot({ version: 2, expires: time + 7 * day });
    expect(await refresh(client)).toBe(true);
    client.now = time + 8 * day;
    expect(await refresh(client)).toBe(false);
  });
});

describe("test_expiration", () => {
  test("test_root_expired", async () => {
    const { server, client } = newTest();
    expect(await refresh(client)).toBe(true);
    server.publishRoot({ version: 2 });
    expect(await refresh(client)).toBe(true);
    server.publishRoot({ version: 3, expires: time - day });
    server.publish({});
    expect(await client.fault()).toBe("expired");
    expect(client.trusted()).toEqual({ root: 3, timestamp: 2, manifest: 1 });
  });

  test("test_timestamp_expired", async () => {
    const { server, client } = newTest();
    expect(await refresh(client)).toBe(true);
    server.publish({}, { expires: time - 5 * day });
    expect(await client.fault()).toBe("expired");
    expect(client.trusted()).toEqual({ root: 1, timestamp: 2, manifest: 1 });
  });

  test("test_targets_expired", async () => {
    const { server, client } = newTest();
    expect(await refresh(client)).toBe(true);
    server.publish({ expires: time - 5 * day });
    expect(await client.fault()).toBe("expired");
    expect(client.trusted()).toMatchObject({ root: 1, timestamp: 3 });
  });

  test("test_expired_local_root", async () => {
    const { server, client } = newTest();
    server.publishRoot({ version: 2, expires: time + 7 * day });
    server.publish({}, { expires: time + 30 * day });
    expect(await refresh(client)).toBe(true);
    server.publishRoot({ version: 3, expires: time + 21 * day });
    client.now = time + 18 * day;
    expect(await refresh(client)).toBe(true);
    expect(client.trusted().root).toBe(3);
  });

  test("test_expired_local_timestamp", async () => {
    const { server, client } = newTest();
    expect(await refresh(client)).toBe(true);
    server.publish({}, { expires: time + 21 * day });
    client.now = time + 18 * day;
    expect(await refresh(client)).toBe(true);
    expect(client.trusted()).toEqual({ root: 1, timestamp: 3, manifest: 2 });
  });
});

describe("test_keys", () => {
  test("test_snapshot_does_not_meet_threshold", async () => {
    const { server, client } = newTest();
    server.rotate({ release: role([10, 11, 12], 3), timestamp: role([20, 21, 22], 3) });
    server.signers = { ...server.signers, release: [10, 11, 12], timestamp: [20, 21, 22] };
    server.publish({});
    expect(await refresh(client)).toBe(true);
    server.signers = { ...server.signers, timestamp: [20, 21] };
    server.publish({});
    expect(await client.fault()).toBe("signature");
    server.signers = { ...server.signers, release: [10, 12], timestamp: [20, 21, 22] };
    server.publish({});
    expect(await client.fault()).toBe("signature");
  });

  test("test_snapshot_has_too_few_keys", async () => {
    const { server, client } = newTest();
    server.rotate({ release: role([10, 11, 12, 13, 14], 6) });
    server.publish({});
    expect(await client.fault()).toBe("format");
    expect(client.state).toBe(emptyTrustState);
  });

  test("test_duplicate_keys", async () => {
    const { server, client } = newTest();
    server.rotate({ release: role([11, 11, 11, 11, 11, 11, 11, 11, 11], 6) });
    server.signers.release = [11];
    server.publish({});
    expect(await refresh(client)).toBe(false);
    expect(client.trusted().manifest).toBeUndefined();
  });

  test("test_duplicate_sig_keyids", async () => {
    const { server, client } = newTest();
    server.signers.timestamp = [20, 20];
    server.publish({});
    expect(await client.fault()).toBe("format");
  });

  test("test_keytype_and_scheme[ed25519/ed25519]", async () => {
    const { server, client } = newTest();
    server.rotate({ root: role([1, 2, 3, 4], 3) }, [1, 2, 4]);
    expect(await refresh(client)).toBe(true);
    const signed = encodeRoot({ ...server.root, version: 3 });
    const signatures = [1, 2, 4].map((seed) => signatureOf(signed, signer(seed)));
    const wrong = { ...signatureOf(signed, signer(4)), signature: "b6".repeat(64) };
    server.files.set("root.json", encodeFile(signed, [...signatures.slice(0, 2), wrong]));
    expect(await client.fault()).toBe("signature");
    server.files.set("root.json", encodeFile(signed, signatures));
    expect(await refresh(client)).toBe(true);
  });

  test("test_invalid_sig_in_valid_metadata", async () => {
    const { server, client } = newTest();
    server.rotate({ timestamp: role([20, 21]) });
    const signed = encodeTimestamp({ ...server.timestamp, version: 3 });
    const [right, wrong] = [signatureOf(signed, signer(20)), signatureOf({}, signer(21))];
    server.files.set("timestamp.json", encodeFile(signed, [right, wrong]));
    expect(await refresh(client)).toBe(true);
    expect(client.trusted().timestamp).toBe(3);
  });
});

describe("test_quoting_issues", () => {
  test.each(["?", "#", "/delegatedrole", "../delegatedrole"])("test_unusual_role_name[%s]", async (name) => {
    const { server, client } = newTest();
    const [reference] = server.timestamp.manifests;
    if (reference === undefined) throw new Error("no manifest");
    server.publishTimestamp({ version: 3, manifests: [reference, { ...reference, channel: name }] });
    expect(await client.fault()).toBe("format");
    expect(client.requests).toEqual(["root.json", "timestamp.json"]);
  });
});

describe("test_rollback", () => {
  test("test_new_timestamp_version_rollback", async () => {
    const { server, client } = newTest();
    expect(await refresh(client)).toBe(true);
    server.publishTimestamp({ version: 1 });
    expect(await client.fault()).toBe("rollback");
    expect(client.trusted().timestamp).toBe(2);
    expect(client.requests.at(-1)).toBe("timestamp.json");
  });

  test("test_targets_rollback", async () => {
    const { server, client } = newTest();
    server.publish({});
    expect(await refresh(client)).toBe(true);
    server.publish({ number: 1 });
    expect(await client.fault()).toBe("rollback");
    expect(client.trusted()).toEqual({ root: 1, timestamp: 3, manifest: 2 });
    expect(client.requests.at(-1)).toBe("timestamp.json");
  });

  // Theirs refuses a snapshot that leaves a role out; ours goes on, and remembers what it has seen of it.
  test("test_targets_role_removal", async () => {
    const { server, client } = newTest();
    server.publish({ channel: "beta", number: 5 });
    expect(await refresh(client)).toBe(true);
    server.manifests.delete("beta");
    server.publish({});
    expect(await refresh(client)).toBe(true);
    server.publish({ channel: "beta", number: 4 });
    expect(await client.fault()).toBe("rollback");
  });

  test("test_targets_fast_forward_recovery", async () => {
    const { server, client } = newTest();
    server.publish({ number: 100 });
    expect(await refresh(client)).toBe(true);
    server.rotate({ release: role([11]) });
    server.signers.release = [11];
    server.publish({ number: 1 });
    expect(await refresh(client)).toBe(true);
    expect(client.trusted().manifest).toBe(1);
  });

  test("test_new_snapshot_fast_forward_recovery", async () => {
    const { server, client } = newTest();
    server.publish({ number: 100 });
    expect(await refresh(client)).toBe(true);
    server.rotate({ timestamp: role([21]) });
    server.signers.timestamp = [21];
    server.publish({ number: 1 });
    expect(await refresh(client)).toBe(true);
    expect(client.trusted().manifest).toBe(1);
  });

  test("test_new_timestamp_fast_forward_recovery", async () => {
    const { server, client } = newTest();
    server.publishTimestamp({ version: 100 });
    expect(await refresh(client)).toBe(true);
    server.rotate({ timestamp: role([21]) });
    server.signers.timestamp = [21];
    server.publishTimestamp({ version: 1 });
    expect(await refresh(client)).toBe(true);
    expect(client.trusted().timestamp).toBe(1);
  });
});

/** One root or one file of a role: its keys, threshold, who signs it, and whether the client takes it. */
type Step = readonly [
  keys: readonly number[],
  threshold: number,
  signers: readonly number[],
  accepted?: false,
];

// Seeds begin at 1.
const all = [1, 2, 3, 4, 5];
const one = [1, 2, 4, 5, 6];

describe("test_updater_key_rotations", () => {
  const rootRotations: Readonly<Record<string, readonly Step[]>> = {
    "1-of-1-key-rotation": [
      [[1], 1, [1]],
      [[2], 1, [2, 1]],
      [[2], 1, [2]],
    ],
    "1-of-1-key-rotation-unused-signatures": [
      [[1], 1, [3, 1, 4]],
      [[2], 1, [3, 2, 1, 4]],
      [[2], 1, [3, 2, 4]],
    ],
    "3-of-5-sign-with-different-keycombos": [
      [all, 3, [1, 3, 5]],
      [all, 3, [1, 5, 2]],
      [all, 3, [1, 2, 4]],
      [all, 3, [1, 2, 4]],
    ],
    "3-of-5-one-key-rotated": [
      [all, 3, [1, 3, 5]],
      [one, 3, [1, 5, 2]],
    ],
    "3-of-5-one-key-rotated-with-intermediate-step": [
      [all, 3, [1, 3, 5]],
      [one, 3, [1, 3, 5, 6]],
      [one, 3, [1, 5, 6]],
    ],
    "3-of-5-all-keys-rotated-with-intermediate-step": [
      [all, 3, [1, 3, 5]],
      [[6, 7, 8, 9, 10], 3, [1, 3, 5, 6, 7, 8]],
      [[6, 7, 8, 9, 10], 3, [6, 7, 8]],
    ],
    "1-of-3-threshold-increase-to-2-of-3": [
      [[1, 2, 3], 1, [1]],
      [[1, 2, 3], 2, [1, 2]],
    ],
    "2-of-3-threshold-decrease-to-1-of-3": [
      [[1, 2, 3], 2, [1, 2]],
      [[1, 2, 3], 1, [1, 2]],
      [[1, 2, 3], 1, [1]],
    ],
    "1-of-2-threshold-increase-to-2-of-2": [
      [[1], 1, [1]],
      [[1, 2], 2, [1, 2]],
    ],
    "1-of-1-key-rotation-fail-not-signed-with-old-key": [
      [[1], 1, [1]],
      [[2], 1, [2, 3, 4], false],
    ],
    "1-of-1-key-rotation-fail-not-signed-with-new-key": [
      [[1], 1, [1]],
      [[2], 1, [1, 3, 4], false],
    ],
    "3-of-5-one-key-rotate-fails-not-signed-with-3-new-keys": [
      [all, 3, [1, 3, 5]],
      [one, 3, [1, 3, 5], false],
    ],
    "3-of-5-one-key-rotate-fails-not-signed-with-3-old-keys": [
      [all, 3, [1, 3, 5]],
      [one, 3, [1, 5, 6], false],
    ],
    "1-of-3-threshold-bump-to-2-of-3-fails-new-threshold-not-reached": [
      [[1, 2, 3], 1, [1]],
      [[1, 2, 3], 2, [2], false],
    ],
    "2-of-3-threshold-decr-to-1-of-3-fails-old-threshold-not-eached": [
      [[1, 2, 3], 2, [1, 2]],
      [[1, 2, 3], 1, [1], false],
    ],
  };

  test.each(Object.entries(rootRotations))("test_root_rotation[%s]", async (_, steps) => {
    const server = new SimulatedRepository();
    for (const [index, [keys, threshold, signers]] of steps.entries()) {
      const roles = { ...server.root.roles, root: role(keys, threshold) };
      server.publishRoot({ version: index + 1, roles }, signers);
    }
    const client = new SimulatedClient(server);
    const accepted = steps.at(-1)?.[3] !== false;
    expect(await client.fault()).toBe(accepted ? "none" : "signature");
    expect(client.trusted().root).toBe(accepted ? steps.length : steps.length - 1);
  });

  const otherRotations: Readonly<Record<string, Step>> = {
    "1-of-1-key-rotation": [[2], 1, [2]],
    "1-of-1-key-rotation-unused-signatures": [[1], 1, [3, 1, 4]],
    "1-of-1-key-rotation-fail-not-signed-with-new-key": [[2], 1, [1, 3, 4], false],
    "3-of-5-one-key-signature-wrong-not-signed-with-3-expected-keys": [one, 3, [1, 3, 5], false],
    "2-of-5-one-key-signature-mising-threshold-not-reached": [one, 3, [1, 5], false],
    "3-of-5-sign-first-combo": [all, 3, [1, 3, 5]],
    "3-of-5-sign-second-combo": [all, 3, [1, 5, 2]],
    "3-of-5-sign-third-combo": [all, 3, [1, 2, 4]],
    "3-of-5-sign-fourth-combo": [all, 3, [2, 3, 4]],
    "3-of-5-sign-fifth-combo": [all, 3, [3, 4, 5]],
  };

  for (const name of ["timestamp", "release"] as const) {
    test.each(Object.entries(otherRotations))(`test_non_root_rotations[${name}: %s]`, async (_, step) => {
      const [keys, threshold, signers, accepted = true] = step;
      const { server, client } = newTest();
      const seeds = (list: readonly number[]) => list.map((seed) => seed + 30);
      server.rotate({ [name]: role(seeds(keys), threshold) });
      server.signers = { ...server.signers, [name]: seeds(signers) };
      server.publish({ updated_plugins: [artifact()] });
      expect(await client.fault()).toBe(accepted ? "none" : "signature");
    });
  }
});
