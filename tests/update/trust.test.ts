// The rows of the threat table that are about metadata, each under its number and name. Server and client are in memory.

import { expect, test } from "bun:test";
import { SimulatedClient, SimulatedRepository } from "./simulated_repository.ts";

function setUp(): { server: SimulatedRepository; client: SimulatedClient } {
  const server = new SimulatedRepository();
  return { server, client: new SimulatedClient(server) };
}

test("the everyday case: new plugins, then nothing new", async () => {
  const { client } = setUp();
  const decision = await client.check();
  if (decision.kind !== "plugins") throw new Error(decision.kind);
  expect(decision.plugins.map(({ name }) => name)).toEqual(["parser", "optimizer"]);
  expect(decision.changed).toEqual(decision.plugins);
  expect(client.requests).toEqual(["root.json", "timestamp.json", "manifest.json"]);
  const source = { channel: "stable", number: 1 };
  client.machine = { ...client.machine, installed: { version: "1.0.1", source, plugins: decision.plugins } };
  expect((await client.check()).kind).toBe("current");
});
