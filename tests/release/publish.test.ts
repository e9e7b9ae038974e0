// From built files to a site: what is there, what a client makes of it, and what is refused before anybody sees it.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import type { PublishPlan } from "../../release/publish.ts";
import { ABI_VERSION, LAYOUT_HASH } from "../../src/abi/bindings.ts";
import { checkInChild } from "../../src/plugins/self_check.ts";
import { requireArtifactSignature } from "../../src/trust/artifact_signature.ts";
import { sha256 } from "../../src/trust/bytes.ts";
import { nobleVerifier } from "../../src/trust/ed25519_noble.ts";
import { readRoot } from "../../src/trust/root.ts";
import { applyPatch } from "../../src/update/patch.ts";
import type { Fixture } from "../plugins/fixture_library.ts";
import { day, smallProgram, TestClient, TestPublisher } from "./publisher.ts";

const publisher = smallProgram && process.platform === "linux" ? new TestPublisher() : undefined;
const here = describe.if(publisher !== undefined);
const bytesOf = (name: string) => publisher?.file(name) ?? new Uint8Array();

afterAll(() => publisher && rmSync(publisher.folder, { recursive: true, force: true }));

here("a first release and one with another parser", () => {
  if (publisher === undefined) return;
  let client: TestClient;

  beforeAll(async () => {
    client = new TestClient(publisher);
    expect((await publisher.publish("1.0.0")).swap.hot).toBe(false);
    await client.update();
    publisher.now += day;
    const { swap } = await publisher.publish("1.0.1", {
      parser: { version: "1.0.1", extra: "export const padding: [3000]u8 = @splat(1);" },
    });
    expect(swap).toMatchObject({ hot: true, minimumCore: "1.0.0" });
    expect(swap.explanation).toContain("swap what changed while programs run");
  });

  test("the files lie where the update page has them", () => {
    const names = Object.keys(publisher.snapshot());
    for (const name of [
      "root.json",
      "1.root.json",
      "timestamp.json",
      "manifest.json",
      "1.manifest.json",
      "2.manifest.json",
    ])
      expect(names).toContain(name);
    for (const name of ["manifest.json", "checksums.txt"]) expect(names).toContain(`v1.0.1/${name}`);
    const parsers = names.filter((name) => /^v[^/]*\/parser-/.test(name));
    expect(parsers.filter((name) => name.endsWith(".zst.sig"))).toHaveLength(2);
    // The optimizer did not change: the release has the file that is there.
    expect(names.filter((name) => name.startsWith("v1.0.1/optimizer"))).toEqual([]);
    expect(names.filter((name) => name.includes("unfinished"))).toEqual([]);
  });

  test("checksums.txt is what sha256sum writes", () => {
    const lines = new TextDecoder().decode(bytesOf("v1.0.1/checksums.txt")).trim().split("\n");
    expect(lines.length).toBeGreaterThanOrEqual(5);
    for (const line of lines) {
      const [hash, name] = line.split("  ");
      expect(sha256(bytesOf(`v1.0.1/${name}`))).toBe(hash ?? "");
    }
  });

  test("the signature beside a file says what the file is", async () => {
    const parser = (await client.check()).manifest.updated_plugins.find(({ name }) => name === "parser");
    const detached = JSON.parse(new TextDecoder().decode(bytesOf(`${parser?.url}.sig`)));
    const root = readRoot("root.json", bytesOf("root.json"));
    expect(() => requireArtifactSignature(detached, root.roles.release, nobleVerifier)).not.toThrow();
    expect(sha256(zstdDecompressSync(bytesOf(parser?.url ?? "")))).toBe(detached.checksum);
    expect(() =>
      requireArtifactSignature({ ...detached, name: "optimizer" }, root.roles.release, nobleVerifier),
    ).toThrow();
  });

  test("a machine with the first release swaps the parser alone, by a patch smaller than the file", async () => {
    const decision = await client.check();
    expect(decision).toMatchObject({
      kind: "plugins",
      changed: [{ name: "parser", version: "1.0.1" }],
      back: false,
    });
    const parser = decision.manifest.updated_plugins.find(({ name }) => name === "parser");
    const [patch] = parser?.patches ?? [];
    if (parser === undefined || patch === undefined) throw new Error("There is no patch.");
    expect(patch.size).toBeLessThan(parser.download_size);
    const first = JSON.parse(new TextDecoder().decode(bytesOf("v1.0.0/manifest.json"))).signed
      .updated_plugins;
    const old = first.find(({ name }: { name: string }) => name === "parser");
    const result = applyPatch(parser, patch, bytesOf(patch.url), zstdDecompressSync(bytesOf(old.url)));
    expect(sha256(result)).toBe(parser.checksum);
  });

  test("the first release can still be had by name", async () => {
    expect(await client.check({ pin: "1.0.0" })).toMatchObject({
      kind: "current",
      manifest: { version: "1.0.0" },
    });
  });

  test("the same files at the same date give the same bytes", async () => {
    const again = new TestPublisher();
    const copy = join(again.folder, "site");
    const roots = publisher.context();
    const plan = { ...roots, site: copy, date: publisher.now };
    await again.publish("1.0.0", plan);
    const before = again.snapshot(copy);
    rmSync(copy, { recursive: true });
    await again.publish("1.0.0", plan);
    expect(again.snapshot(copy)).toEqual(before);
    rmSync(again.folder, { recursive: true });
  });

  test("a dry run leaves no trace", async () => {
    const before = publisher.snapshot();
    await publisher.publish("1.0.2", { dryRun: true, optimizer: { version: "1.0.1" } });
    expect(publisher.snapshot()).toEqual(before);
  });
});

interface Refusal {
  readonly what: string;
  readonly says: string;
  readonly version?: string;
  readonly parser?: Fixture;
  readonly plan?: (publisher: TestPublisher) => Partial<PublishPlan>;
}

const otherAbi = { abiVersion: ABI_VERSION + 1, version: "1.1.0" };
const refusals: readonly Refusal[] = [
  { what: "a version that is there", version: "1.0.1", says: "would not be an update" },
  { what: "an older version", version: "1.0.0-beta.1", says: "would not be an update" },
  { what: "no version", version: "next", says: "is no semantic version" },
  {
    what: "another plugin under a known version",
    parser: { version: "1.0.1", extra: "export const other: u8 = 1;" },
    says: "Raise its version in plugins-src/parser/parser.zig",
  },
  {
    what: "other structs under the same ABI",
    parser: { version: "1.1.0", layoutHash: LAYOUT_HASH ^ 1n },
    says: "Raise abi_version",
  },
  { what: "an older ABI", plan: () => ({ abi: ABI_VERSION - 1 }), says: "went back" },
  { what: "a plugin of another ABI", parser: otherAbi, says: "stage ABI" },
  {
    what: "a plugin that says another stage",
    parser: { version: "1.1.0", stage: "backend" },
    says: "it is the stage backend",
  },
  {
    what: "notes that a terminal would obey",
    plan: () => ({ notes: "\u001b[2J" }),
    says: "control character",
  },
  { what: "a rollout of more than all", plan: () => ({ rollout: 2 }), says: "from 0 to 1" },
  {
    what: "a plugin of another system",
    parser: { version: "1.1.0", target: "x86_64-windows" },
    says: "it is made for win32-x64",
  },
  {
    what: "a plugin that does not hold its version",
    plan: (publisher) => {
      const plugin = publisher.plugin("parser", { version: "7.7.7" });
      return { files: [{ ...plugin, version: "7.7.8" }, publisher.executable("1.0.9")] };
    },
    says: "does not hold its version",
  },
  {
    what: "a library without the stage's function",
    plan: (publisher) => {
      const optimizer = publisher.plugin("optimizer", { version: "9.0.0", stage: "parser" });
      return { files: [{ ...optimizer, name: "parser" }, publisher.executable("1.0.9")] };
    },
    says: "does not export parse_forth",
  },
  {
    what: "a plugin that gives other answers than the built-in",
    parser: { version: "1.2.0" },
    plan: () => ({ selfCheck: checkInChild }),
    says: "parser-linux",
  },
  {
    what: "an executable that is none",
    plan: (publisher) => {
      const executable = publisher.executable("1.0.9-script");
      writeFileSync(executable.path, `#!/bin/sh\n${" ".repeat(5000)}`);
      return {
        files: [
          publisher.plugin("parser", {
            version: "1.0.1",
            extra: "export const padding: [3000]u8 = @splat(1);",
          }),
          { ...executable, version: "1.0.9" },
        ],
      };
    },
    says: "no known system",
  },
  {
    what: "keys that the root does not name",
    plan: () => {
      const stranger = new TestPublisher();
      const { signers } = stranger.context();
      rmSync(stranger.folder, { recursive: true });
      return { signers };
    },
    says: "No release key that counts",
  },
];

here("what a client would refuse is not published", () => {
  if (publisher === undefined) return;
  test.each(refusals.map((refusal) => [refusal.what, refusal] as const))("%s", async (_, refusal) => {
    const before = publisher.snapshot();
    const {
      version = "1.0.9",
      parser = { version: "1.0.1", extra: "export const padding: [3000]u8 = @splat(1);" },
    } = refusal;
    const attempt = publisher.publish(version, { parser, ...refusal.plan?.(publisher) });
    expect(attempt).rejects.toThrow(refusal.says);
    await attempt.catch(() => undefined);
    expect(publisher.snapshot()).toEqual(before);
  });

  test("a new ABI is published, and not as something to swap", async () => {
    // Libraries that this executable could not load cannot be tried here; a release for another system can.
    const plan = { abi: ABI_VERSION + 1, files: [publisher.executable("2.0.0")] };
    const { swap } = await publisher.publish("2.0.0", plan);
    expect(swap).toMatchObject({ hot: false, minimumCore: "2.0.0" });
    const client = new TestClient(publisher);
    expect(await client.check()).toMatchObject({
      kind: "executable",
      why: "abi",
      executable: { version: "2.0.0" },
    });
    expect(readFileSync(join(publisher.site, "manifest.json"), "utf8")).toContain('"abi": 2');
  });
});
