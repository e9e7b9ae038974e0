// What the publisher's tool makes, served by its server, taken by a real executable: an update, a rotation of keys, a
// release that is taken back.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../release/build.ts";
import { rollBack } from "../../release/channels.ts";
import { generateKeys, readKeys } from "../../release/keys.ts";
import { hostPlatform } from "../../release/platforms.ts";
import { newest } from "../../release/publish.ts";
import { acceptProposal, rootChain, signProposal, successor } from "../../release/roots.ts";
import { type RunningServer, startServer } from "../../release/server.ts";
import { stageNames } from "../../src/abi/stage_names.ts";
import { checkInChild } from "../../src/plugins/self_check.ts";
import { runIn } from "../update/executables.ts";
import { smallProgram, TestPublisher } from "./publisher.ts";

const publisher =
  smallProgram && process.platform === "linux"
    ? new TestPublisher(Math.floor(Date.now() / 1000) * 1000)
    : undefined;

let executable = "";
let server: RunningServer | undefined;

beforeAll(async () => {
  if (publisher === undefined) return;
  const trustRoot = join(publisher.publicFolder, "root.json");
  const output = join(publisher.folder, "fastforth");
  executable = await build(hostPlatform(), { output, trustRoot, version: "1.0.0" });
  server = startServer({ folder: publisher.site });
  mkdirSync(join(publisher.folder, "home"));
}, 180_000);
afterAll(async () => {
  await server?.stop();
  if (publisher !== undefined) rmSync(publisher.folder, { recursive: true, force: true });
});

const version = async () => (await run("--version")).out.split("\n")[0];
const run = (...args: string[]) =>
  runIn(join(publisher?.folder ?? "", "home"), [executable, ...args], {
    FASTFORTH_UPDATE_SERVER: server?.url,
  });

async function publish(
  release: string,
  versions: Partial<Record<(typeof stageNames)[number], string>>,
): Promise<void> {
  if (publisher === undefined) return;
  publisher.now += 1000;
  const files = [
    ...stageNames.map((stage) => publisher.realPlugin(stage, versions[stage])),
    publisher.executable(release),
  ];
  await publisher.publish(release, { files, selfCheck: checkInChild });
}

describe.if(publisher !== undefined)("a real executable and a real release", () => {
  test("from the first release to one with another parser and optimizer, by patches", async () => {
    await publish("1.0.0", {});
    expect((await run("self-update")).out).toContain("1.0.0");
    await publish("1.0.1", { parser: "0.1.1", optimizer: "0.1.1" });
    const update = await run("self-update", "--json");
    expect([update.code, update.err]).toEqual([0, ""]);
    const told = JSON.parse(update.out);
    expect(told).toMatchObject({ decision: "plugins", now: "1.0.1" });
    expect(told.files.map(({ name, patch }: { name: string; patch: boolean }) => [name, patch])).toEqual([
      ["parser", true],
      ["optimizer", true],
    ]);
    expect(told.downloaded).toBeLessThan(10_000);
    expect(await version()).toBe("fastforth 1.0.1");
    expect((await run("--stages", "plugin", "-e", ": f 0 10 0 do i + loop ; f .")).out).toBe("45 ");
  });

  test("after a rotation of release keys, a release signed by the new ones is taken in one go", async () => {
    if (publisher === undefined) return;
    const before = newest(rootChain(publisher.publicFolder));
    const old = readKeys([publisher.privateFolder]);
    for (const name of readdirSync(publisher.privateFolder))
      if (name.startsWith("release-")) rmSync(join(publisher.privateFolder, name));
    const made = generateKeys(publisher.privateFolder, "release", 1);
    const roles = { release: { keys: made.map((signer) => signer.publicKey), threshold: 1 } };
    const proposal = { root: successor(before, roles, publisher.now), signatures: [] };
    acceptProposal(publisher.publicFolder, signProposal(proposal, before, [...old, ...made]));
    await publish("1.0.2", { parser: "0.1.1", optimizer: "0.1.1" });
    // Nothing changed but signatures: what was installed counts again, without a download.
    const told = JSON.parse((await run("self-update", "--json")).out);
    expect(told).toMatchObject({ decision: "plugins", now: "1.0.2", downloaded: 0 });
    expect(await version()).toBe("fastforth 1.0.2");
  });

  test("a release that is taken back goes", async () => {
    if (publisher === undefined) return;
    await publish("1.0.3", { parser: "0.1.3", optimizer: "0.1.1" });
    expect((await run("self-update")).code).toBe(0);
    expect(await version()).toBe("fastforth 1.0.3");
    publisher.now += 1000;
    await rollBack(publisher.context(), "1.0.2");
    const back = await run("self-update");
    expect([back.code, back.err]).toEqual([0, ""]);
    expect(await version()).toBe("fastforth 1.0.2");
    expect((await run("self-update", "--version", "1.0.3")).code).not.toBe(0);
  });
});
