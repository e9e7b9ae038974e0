// An update that exchanges an executable, or the rollback that brings it back, in a process of its own that a test can
// kill:
//
//   bun tests/update/exchange_child.ts FOLDER EXECUTABLE SERVER [rollback], the root of trust in TEST_ROOT

import { join } from "node:path";
import { openStore, pluginPlatform } from "../../src/plugins/installed.ts";
import { nobleVerifier } from "../../src/trust/ed25519_noble.ts";
import { ExecutableOnDisk } from "../../src/update/executable.ts";
import { WebServer } from "../../src/update/fetch.ts";
import { rollBackTo } from "../../src/update/rollback.ts";
import { type UpdateEnvironment, update } from "../../src/update/updater.ts";
import { testTime } from "./release_maker.ts";

export const nextAbi = 2;

/** What answers like an executable when it is asked for its version. */
export function script(version: string, abi: number): Uint8Array<ArrayBuffer> {
  const answer = JSON.stringify({ version, abi: { version: abi } });
  return new TextEncoder().encode(`#!/bin/sh\necho '${answer}'\n`);
}

if (import.meta.main) {
  const [folder = "", path = "", address = "", rollback] = process.argv.slice(2);
  const root = process.env.TEST_ROOT ?? "";
  const [version, abi] = rollback === undefined ? (["0.1.0", 1] as const) : (["1.1.0", nextAbi] as const);
  const environment: UpdateEnvironment = {
    store: openStore(join(folder, "store"), root, path),
    source: new WebServer(address, "test"),
    embeddedRoot: new TextEncoder().encode(root),
    verifier: nobleVerifier,
    executable: { version, abi, platform: pluginPlatform, pluginPlatform, plugins: [] },
    now: () => testTime,
    selfCheck: async () => undefined,
    file: new ExecutableOnDisk(path),
    report: () => undefined,
    patches: false,
  };
  await (rollback === undefined
    ? update(environment, { channel: "stable" })
    : rollBackTo(environment, undefined));
}
