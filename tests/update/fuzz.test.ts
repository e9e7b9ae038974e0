// Row 16, hostile JSON: a great many manifests with something wrong, most of them only just. Whatever they are, the
// answer is a manifest that keeps every rule, or a typed error.
//
// A normal run tries 20,000. FUZZ_MANIFESTS=1000000 sets the number, FUZZ_SEED repeats a run.

import { expect, test } from "bun:test";
import { sha256 } from "../../src/trust/bytes.ts";
import { encodeCanonical, type JsonObject, type JsonValue } from "../../src/trust/canonical.ts";
import { lengths } from "../../src/trust/config.ts";
import { decide } from "../../src/trust/decision.ts";
import { nodeVerifier } from "../../src/trust/ed25519_node.ts";
import { requireSignatures } from "../../src/trust/envelope.ts";
import { UpdateError } from "../../src/trust/errors.ts";
import { artifactFilename, artifactUrl, patchFilename } from "../../src/trust/layout.ts";
import { type ManifestFile, readManifest } from "../../src/trust/manifest.ts";
import { readRoot } from "../../src/trust/root.ts";
import { encodeTrustState, readTrustState, type TrustState } from "../../src/trust/state.ts";
import { readTimestamp } from "../../src/trust/timestamp.ts";
import { isVersion } from "../../src/trust/versions.ts";
import { Random } from "./random.ts";
import {
  artifact,
  manifest,
  role,
  signedManifest,
  signedRoot,
  signedTimestamp,
  time,
} from "./simulated_publisher.ts";
import { SimulatedClient, SimulatedRepository } from "./simulated_repository.ts";

const count = Number(process.env.FUZZ_MANIFESTS ?? 20_000);
/** A million may take an hour on a busy machine, in milliseconds. */
const longest = 60 * 60 * 1000;
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 32));

test(
  `${count} manifests`,
  () => {
    console.log(`FUZZ_SEED=${seed}`);
    const random = new Random(seed);
    const outcomes = new Map<string, number>();
    for (let index = 0; index < count; index++) {
      const bytes = mutate(random, random.choose(originals));
      const outcome = examine(bytes);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    console.log(Object.fromEntries(outcomes));
    expect(Object.keys(Object.prototype)).toEqual([]);
    // The mutations reach every layer; a fuzzer that never got past the first would find nothing.
    for (const outcome of ["accepted", "format", "format of a field", "name"]) {
      expect([outcome, (outcomes.get(outcome) ?? 0) > count / 1000]).toEqual([outcome, true]);
    }
  },
  longest,
);

// The other files have fewer fields, and a client writes the last one itself.
test.each([
  ["roots", signedRoot(), (bytes: Uint8Array) => readRoot("root.json", bytes).roles.root.threshold > 0],
  [
    "timestamps",
    signedTimestamp(),
    (bytes: Uint8Array) => readTimestamp("timestamp.json", bytes).version > 0,
  ],
  [
    "records",
    encodeTrustState(busyState()),
    (bytes: Uint8Array) => readTrustState("state", bytes) !== undefined,
  ],
] as const)(
  `${Math.ceil(count / 10)} %s`,
  (_, original, read) => {
    console.log(`FUZZ_SEED=${seed}`);
    const random = new Random(seed);
    let accepted = 0;
    for (let index = 0; index < count / 10; index++) {
      const bytes = mutate(random, original);
      try {
        expect(read(bytes)).toBe(true);
        if (Buffer.compare(encodeCanonical(JSON.parse(new TextDecoder().decode(bytes))), bytes) !== 0) {
          throw failure("not in canonical form", bytes);
        }
        accepted++;
      } catch (error) {
        if (!(error instanceof UpdateError)) throw failure("not a typed error", bytes, error);
      }
    }
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(count / 20);
  },
  longest,
);

function busyState(): TrustState {
  const seen = { number: 7, sha256: sha256(signedRoot()) };
  const manifests = [{ channel: "stable", ...seen }];
  return { roots: [signedRoot(), signedRoot()], timestamp: seen, manifests, checkedAt: time };
}

const from = "a".repeat(64);
const patched = artifact();
const patchName = patchFilename(patched.filename, from, patched.checksum);
const patch = {
  from,
  filename: patchName,
  url: `v1.0.1/${patchName}`,
  size: 9,
  checksum: from,
  format: "zstd-dictionary",
};
const originals: readonly Uint8Array[] = [
  signedManifest(manifest({ updated_plugins: [], executables: [] })),
  signedManifest(manifest({ updated_plugins: [artifact({ patches: [patch] })], executables: [] })),
  signedManifest(
    manifest({ releases: [{ version: "1.0.0", size: 1, sha256: from }], notes: "Faster.\nSmaller." }),
  ),
];
const { machine } = new SimulatedClient(new SimulatedRepository());
const contents = new Set(originals.map((bytes) => contentOf(readManifest("manifest.json", bytes))));

/** @returns "accepted" or the fault of the error, with the faults of fields apart from those of the spelling */
function examine(bytes: Uint8Array): string {
  let found: ManifestFile;
  try {
    found = readManifest("manifest.json", bytes);
  } catch (error) {
    if (!(error instanceof UpdateError)) throw failure("not a typed error", bytes, error);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    if (/[\x00-\x1f\x7f-\x9f]/.test(error.message) || error.message.length > 500) {
      throw failure(`an unfit message: ${JSON.stringify(error.message)}`, bytes, error);
    }
    return error.fault === "format" && error.message.includes("signed.") ? "format of a field" : error.fault;
  }
  const broken = brokenRule(found, bytes);
  if (broken !== undefined) throw failure(broken, bytes);
  return "accepted";
}

/** What an accepted manifest must not be. */
function brokenRule(found: ManifestFile, bytes: Uint8Array): string | undefined {
  const canonical = encodeCanonical(JSON.parse(new TextDecoder().decode(bytes)));
  if (Buffer.compare(canonical, bytes) !== 0) return "not in canonical form";
  for (const item of [...found.updated_plugins, ...found.executables]) {
    const filename = artifactFilename(item.name, item.platform);
    const folder = /^v([^/]*)\//.exec(item.url)?.[1] ?? "";
    if (item.filename !== filename || filename.length > lengths.filename) return "a wrong file name";
    if (!isVersion(folder) || item.url !== artifactUrl(folder, filename, item.compression))
      return "a wrong address";
    if (!Number.isSafeInteger(item.size) || item.size < 1) return "a wrong size";
    if (item.patches.some(({ url }) => !/^v[0-9A-Za-z.-]+\/[A-Za-z0-9._-]+$/.test(url)))
      return "a wrong patch";
  }
  if (!contents.has(contentOf(found)) && isSigned(found)) return "signed, though nobody signed it";
  try {
    decide(found, machine, { channel: found.channel });
  } catch (error) {
    if (!(error instanceof UpdateError)) return `no decision: ${error}`;
  }
  return undefined;
}

function contentOf({ envelope }: ManifestFile): string {
  return new TextDecoder().decode(encodeCanonical(envelope.signed));
}

function isSigned({ envelope }: ManifestFile): boolean {
  try {
    requireSignatures(envelope, role([10]), "release", nodeVerifier);
    return true;
  } catch (error) {
    if (error instanceof UpdateError) return false;
    throw error;
  }
}

function failure(what: string, bytes: Uint8Array, cause?: unknown): Error {
  return new Error(`${what}; seed ${seed}; base64: ${Buffer.from(bytes).toString("base64")}`, { cause });
}

/** Changes a manifest in one to three places, as bytes, as text, or as a value. */
function mutate(random: Random, original: Uint8Array): Uint8Array {
  let bytes = original;
  for (let round = random.below(3); round >= 0; round--) {
    const kind = random.below(4);
    if (kind === 0) bytes = mutateBytes(random, bytes);
    else if (kind === 1) bytes = mutateText(random, bytes);
    else bytes = mutateValue(random, bytes);
  }
  return bytes;
}

function mutateBytes(random: Random, bytes: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + random.below(random.choose([2, 8, 200])));
  const [head, middle, tail] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  switch (random.below(5)) {
    case 0:
      return Buffer.concat([head, tail]);
    case 1:
      return Buffer.concat([head, middle, middle, tail]);
    case 2:
      return head;
    case 3:
      return Buffer.concat([head, Uint8Array.from(middle, () => random.below(256)), tail]);
    default:
      return Buffer.concat([head, Uint8Array.from(middle, (byte) => byte ^ (1 << random.below(8))), tail]);
  }
}

/** Whole lines and single tokens, so that the result is still JSON more often than not. */
function mutateText(random: Random, bytes: Uint8Array): Uint8Array {
  const lines = new TextDecoder().decode(bytes).split("\n");
  const at = random.below(lines.length);
  const line = lines[at] ?? "";
  const tokens = [
    '"__proto__": 1,',
    "[",
    "{",
    "}",
    ",",
    "1e999",
    "-0",
    "\\u0000",
    '"\\ud800"',
    "// x",
    "\t",
    "\r",
    "NaN",
  ];
  switch (random.below(5)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(random.below(lines.length), 0, line);
      break;
    case 2:
      lines[at] = line.replace(/\d+/, () =>
        random.choose(["1e2", "01", "-0", "1.0", "9007199254740993", "0.1"]),
      );
      break;
    case 3:
      lines[at] = line.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
      break;
    default:
      lines.splice(at, 0, random.choose(tokens));
  }
  return new TextEncoder().encode(lines.join("\n"));
}

/** One place of the value; the result is in canonical form where it has one, so that the rules behind it are reached. */
function mutateValue(random: Random, bytes: Uint8Array): Uint8Array {
  let value: JsonValue;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return bytes;
  }
  const changed = mutateNode(random, value, 0);
  try {
    if (random.below(8) > 0) return encodeCanonical(changed);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return new TextEncoder().encode(JSON.stringify(changed, undefined, random.below(3)));
}

function mutateNode(random: Random, node: JsonValue, depth: number): JsonValue {
  // Deeper places are most of them, so the way down is more likely than the end.
  const isLeaf = node === null || typeof node !== "object";
  if (isLeaf || random.below(6) === 0)
    return random.below(3) === 0 ? neighbour(random, node) : hostile(random);
  if (Array.isArray(node)) return mutateArray(random, node, depth);
  const entries = Object.entries(node as JsonObject);
  const at = random.below(entries.length + 1);
  const entry = entries[at];
  const change = random.below(10);
  if (entry === undefined) entries.push([random.choose(keys), hostile(random)]);
  else if (change === 0) entries.splice(at, 1);
  else if (change === 1) entry[0] = random.choose(keys);
  else entry[1] = mutateNode(random, entry[1], depth + 1);
  return Object.fromEntries(entries);
}

function mutateArray(random: Random, items: readonly JsonValue[], depth: number): JsonValue {
  const at = random.below(items.length + 1);
  const item = items[at];
  if (item === undefined) return [...items, hostile(random)];
  switch (random.below(6)) {
    case 0:
      return items.toSpliced(at, 1);
    case 1:
      return [...items, item];
    case 2:
      return Array.from({ length: random.choose([20, 300]) }, () => item);
    default:
      return items.with(at, mutateNode(random, item, depth + 1));
  }
}

const keys = [
  "__proto__",
  "constructor",
  "toString",
  "signed",
  "type",
  "name",
  "url",
  "size",
  "x",
  "X",
  "é",
  "",
  "later",
];
const texts = [
  ...[
    "",
    "x",
    "../x",
    "/x",
    "CON",
    "\0",
    "\u001b[2J",
    "\u202e",
    "é",
    "💥",
    "\ud800",
    "1",
    "null",
    "stable",
    "manifest",
  ],
  ...["v1.0.1/x", "http://x/", "1.0.0", "1.0.0-rc.1", "1.0", "linux-x64", "linux-arm64-musl", "0".repeat(64)],
  ...[
    "0".repeat(128),
    "2027-01-01T00:00:00Z",
    "x".repeat(300),
    "parser",
    "fastforth",
    "none",
    "zstd",
    "beta",
  ],
];
const numbers = [
  0,
  1,
  2,
  -1,
  0.5,
  1e21,
  1e300,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  5e-324,
  1.0000000000000002,
];

function hostile(random: Random): JsonValue {
  switch (random.below(6)) {
    case 0:
      return random.choose(numbers);
    case 1:
      return random.choose([null, true, false]);
    case 2:
      return random.choose([[], {}, [[]], [null], { x: {} }]);
    case 3:
      return nested(random.below(20));
    default:
      return random.choose(texts);
  }
}

/** Something that differs a little, of the same type. */
function neighbour(random: Random, node: JsonValue): JsonValue {
  if (typeof node === "number") return random.choose([node + 1, node - 1, -node, node / 2, node * 1000]);
  if (typeof node !== "string") return node;
  const at = random.below(node.length + 1);
  const unit = random.choose(["0", "a", "A", ".", "/", "-", " ", "\n", "\\", '"', "é"]);
  return node.slice(0, at) + unit + node.slice(at + random.below(2));
}

function nested(depth: number): JsonValue {
  let value: JsonValue = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { x: value };
  return value;
}
