// Row 2, weak or malleable signatures: every verifier gives the same verdict on every vector, and the strict one.

import { describe, expect, test } from "bun:test";
import { createPublicKey, verify as verifyAsNodeDoes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Point, verify as verifyAsNobleDoes } from "@noble/ed25519";
import { projectRoot } from "../../release/steps.ts";
import { loadVerifier } from "../../src/plugins/signature.ts";
import { strictVerifier, type Verifier } from "../../src/trust/ed25519.ts";
import { nobleVerifier, publicKeyOf, signEd25519 } from "../../src/trust/ed25519_noble.ts";
import { nodeVerifier } from "../../src/trust/ed25519_node.ts";

const libraryVerifier = loadVerifier();
if (libraryVerifier === nodeVerifier) throw new Error("dist/plugins holds no signature library");

const verifiers: readonly (readonly [string, Verifier])[] = [
  ["@noble/ed25519", nobleVerifier],
  ["node:crypto", nodeVerifier],
  ["the signature library", libraryVerifier],
];

const hex = (text: string) => Uint8Array.fromHex(text);

/** RFC 8032, section 7.1: secret key, public key, message, signature. */
const rfc8032 = {
  "TEST 1": [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  "TEST 2": [
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  "TEST 3": [
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
  "TEST SHA(abc)": [
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" +
      "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589" +
      "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
  ],
} as const;

describe("RFC 8032", () => {
  test.each(Object.entries(rfc8032))("%s", (_, [secretKey, publicKey, message, signature]) => {
    expect(publicKeyOf(hex(secretKey)).toHex()).toBe(publicKey);
    expect(signEd25519(hex(secretKey), hex(message)).toHex()).toBe(signature);
    for (const [name, verifier] of verifiers) {
      const verdict = verifier.verify(hex(publicKey), hex(message), hex(signature));
      expect([name, verdict]).toEqual([name, true]);
    }
  });
});

test("a changed bit, wherever it is, is noticed by every verifier", () => {
  const secretKey = new Uint8Array(32).fill(7);
  const publicKey = publicKeyOf(secretKey);
  const message = new TextEncoder().encode("x".repeat(200)); // More than one block of SHA-512.
  const signature = signEd25519(secretKey, message);
  const whole = new Uint8Array([...publicKey, ...message, ...signature]);
  for (const [name, { verify }] of verifiers) {
    const verdict = (bytes: Uint8Array) => verify(bytes.slice(0, 32), bytes.slice(32, 232), bytes.slice(232));
    expect([name, verdict(whole)]).toEqual([name, true]);
    for (let bit = 0; bit < whole.length * 8; bit += 53) {
      const changed = whole.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect([name, bit, verdict(changed)]).toEqual([name, bit, false]);
    }
  }
});

test("keys and signatures of the wrong length are refused, not thrown", () => {
  for (const [name, verifier] of verifiers) {
    for (const [key, signature] of [
      [0, 64],
      [31, 64],
      [33, 64],
      [32, 0],
      [32, 63],
      [32, 65],
    ] as const) {
      const verdict = verifier.verify(new Uint8Array(key).fill(9), hex("00"), new Uint8Array(signature));
      expect([name, key, signature, verdict]).toEqual([name, key, signature, false]);
    }
  }
});

test("encodings are refused before a library is asked", () => {
  const asked: string[] = [];
  const { verify } = strictVerifier((publicKey) => asked.push(publicKey.toHex()) > 0);
  const key = publicKeyOf(new Uint8Array(32).fill(7));
  const signature = signEd25519(new Uint8Array(32).fill(7), key);
  expect(verify(key, key, signature)).toBe(true);
  // L itself, the smallest S that is not reduced (RFC 8032, 5.1.7).
  const order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  expect(verify(key, key, new Uint8Array([...signature.subarray(0, 32), ...order]))).toBe(false);
  const prime = hex(`ed${"ff".repeat(30)}7f`);
  for (const sign of [0, 0x80]) {
    for (const y of [...smallOrder().map(hex), prime.slice(), prime.with(0, 0xff)]) {
      y[31] = (y[31] ?? 0) | sign;
      expect(verify(y, key, signature)).toBe(false);
      expect(verify(key, key, new Uint8Array([...y, ...signature.subarray(32)]))).toBe(false);
    }
  }
  expect(asked.length).toBe(1);
});

/** The y of the points whose order divides 8, found by multiplying points by the order of the large subgroup. */
function smallOrder(): string[] {
  const order = Point.CURVE().n;
  const found = new Set<string>();
  for (let y = 2; y < 50; y++) {
    let point: Point;
    try {
      point = Point.fromBytes(new Uint8Array(32).with(0, y));
    } catch {
      continue; // Not on the curve.
    }
    let multiple = point.multiply(order - 1n, false).add(point);
    for (let times = 1; times <= 8; times++) {
      found.add(littleEndian(multiple.toAffine().y));
      multiple = multiple.add(point.multiply(order - 1n, false).add(point));
    }
  }
  expect(found.size).toBe(5);
  return [...found];
}

function littleEndian(value: bigint): string {
  return hex(value.toString(16).padStart(64, "0")).toReversed().toHex();
}

interface Wycheproof {
  readonly numberOfTests: number;
  readonly testGroups: readonly {
    readonly publicKey: { readonly pk: string };
    readonly tests: readonly { tcId: number; comment: string; msg: string; sig: string; result: string }[];
  }[];
}
interface SpecCheck {
  readonly message: string;
  readonly pub_key: string;
  readonly signature: string;
}

const vectors = join(projectRoot, "..", "shared", "vectors");
const haveVectors = existsSync(vectors);
if (!haveVectors) console.warn(`SKIPPED: Wycheproof's and speccheck's Ed25519 vectors are not at ${vectors}`);
const load = <Content>(name: string) => JSON.parse(readFileSync(join(vectors, name), "utf8")) as Content;

describe.skipIf(!haveVectors)("vectors of others", () => {
  test.each(verifiers)("Wycheproof: %s", (_, verifier) => {
    const { testGroups, numberOfTests } = load<Wycheproof>("wycheproof-ed25519.json");
    let count = 0;
    for (const { publicKey, tests } of testGroups) {
      for (const { tcId, comment, msg, sig, result } of tests) {
        const verdict = verifier.verify(hex(publicKey.pk), hex(msg), hex(sig));
        expect([tcId, comment, verdict]).toEqual([tcId, comment, result === "valid"]);
        count++;
      }
    }
    expect(count).toBe(numberOfTests);
  });

  // ed25519-speccheck, README: 0 and 1 have a key of small order, 2 an R of small order; in 3 both have a part of small
  // order and the equation holds all the same; in 4 and 5 it holds only when it is multiplied by the cofactor; 6 and 7
  // have an S that is not reduced; 8 to 11 have encodings of R or key that are not canonical.
  const strict = [false, false, false, true, false, false, false, false, false, false, false, false];

  test.each(verifiers)("speccheck: %s", (_, verifier) => {
    const cases = load<readonly SpecCheck[]>("speccheck-ed25519.json");
    const verdicts = cases.map(({ message, pub_key, signature }) =>
      verifier.verify(hex(pub_key), hex(message), hex(signature)),
    );
    expect(verdicts).toEqual(strict);
  });

  test("the libraries by themselves do not agree with each other", () => {
    const prefix = hex("302a300506032b6570032100");
    const asNode = ({ message, pub_key, signature }: SpecCheck) => {
      const key = Buffer.concat([prefix, hex(pub_key)]);
      return verifyAsNodeDoes(
        null,
        hex(message),
        createPublicKey({ key, format: "der", type: "spki" }),
        hex(signature),
      );
    };
    const asNoble = ({ message, pub_key, signature }: SpecCheck) =>
      verifyAsNobleDoes(hex(signature), hex(message), hex(pub_key), { zip215: false });
    const cases = load<readonly SpecCheck[]>("speccheck-ed25519.json");
    expect(cases.map(asNode)).not.toEqual(cases.map(asNoble));
    expect(cases.map(asNode)).not.toEqual(strict);
    expect(cases.map(asNoble)).not.toEqual(strict);
  });
});
