// What to install, once a release is trusted. Row 24 (wrong ABI, architecture, C library) as far as the manifest says it,
// row 29 (local rollback) as far as a check respects it, staged rollouts, channels, and releases by name.

import { describe, expect, test } from "bun:test";
import compare from "semver/functions/compare.js";
import { decide, type InstalledRelease, type Machine, type Wish } from "../../src/trust/decision.ts";
import { UpdateError } from "../../src/trust/errors.ts";
import type { Manifest } from "../../src/trust/manifest.ts";
import { isInRollout, rolloutPosition } from "../../src/trust/rollout.ts";
import { compareVersions, isVersion } from "../../src/trust/versions.ts";
import { Random } from "./random.ts";
import { artifact, day, manifest, reference, role, signedManifest, time } from "./simulated_publisher.ts";
import { SimulatedClient, SimulatedRepository } from "./simulated_repository.ts";

const machine: Machine = new SimulatedClient(new SimulatedRepository()).machine;
const wish: Wish = { channel: "stable" };

const decideFor = (release: Partial<Manifest>, changes: Partial<Machine> = {}, wishes: Partial<Wish> = {}) =>
  decide(manifest(release), { ...machine, ...changes }, { ...wish, ...wishes });

/** What is installed after a release was. */
function installed(release: Manifest): InstalledRelease {
  const { channel, number, version, updated_plugins: plugins } = release;
  return { version, source: { channel, number }, plugins };
}

describe("row 24: only what this machine can load", () => {
  const everywhere = ["linux-x64", "linux-arm64", "darwin-arm64", "windows-x64"];
  const plugins = everywhere.flatMap((platform) => [
    artifact({ platform }),
    artifact({ platform, abi: 2 }),
    artifact({ platform, name: "backend" }),
  ]);

  test.each(everywhere)("plugins for %s", (platform) => {
    const decision = decideFor({ updated_plugins: plugins }, { platform });
    expect(decision).toMatchObject({
      kind: "plugins",
      plugins: [
        { name: "parser", platform, abi: 1 },
        { name: "backend", platform, abi: 1 },
      ],
    });
  });

  test("a stage that only a later executable knows is left out", () => {
    const later = [...plugins, artifact({ name: "linker" })];
    const decision = decideFor({ updated_plugins: later });
    expect(decision).toMatchObject({ plugins: [{ name: "parser" }, { name: "backend" }] });
  });

  test("a release with another ABI needs another executable, for this C library", () => {
    const executables = [
      artifact({ name: "fastforth", platform: "linux-x64", abi: 2 }),
      artifact({ name: "fastforth", platform: "linux-x64-musl", abi: 2 }),
    ];
    const release = { abi: 2, updated_plugins: plugins, executables };
    expect(decideFor(release)).toMatchObject({ kind: "executable", why: "abi", executable: executables[0] });
    const onMusl = { executablePlatform: "linux-x64-musl" };
    expect(decideFor(release, onMusl)).toMatchObject({ kind: "executable", executable: executables[1] });
  });

  test("a release that needs a newer executable", () => {
    const executables = [artifact({ name: "fastforth", version: "1.1.0" })];
    const release = { version: "1.1.0", minimum_core: "1.1.0", executables };
    expect(decideFor(release)).toMatchObject({ kind: "executable", why: "minimum-core" });
    expect(decideFor(release, { core: "1.1.0" })).toMatchObject({ kind: "plugins" });
    // An executable that is itself too old would ask for the same again and again.
    const tooOld = [artifact({ name: "fastforth", version: "1.0.9" })];
    expect(() => decideFor({ ...release, executables: tooOld })).toThrow(UpdateError);
    const otherAbi = [artifact({ name: "fastforth", version: "1.1.0", abi: 2 })];
    expect(() => decideFor({ ...release, executables: otherAbi })).toThrow(UpdateError);
  });

  test("a release without plugins for this platform, and one without anything", () => {
    const onArm = { platform: "linux-riscv64", executablePlatform: "linux-riscv64" };
    const executables = [artifact({ name: "fastforth", platform: "linux-riscv64" })];
    expect(decideFor({ executables }, onArm)).toMatchObject({ kind: "executable", why: "no-plugins" });
    expect(() => decideFor({}, onArm)).toThrow("has no files for linux-riscv64");
    // The executable that is there already would be fetched again at every check.
    expect(() => decideFor({ executables }, { ...onArm, core: "1.0.1" })).toThrow(UpdateError);
  });
});

describe("which way", () => {
  test("only the plugins that differ are changed, and the whole set is installed", () => {
    const [parser, optimizer] = [artifact(), artifact({ name: "optimizer" })];
    const before = { version: "1.0.0", plugins: [{ name: "parser", checksum: parser.checksum }] };
    const decision = decideFor({ updated_plugins: [parser, optimizer] }, { installed: before });
    expect(decision).toMatchObject({ kind: "plugins", plugins: [parser, optimizer], changed: [optimizer] });
  });

  test("a new release with the same plugins is installed without a download", () => {
    const before = installed(manifest());
    const decision = decideFor({ version: "1.0.2", number: 2 }, { installed: before });
    expect(decision).toMatchObject({ kind: "plugins", changed: [] });
  });

  test("versions are compared as semantic versions", () => {
    const at = (version: string) => ({ installed: { version, plugins: [] } });
    expect(decideFor({ version: "1.0.10" }, at("1.0.9"))).toMatchObject({ kind: "plugins", back: false });
    expect(decideFor({ version: "1.0.0" }, at("1.0.0-rc.1"))).toMatchObject({ kind: "plugins", back: false });
    expect(decideFor({ version: "1.0.9" }, at("1.0.10"))).toMatchObject({ kind: "ahead" });
    expect(compareVersions("1.0.0-rc.2", "1.0.0-rc.10")).toBeLessThan(0);
    expect(["1.0", "v1.0.0", "01.0.0", "1.0.0+x", " 1.0.0", "1.0.0-", "1.0.0-01"].filter(isVersion)).toEqual(
      [],
    );
  });

  test("an executable that is newer than the channel stays, a publisher's rollback is followed", () => {
    const newer = { version: "1.0.2", plugins: [] };
    expect(decideFor({ number: 9 }, { installed: newer })).toMatchObject({ kind: "ahead" });
    const source = { channel: "stable", number: 8 };
    expect(decideFor({ number: 9 }, { installed: { ...newer, source } })).toMatchObject({ back: true });
    const later = { channel: "stable", number: 10 };
    expect(decideFor({ number: 9 }, { installed: { ...newer, source: later } })).toMatchObject({
      kind: "ahead",
    });
  });

  test("from beta back to stable is the person's choice", () => {
    const beta = { version: "1.1.0-beta.2", source: { channel: "beta", number: 40 }, plugins: [] };
    expect(decideFor({ number: 3 }, { installed: beta })).toMatchObject({ kind: "plugins", back: true });
  });
});

describe("row 29: local rollback", () => {
  const back = { installed: installed(manifest()), stayAt: "1.0.1" };
  const newer = { version: "1.0.2", number: 2 };

  test("no update goes past it by itself, one that is asked for does", () => {
    expect(decideFor(newer, back)).toMatchObject({ kind: "staying", at: "1.0.1" });
    expect(decideFor({ ...newer, version: "1.0.3" }, back)).toMatchObject({ kind: "staying" });
    expect(decideFor(newer, back, { liftStay: true })).toMatchObject({ kind: "plugins" });
    expect(decideFor(newer, back, { pin: "1.0.2" })).toMatchObject({ kind: "plugins" });
  });

  test("a release that failed here is not taken again, the next one is", () => {
    const failed = { installed: installed(manifest()), refused: ["1.0.2"] };
    expect(decideFor(newer, failed)).toMatchObject({ kind: "refused" });
    expect(decideFor({ ...newer, version: "1.0.3" }, failed)).toMatchObject({ kind: "plugins" });
    expect(decideFor(newer, failed, { pin: "1.0.2" })).toMatchObject({ kind: "plugins" });
  });
});

describe("staged rollout", () => {
  const ids = Array.from({ length: 2000 }, (_, index) => new TextEncoder().encode(`machine ${index}`));
  const taking = (version: string, share: number) => ids.filter((id) => isInRollout(id, version, share));

  test("a share of 0 is nobody, 1 is everybody", () => {
    expect([taking("1.0.1", 0).length, taking("1.0.1", 1).length]).toEqual([0, ids.length]);
    expect(decideFor({ rollout: 0 })).toMatchObject({ kind: "waiting" });
  });

  test("a tenth is about a tenth, it grows without losing anyone, and is stable", () => {
    const tenth = taking("1.0.1", 0.1);
    // Ids and hash are fixed, so this is no matter of chance.
    expect(Math.abs(tenth.length / ids.length - 0.1)).toBeLessThan(0.02);
    const half = new Set(taking("1.0.1", 0.5));
    expect(tenth.every((id) => half.has(id))).toBe(true);
    expect(taking("1.0.1", 0.1)).toEqual(tenth);
  });

  test("each release begins with other machines", () => {
    const first = new Set(taking("1.0.1", 0.1));
    const both = taking("1.0.2", 0.1).filter((id) => first.has(id));
    expect(both.length).toBeLessThan(first.size / 4);
  });

  test("who asks for a release by name does not wait", () => {
    expect(decideFor({ rollout: 0 }, {}, { pin: "1.0.1" })).toMatchObject({ kind: "plugins" });
  });

  test("nothing about the machine is in what is asked for", async () => {
    const server = new SimulatedRepository();
    const requests = new Set<string>();
    for (const id of ids.slice(0, 20)) {
      const client = new SimulatedClient(server);
      client.machine = { ...client.machine, id };
      await client.check();
      requests.add(client.requests.join());
    }
    expect(requests.size).toBe(1);
    expect(rolloutPosition(new Uint8Array(16), "1.0.1")).toBe(rolloutPosition(new Uint8Array(16), "1.0.1"));
  });
});

describe("a release by name", () => {
  function serverWithHistory(): SimulatedRepository {
    const server = new SimulatedRepository();
    const first = server.manifests.get("stable");
    if (first === undefined) throw new Error("nothing was published");
    const { version, size, sha256 } = reference(first, signedManifest(first));
    server.publish({
      version: "1.0.2",
      updated_plugins: [artifact({ version: "1.0.2" })],
      releases: [{ version, size, sha256 }],
    });
    return server;
  }

  test("an older one, whose own manifest may have expired", async () => {
    const server = serverWithHistory();
    const client = new SimulatedClient(server);
    server.publish({ expires: time + 1000 * day }, { expires: time + 1000 * day });
    client.now = time + 200 * day;
    client.wish = { channel: "stable", pin: "1.0.1" };
    expect(await client.check()).toMatchObject({ kind: "plugins", manifest: { version: "1.0.1" } });
    expect(client.requests.at(-1)).toBe("v1.0.1/manifest.json");
  });

  test("the newest one takes no further request", async () => {
    const client = new SimulatedClient(serverWithHistory());
    client.wish = { channel: "stable", pin: "1.0.2" };
    expect(await client.check()).toMatchObject({ manifest: { version: "1.0.2" } });
    expect(client.requests.at(-1)).toBe("manifest.json");
  });

  test("one that is not offered, with those that are", async () => {
    const client = new SimulatedClient(serverWithHistory());
    client.wish = { channel: "stable", pin: "0.9.0" };
    const error = await client.check().catch((caught) => caught);
    expect(error).toMatchObject({ fault: "release", advice: "These are: 1.0.2, 1.0.1." });
  });

  test("one whose manifest is another than the newest manifest says", async () => {
    const server = serverWithHistory();
    const client = new SimulatedClient(server);
    client.wish = { channel: "stable", pin: "1.0.1" };
    server.files.set("v1.0.1/manifest.json", signedManifest(manifest({ notes: "altered" })));
    expect(await client.fault()).toBe("mismatch");
    server.files.delete("v1.0.1/manifest.json");
    expect(await client.fault()).toBe("missing");
  });

  test("one whose manifest is another release's, though the newest manifest pins it", async () => {
    const server = serverWithHistory();
    const client = new SimulatedClient(server);
    const newest = server.manifests.get("stable");
    if (newest === undefined) throw new Error("nothing was published");
    const { size, sha256 } = reference(newest, signedManifest(newest));
    server.files.set("v1.0.1/manifest.json", signedManifest(newest));
    server.publish({ releases: [{ version: "1.0.1", size, sha256 }] });
    client.wish = { channel: "stable", pin: "1.0.1" };
    expect(await client.fault()).toBe("binding");
  });

  test("one that only keys have signed that count no more", async () => {
    const server = serverWithHistory();
    const client = new SimulatedClient(server);
    server.rotate({ release: role([11]) });
    server.signers.release = [11];
    server.publish({ updated_plugins: [artifact({ version: "1.0.2" }, undefined, 11)] });
    client.wish = { channel: "stable", pin: "1.0.1" };
    expect(await client.fault()).toBe("signature");
  });
});

test("versions of three numbers are compared as the package compares them", () => {
  const parts = ["0", "1", "2", "9", "10", "11", "99", "100", "999999999999999"];
  const random = new Random(7);
  const any = () => parts[random.below(parts.length)] as string;
  for (let round = 0; round < 3000; round++) {
    const [a, b] = [[any(), any(), any()].join("."), [any(), any(), any()].join(".")];
    expect([a, b, compareVersions(a, b)]).toEqual([a, b, compare(a, b)]);
  }
});
