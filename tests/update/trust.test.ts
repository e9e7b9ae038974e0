// The rows of the threat table that are about metadata, each under its number and name. Server and client are in memory.

import { describe, expect, test } from "bun:test";
import { type Artifact, requireArtifactSignature } from "../../src/trust/artifact.ts";
import type { JsonObject } from "../../src/trust/canonical.ts";
import { time as limits, rootWalk } from "../../src/trust/config.ts";
import { nobleVerifier } from "../../src/trust/ed25519_noble.ts";
import { nodeVerifier } from "../../src/trust/ed25519_node.ts";
import { encodeFile, requireSignatures, signatureOf } from "../../src/trust/envelope.ts";
import { UpdateError, type UpdateFault } from "../../src/trust/errors.ts";
import { keyIdOf } from "../../src/trust/keys.ts";
import { readManifest } from "../../src/trust/manifest.ts";
import { releaseKeys } from "../../src/trust/release_keys.ts";
import { encodeRoot, readRoot } from "../../src/trust/root.ts";
import { trustedRoot } from "../../src/trust/root_chain.ts";
import { emptyTrustState, encodeTrustState, readTrustState } from "../../src/trust/state.ts";
import { readTimestamp } from "../../src/trust/timestamp.ts";
import { staleness } from "../../src/trust/trust.ts";
import {
  artifact,
  day,
  manifest,
  role,
  root,
  signedManifest,
  signedRoot,
  signedTimestamp,
  signer,
  time,
} from "./simulated_publisher.ts";
import { SimulatedClient, SimulatedRepository } from "./simulated_repository.ts";

function setUp(): { server: SimulatedRepository; client: SimulatedClient } {
  const server = new SimulatedRepository();
  return { server, client: new SimulatedClient(server) };
}

/** The fault of what is done; "none" when there is none. */
function faultOf(action: () => unknown): UpdateFault | "none" {
  try {
    action();
    return "none";
  } catch (error) {
    if (error instanceof UpdateError) return error.fault;
    throw error;
  }
}

describe("the everyday case", () => {
  test("new plugins, then nothing new", async () => {
    const { client } = setUp();
    const decision = await client.check();
    if (decision.kind !== "plugins") throw new Error(decision.kind);
    expect(decision.plugins.map(({ name }) => name)).toEqual(["parser", "optimizer"]);
    expect(decision.changed).toEqual(decision.plugins);
    expect(client.requests).toEqual(["root.json", "timestamp.json", "manifest.json"]);
    const source = { channel: "stable", number: 1 };
    const installed = { version: "1.0.1", source, plugins: decision.plugins };
    client.machine = { ...client.machine, installed };
    expect((await client.check()).kind).toBe("current");
  });

  test("@noble/ed25519 decides the same", async () => {
    const { client } = setUp();
    client.verifier = nobleVerifier;
    expect((await client.check()).kind).toBe("plugins");
  });

  test("what a client remembers is written and read back", async () => {
    const { server, client } = setUp();
    server.rotate({ release: role([10, 11]) });
    await client.check();
    expect(readTrustState("state", encodeTrustState(client.state))).toEqual(client.state);
    expect(readTrustState("state", encodeTrustState(emptyTrustState))).toEqual(emptyTrustState);
    const bytes = encodeTrustState(client.state);
    expect(faultOf(() => readTrustState("state", bytes.subarray(1)))).toBe("state");
  });

  test("a kept root that does not follow from the executable's widens no trust", async () => {
    const { server, client } = setUp();
    const foreign = signedRoot(root({ version: 2, roles: { root: role([90]), release: role([90]) } }), [90]);
    const kept = trustedRoot(server.embeddedRoot, [foreign], nodeVerifier);
    expect([kept.version, kept.roles.release.keys]).toEqual([1, role([10]).keys]);
    client.state = { ...emptyTrustState, roots: [foreign] };
    server.publishManifest({});
    server.signers.release = [90];
    server.publish({});
    expect(await client.fault()).toBe("signature");
  });
});

describe("the release keys at a start", () => {
  const keysAfter = (client: SimulatedClient, state: Uint8Array | undefined) =>
    releaseKeys(new TextDecoder().decode(client.embeddedRoot), state, nodeVerifier);

  test("are the executable's own until a root has followed", async () => {
    const { client } = setUp();
    expect(keysAfter(client, undefined).keys).toMatchObject(role([10]).keys);
    await client.check();
    expect(keysAfter(client, encodeTrustState(client.state)).keys).toMatchObject(role([10]).keys);
  });

  test("are those of the newest kept root", async () => {
    const { server, client } = setUp();
    server.rotate({ release: role([11]) });
    server.rotate({ release: role([12]) });
    expect(await client.fault()).toBe("signature");
    const kept = encodeTrustState(client.state);
    expect(keysAfter(client, kept)).toEqual(role([12]));
    expect(keysAfter(client, kept.with(0, 0x20)).keys).toMatchObject(role([10]).keys);
  });

  test("are never those of a kept root that does not follow", async () => {
    const { client } = setUp();
    const foreign = signedRoot(root({ version: 2, roles: { root: role([90]), release: role([90]) } }), [90]);
    const kept = encodeTrustState({ ...emptyTrustState, roots: [foreign] });
    expect(keysAfter(client, kept)).toEqual(role([10]));
  });
});

describe("row 1: unsigned or flipped byte", () => {
  const files = {
    root: () => signedRoot(),
    timestamp: () => signedTimestamp(),
    manifest: () => signedManifest(),
  };
  const readers = {
    root: (bytes: Uint8Array) => readRoot("root.json", bytes).envelope,
    timestamp: (bytes: Uint8Array) => readTimestamp("timestamp.json", bytes).envelope,
    manifest: (bytes: Uint8Array) => readManifest("manifest.json", bytes).envelope,
  };
  const roles = {
    root: root().roles.root,
    timestamp: root().roles.timestamp,
    manifest: root().roles.release,
  };

  test.each(["root", "timestamp", "manifest"] as const)("each byte of a %s", (type) => {
    const verify = (bytes: Uint8Array) =>
      faultOf(() => requireSignatures(readers[type](bytes), roles[type], type, nodeVerifier));
    const bytes = files[type]();
    expect(verify(bytes)).toBe("none");
    for (let index = 0; index < bytes.length; index++) {
      // The second flip turns letters into those of the other case, and digits into what is no digit.
      for (const flip of [0x01, 0x20]) {
        const changed = bytes.slice();
        changed[index] = (changed[index] ?? 0) ^ flip;
        expect([index, flip, verify(changed)]).not.toEqual([index, flip, "none"]);
      }
    }
  });

  test("the client's state stays as it was", async () => {
    const { server, client } = setUp();
    for (const name of ["root.json", "timestamp.json"]) {
      const bytes = server.files.get(name) ?? new Uint8Array();
      for (let index = 0; index < bytes.length; index += 37) {
        const changed = bytes.slice();
        changed[index] = (changed[index] ?? 0) ^ 1;
        server.files.set(name, changed);
        expect(await client.fault()).not.toBe("none");
        expect(client.state).toBe(emptyTrustState);
      }
      server.files.set(name, bytes);
    }
    expect(await client.fault()).toBe("none");
  });

  test("a file without signatures", async () => {
    const { server, client } = setUp();
    server.signers.timestamp = [];
    server.publish({});
    expect(await client.fault()).toBe("signature");
    server.signers = { ...server.signers, timestamp: [20], release: [] };
    server.publish({});
    expect(await client.fault()).toBe("signature");
  });

  test("a signature is for one type of file, and not for artifacts", () => {
    const identity = {
      name: "parser",
      version: "1.0.0",
      platform: "linux-x64",
      abi: 1,
      size: 1,
      checksum: "00",
    };
    const signature = signatureOf(identity, signer(10)).signature;
    const verify = () => requireArtifactSignature({ ...identity, signature }, role([10]), nodeVerifier);
    expect(faultOf(verify)).toBe("binding");
    const asTimestamp = () => readTimestamp("timestamp.json", signedManifest());
    expect(faultOf(asTimestamp)).toBe("format");
  });
});

describe("row 3: threshold abuse", () => {
  const content = encodeRoot(root());
  const roleFields = { keyids: role([1, 2]).keys.map(({ keyid }) => keyid), threshold: 1 };
  const withRole = (changes: object) =>
    signedRoot({
      ...content,
      roles: { ...(content.roles as object), release: { ...roleFields, ...changes } },
    });
  const read = (bytes: Uint8Array) => faultOf(() => readRoot("root.json", bytes));

  test("threshold 0, negative, above the number of keys, no number", () => {
    expect(read(withRole({}))).toBe("none");
    for (const threshold of [0, -1, 3, 1.5, "1", null]) {
      expect([threshold, read(withRole({ threshold }))]).toEqual([threshold, "format"]);
    }
  });

  test("a key named twice in a role; a role without keys; a key that the root does not hold", () => {
    const [first, second] = roleFields.keyids;
    if (first === undefined || second === undefined) throw new Error("no keys");
    expect(read(withRole({ keyids: [first, first], threshold: 2 }))).toBe("format");
    expect(read(withRole({ keyids: [] }))).toBe("format");
    expect(read(withRole({ keyids: [first, "0".repeat(64)] }))).toBe("format");
  });

  test("another algorithm, and a key that no verifier accepts", () => {
    const keys = content.keys as readonly JsonObject[];
    const withKey = (key: JsonObject) => read(signedRoot({ ...content, keys: [...keys, key] }));
    const extra = { algorithm: "ed25519", ...signer(50).publicKey };
    expect(withKey(extra)).toBe("none");
    expect(withKey({ ...extra, algorithm: "rsa" })).toBe("format");
    for (const weak of ["00".repeat(32), `01${"00".repeat(31)}`, "ff".repeat(32)]) {
      expect(withKey({ ...extra, public: weak, keyid: keyIdOf({ public: weak }) })).toBe("format");
    }
  });

  test("one key under two ids, and a key that is listed twice", () => {
    const keys = content.keys as readonly { keyid: string }[];
    const alias = { ...keys[0], keyid: "f".repeat(64) };
    expect(read(signedRoot({ ...content, keys: [...keys, alias] }))).toBe("format");
    expect(read(signedRoot({ ...content, keys: [...keys, keys[0] as object] as never }))).toBe("format");
  });

  test("one signature twice does not make two", async () => {
    const signed = encodeRoot(root({ version: 2 }));
    const one = signatureOf(signed, signer(1));
    const twice = encodeFile(signed, [one, one]);
    expect(read(twice)).toBe("format");
    const { server, client } = setUp();
    server.publishRoot({ version: 2 }, [1]);
    expect(await client.fault()).toBe("signature");
    server.publishRoot({ version: 2 }, [1, 1]);
    expect(await client.fault()).toBe("format");
  });

  test("keys of other roles do not count", async () => {
    const { server, client } = setUp();
    server.publishRoot({ version: 2 }, [1, 10, 20]);
    expect(await client.fault()).toBe("signature");
    server.publishRoot({ version: 2 }, [1, 3]);
    expect(await client.fault()).toBe("none");
    server.signers.release = [20];
    server.publish({});
    expect(await client.fault()).toBe("signature");
  });
});

describe("row 4: root rotation", () => {
  test("rotates step by step, with the keys before and after", async () => {
    const { server, client } = setUp();
    server.rotate({ root: role([4, 5, 6], 2) }, [1, 2, 4, 5]);
    server.rotate({ release: role([11]) }, [5, 6]);
    server.signers.release = [11];
    server.publish({});
    expect(await client.fault()).toBe("none");
    expect(client.requests.slice(0, 2)).toEqual(["root.json", "2.root.json"]);
    expect(client.trusted().root).toBe(3);
  });

  test("skips no version", async () => {
    const { server, client } = setUp();
    server.publishRoot({ version: 3 });
    server.files.set("2.root.json", server.files.get("3.root.json") ?? new Uint8Array());
    expect(await client.fault()).toBe("root-version");
    server.files.delete("2.root.json");
    expect(await client.fault()).toBe("missing");
    expect(client.state).toBe(emptyTrustState);
  });

  test("an older root, and another one under the same number", async () => {
    const { server, client } = setUp();
    const first = server.embeddedRoot;
    server.rotate({ release: role([11]) });
    server.signers.release = [11];
    server.publish({});
    expect(await client.fault()).toBe("none");
    server.files.set("root.json", first);
    expect(await client.fault()).toBe("rollback");
    server.publishRoot({ expires: time + 400 * day });
    expect(await client.fault()).toBe("rollback");
    expect(client.trusted().root).toBe(2);
  });

  test("257 roots: 256 in one check, and the next goes on", async () => {
    const { server, client } = setUp();
    for (let version = 2; version <= 258; version++) server.publishRoot({ version });
    expect(rootWalk.rootsPerRun).toBe(256);
    expect(await client.fault()).toBe("root-count");
    expect(client.trusted()).toMatchObject({ root: 257, timestamp: undefined });
    expect(await client.fault()).toBe("none");
    expect(client.trusted().root).toBe(258);
  });

  test("roots are kept although what follows fails, and serve without the server", async () => {
    const { server, client } = setUp();
    server.rotate({ timestamp: role([21]) });
    expect(await client.fault()).toBe("signature");
    expect(client.trusted().root).toBe(2);
    const kept = trustedRoot(server.embeddedRoot, client.state.roots, nodeVerifier);
    expect(kept.roles.timestamp).toEqual(role([21]));
  });

  test("an executable with a newer root takes up the walk from its own", async () => {
    const { server, client } = setUp();
    server.rotate({ release: role([11]) });
    server.rotate({ release: role([12]) });
    server.signers.release = [12];
    server.publish({});
    const newer = new SimulatedClient(server);
    Object.assign(newer, { embeddedRoot: server.files.get("2.root.json") });
    expect(await client.fault()).toBe("none");
    newer.state = client.state;
    expect(await newer.fault()).toBe("none");
    expect(newer.requests).not.toContain("3.root.json");
  });
});

describe("row 5: rollback", () => {
  test("5, then 4, then an altered 5", async () => {
    const { server, client } = setUp();
    server.publish({ number: 5 });
    expect(await client.fault()).toBe("none");
    server.publish({ number: 4 });
    expect(await client.fault()).toBe("rollback");
    server.publish({ number: 5, notes: "altered" });
    expect(await client.fault()).toBe("rollback");
    server.publish({ number: 6 });
    expect(await client.fault()).toBe("none");
    expect(client.trusted().manifest).toBe(6);
  });

  test("a timestamp from before, and another one under the same number", async () => {
    const { server, client } = setUp();
    const old = server.files.get("timestamp.json") ?? new Uint8Array();
    server.publish({});
    expect(await client.fault()).toBe("none");
    server.files.set("timestamp.json", old);
    expect(await client.fault()).toBe("rollback");
    server.publishTimestamp({ expires: time + 8 * day });
    expect(await client.fault()).toBe("rollback");
    server.publishTimestamp({ version: server.timestamp.version + 1 });
    expect(await client.fault()).toBe("none");
  });

  test("a channel that goes away and comes back with lower numbers", async () => {
    const { server, client } = setUp();
    server.publish({ channel: "beta", number: 9 });
    expect(await client.fault()).toBe("none");
    const beta = server.manifests.get("beta");
    server.manifests.delete("beta");
    server.publish({});
    expect(await client.fault()).toBe("none");
    server.publish({ ...beta, channel: "beta", number: 8 });
    expect(await client.fault()).toBe("rollback");
  });

  test("the publisher's rollback: a higher number that names the older release", async () => {
    const { server, client } = setUp();
    server.publish({ version: "1.0.2", updated_plugins: [artifact({ version: "1.0.2" })] });
    const broken = await client.check();
    if (broken.kind !== "plugins") throw new Error(broken.kind);
    const source = { channel: "stable", number: broken.manifest.number };
    const installed = { version: "1.0.2", source, plugins: broken.plugins };
    client.machine = { ...client.machine, installed };
    server.publish({ version: "1.0.1", updated_plugins: [artifact()] });
    expect(await client.check()).toMatchObject({ kind: "plugins", back: true, plugins: [artifact()] });
  });
});

describe("row 6: freeze", () => {
  test("every role expires", async () => {
    const { server, client } = setUp();
    client.now = time + 8 * day;
    expect(await client.fault()).toBe("expired");
    server.publish({}, { expires: time + 100 * day });
    expect(await client.fault()).toBe("none");
    client.now = time + 91 * day;
    expect(await client.fault()).toBe("expired");
    server.publish({ expires: time + 1000 * day }, { expires: time + 1000 * day });
    expect(await client.fault()).toBe("none");
    client.now = time + 366 * day;
    expect(await client.fault()).toBe("expired");
    server.publishRoot({ version: 2, expires: time + 1000 * day });
    expect(await client.fault()).toBe("none");
  });

  test("the message says since when, and what to do", async () => {
    const { client } = setUp();
    client.now = time + 8 * day;
    const error = await client.check().catch((caught) => caught);
    expect(error).toBeInstanceOf(UpdateError);
    expect(error.message).toBe(
      "timestamp.json is not accepted: it expired at 2026-06-08T00:00:00Z, and it is 2026-06-09T00:00:00Z.",
    );
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ fault: "expired", clause: "TUF 5.4.4" });
  });

  test("a clock may be wrong by a few minutes, not more", async () => {
    const { client } = setUp();
    client.now = time + 7 * day + limits.clockSkew - 1;
    expect(await client.fault()).toBe("none");
    client.now = time + 7 * day + limits.clockSkew;
    expect(await client.fault()).toBe("expired");
  });

  test("a clock that was set back brings nothing back to life", async () => {
    const { client } = setUp();
    expect(await client.fault()).toBe("none");
    client.now = time - limits.clockSkew - 1;
    expect(await client.fault()).toBe("clock");
    client.now = time - limits.clockSkew;
    expect(await client.fault()).toBe("none");
  });

  test("staleness is told", async () => {
    const { client } = setUp();
    expect(staleness(client.state, time)).toBeUndefined();
    await client.check();
    expect(staleness(client.state, time + 3 * day)).toEqual({ days: 3, stale: false });
    client.now = time + 40 * day;
    const { message } = await client.check().catch((error) => error);
    expect(message).toEndWith("The last check that succeeded was 40 days ago.");
    expect(staleness(client.state, client.now)).toEqual({ days: 40, stale: true });
  });
});

describe("row 7: fast-forward", () => {
  const last = Number.MAX_SAFE_INTEGER;

  test("a manifest of number 2^53-1: rotate, and 6 is accepted", async () => {
    const { server, client } = setUp();
    server.publish({ number: last });
    expect(await client.fault()).toBe("none");
    server.publish({ number: 6 });
    expect(await client.fault()).toBe("rollback");
    server.rotate({ release: role([11]) });
    server.signers.release = [11];
    server.publish({ number: 6 });
    expect(await client.fault()).toBe("none");
    expect(client.trusted().manifest).toBe(6);
  });

  test("a timestamp of version 2^53-1: rotate, and 6 is accepted", async () => {
    const { server, client } = setUp();
    server.publish({}, { version: last });
    expect(await client.fault()).toBe("none");
    server.rotate({ timestamp: role([21]) });
    server.signers.timestamp = [21];
    server.publish({}, { version: 6 });
    expect(await client.fault()).toBe("none");
    expect(client.trusted().timestamp).toBe(6);
  });

  test("a key that is only added forgets nothing", async () => {
    const { server, client } = setUp();
    server.publish({ number: 7 });
    expect(await client.fault()).toBe("none");
    server.rotate({ release: role([10, 11]), timestamp: role([20, 21]) });
    server.publish({ number: 6 });
    expect(await client.fault()).toBe("rollback");
  });

  test("a number above 2^53-1 is refused", () => {
    const text = new TextDecoder().decode(signedManifest(manifest({ number: last })));
    const bytes = new TextEncoder().encode(text.replace(String(last), "9007199254740992"));
    expect(faultOf(() => readManifest("manifest.json", bytes))).toBe("format");
  });
});

describe("row 8: wrong software", () => {
  const parser = artifact({ version: "1.0.1" });
  const verify = (changes: Partial<Artifact>) =>
    faultOf(() => requireArtifactSignature({ ...parser, ...changes }, role([10]), nodeVerifier));

  test("a signature binds everything that an artifact is", () => {
    expect(verify({})).toBe("none");
    const lies: Partial<Artifact>[] = [
      { name: "optimizer" },
      { version: "1.0.2" },
      { abi: 2 },
      { platform: "linux-arm64" },
      { size: parser.size + 1 },
      { checksum: "0".repeat(64) },
    ];
    for (const lie of lies) expect([lie, verify(lie)]).toEqual([lie, "binding"]);
  });

  test("parser bytes as optimizer, and an old signed plugin as a new one", () => {
    const old = artifact({ version: "1.0.0" });
    expect(verify({ name: "optimizer" })).toBe("binding");
    expect(verify({ checksum: old.checksum, size: old.size, signature: old.signature })).toBe("binding");
  });

  test("a key that is no release key, or is none any more", () => {
    const foreign = artifact({}, new Uint8Array(3), 20);
    for (const verifier of [nodeVerifier, nobleVerifier]) {
      const check = () => requireArtifactSignature(foreign, role([10, 11]), verifier);
      expect(faultOf(check)).toBe("binding");
    }
    expect(faultOf(() => requireArtifactSignature(parser, role([11]), nodeVerifier))).toBe("binding");
    expect(faultOf(() => requireArtifactSignature(parser, role([11, 10]), nodeVerifier))).toBe("none");
  });

  test("a manifest of another channel, or of another release", async () => {
    const { server, client } = setUp();
    server.publish({ channel: "beta", version: "1.1.0-beta.1" });
    const beta = server.timestamp.manifests.find(({ channel }) => channel === "beta");
    const stable = server.timestamp.manifests.find(({ channel }) => channel === "stable");
    if (beta === undefined || stable === undefined) throw new Error("no manifests");
    server.publishTimestamp({ version: 9, manifests: [{ ...stable, version: "1.0.9" }] });
    expect(await client.fault()).toBe("binding");
    client.state = emptyTrustState;
    server.files.set("manifest.json", server.files.get("manifest-beta.json") ?? new Uint8Array());
    const next = server.timestamp.version + 1;
    server.publishTimestamp({ version: next, manifests: [{ ...beta, channel: "stable" }] });
    expect(await client.fault()).toBe("binding");
  });
});

describe("row 9: mix and match", () => {
  test("a release that comes out during the check: the older one as a whole, then the newer", async () => {
    const { server, client } = setUp();
    server.publish({ version: "1.0.2" });
    const timestamp = server.files.get("timestamp.json") ?? new Uint8Array();
    server.publish({ version: "1.0.3" });
    const newer = server.files.get("timestamp.json") ?? new Uint8Array();
    server.files.set("timestamp.json", timestamp);
    const decision = await client.check();
    expect(decision.manifest.version).toBe("1.0.2");
    expect(client.requests.slice(-2)).toEqual(["manifest.json", "2.manifest.json"]);
    server.files.set("timestamp.json", newer);
    expect((await client.check()).manifest.version).toBe("1.0.3");
  });

  test("a signed manifest that the timestamp does not name", async () => {
    const { server, client } = setUp();
    server.publish({ version: "1.0.2" });
    const old = server.files.get("2.manifest.json") ?? new Uint8Array();
    server.publish({ version: "1.0.3" });
    server.files.set("manifest.json", old);
    server.files.set("3.manifest.json", old);
    expect(await client.fault()).toBe("mismatch");
    server.files.delete("3.manifest.json");
    expect(await client.fault()).toBe("missing");
    expect(client.state.checkedAt).toBeUndefined();
  });

  test("the manifest pins every byte of every artifact, as sent and as installed", () => {
    const bytes = signedManifest();
    const { envelope: _, ...content } = readManifest("manifest.json", bytes);
    for (const { checksum, download_checksum, size, download_size } of content.updated_plugins) {
      expect([checksum.length, download_checksum.length]).toEqual([64, 64]);
      expect(Math.min(size, download_size)).toBeGreaterThan(0);
    }
  });
});
