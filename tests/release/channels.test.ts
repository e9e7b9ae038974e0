// What is done with releases that are out: staged rollout, taking a release back, bringing one to another channel.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { promote, rollBack, setRollout } from "../../release/channels.ts";
import { day, smallProgram, TestClient, TestPublisher } from "./publisher.ts";

const newer = { parser: { version: "1.0.1", extra: "export const padding: [3000]u8 = @splat(1);" } };

let publisher: TestPublisher;
let client: TestClient;
beforeEach(async () => {
  publisher = new TestPublisher();
  client = new TestClient(publisher);
});
afterEach(() => rmSync(publisher.folder, { recursive: true, force: true }));

describe.if(smallProgram !== null && process.platform === "linux")("releases that are out", () => {
  test("a share of machines takes a release, then more of them, and the rest waits", async () => {
    await publisher.publish("1.0.0");
    await client.update();
    await publisher.publish("1.0.1", { ...newer, rollout: 0.1 });
    const machines = Array.from({ length: 200 }, (_, index) => new Uint8Array(16).fill(index));
    const takers = async () => {
      const taking = [];
      for (const id of machines) {
        client.machine = { ...client.machine, id };
        const { kind } = await client.check();
        expect(["plugins", "waiting"]).toContain(kind);
        if (kind === "plugins") taking.push(id);
      }
      return taking;
    };
    const first = await takers();
    expect(first.length).toBeGreaterThan(5);
    expect(first.length).toBeLessThan(50);
    publisher.now += day;
    expect((await setRollout(publisher.context(), 0.5)).number).toBe(3);
    const second = await takers();
    expect(second.length).toBeGreaterThan(70);
    expect(second.length).toBeLessThan(130);
    expect(second).toEqual(expect.arrayContaining(first));
    await setRollout(publisher.context(), 1);
    expect(await takers()).toHaveLength(200);
    expect(setRollout(publisher.context(), 1.5)).rejects.toThrow("share from 0 to 1");
  });

  test("a release that is taken back goes from machines, and cannot be had by name", async () => {
    await publisher.publish("1.0.0");
    await client.update();
    await publisher.publish("1.0.1", newer);
    await client.update();
    expect(client.machine.installed.version).toBe("1.0.1");
    publisher.now += day;
    expect(await rollBack(publisher.context(), "1.0.0")).toMatchObject({ version: "1.0.0", number: 3 });
    expect(await client.check()).toMatchObject({
      kind: "plugins",
      back: true,
      changed: [{ name: "parser", version: "1.0.0" }],
    });
    await client.update();
    expect(await client.check()).toMatchObject({ kind: "current" });
    expect(client.check({ pin: "1.0.1" })).rejects.toThrow("1.0.1");
    // The number of the release is used up.
    expect(publisher.publish("1.0.1", newer)).rejects.toThrow("published already");
    await publisher.publish("1.0.2", {
      parser: { version: "1.0.2", extra: "export const padding: [3000]u8 = @splat(2);" },
    });
    expect(await client.check()).toMatchObject({
      kind: "plugins",
      manifest: { version: "1.0.2", number: 4 },
      back: false,
    });
  });

  test("going back needs a release that is there, and older", async () => {
    await publisher.publish("1.0.0");
    expect(rollBack(publisher.context(), "1.0.0")).rejects.toThrow("is not older");
    expect(rollBack(publisher.context(), "0.9.0")).rejects.toThrow("never published");
    expect(rollBack(publisher.context("beta"), "0.9.0")).rejects.toThrow("no release on the channel beta");
  });

  test("a beta becomes stable with the same files", async () => {
    await publisher.publish("1.0.0");
    await publisher.publish("1.1.0", { ...newer, channel: "beta" });
    expect(await client.check()).toMatchObject({ manifest: { version: "1.0.0" } });
    expect(await client.check({ channel: "beta" })).toMatchObject({
      manifest: { version: "1.1.0", number: 1 },
    });
    const files = Object.keys(publisher.snapshot()).filter((name) => name.endsWith(".zst"));
    expect(await promote(publisher.context(), "1.1.0")).toMatchObject({
      channel: "stable",
      version: "1.1.0",
      number: 2,
    });
    expect(Object.keys(publisher.snapshot()).filter((name) => name.endsWith(".zst"))).toEqual(files);
    expect(await client.check()).toMatchObject({ kind: "plugins", manifest: { version: "1.1.0" } });
    expect(await client.check({ pin: "1.0.0" })).toMatchObject({ manifest: { version: "1.0.0" } });
    expect(promote(publisher.context(), "1.0.0")).rejects.toThrow("would not be an update");
  });
});
