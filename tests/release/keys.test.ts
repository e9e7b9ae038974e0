// Keys and roots: where private keys may lie, who has to sign, and that clients follow.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { refresh, renewTimestamp } from "../../release/channels.ts";
import { generateKeys, passphraseVariable, readKeys, signersOf } from "../../release/keys.ts";
import { lifetimes } from "../../release/lifetimes.ts";
import { newest } from "../../release/publish.ts";
import {
  acceptProposal,
  createRoot,
  encodeProposal,
  lackOf,
  type Proposal,
  readProposal,
  rootChain,
  signProposal,
  successor,
} from "../../release/roots.ts";
import type { RoleName } from "../../src/trust/root.ts";
import { day, smallProgram, TestClient, TestPublisher } from "./publisher.ts";

const checkout = join(import.meta.dir, "..", "..");

let publisher: TestPublisher;
beforeEach(() => {
  publisher = new TestPublisher();
});
afterEach(() => {
  delete process.env[passphraseVariable];
  rmSync(publisher.folder, { recursive: true, force: true });
});

describe("private keys", () => {
  test("lie in files that their owner alone can read", () => {
    expect(statSync(publisher.privateFolder).mode & 0o777).toBe(0o700);
    const names = readdirSync(publisher.privateFolder);
    expect(names).toHaveLength(5);
    for (const name of names) expect(statSync(join(publisher.privateFolder, name)).mode & 0o777).toBe(0o600);
  });

  test("are refused when others can read them", () => {
    const [name = ""] = readdirSync(publisher.privateFolder);
    chmodSync(join(publisher.privateFolder, name), 0o640);
    expect(() => readKeys([publisher.privateFolder])).toThrow("chmod 600");
  });

  test("are refused inside the checkout, also behind a link", () => {
    const link = join(publisher.folder, "link");
    symlinkSync(checkout, link);
    for (const folder of [checkout, join(checkout, "new", "keys"), join(link, "keys")]) {
      expect(() => generateKeys(folder, "root", 1)).toThrow("must not lie inside the checkout");
      expect(() => readKeys([folder])).toThrow("must not lie inside the checkout");
    }
  });

  test("are encrypted when there is a passphrase, and OpenSSL's form", () => {
    const folder = join(publisher.folder, "encrypted");
    process.env[passphraseVariable] = "correct horse";
    const [made] = generateKeys(folder, "release", 1);
    const [name = ""] = readdirSync(folder);
    expect(readFileSync(join(folder, name), "utf8")).toStartWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    expect(readKeys([folder])[0]?.publicKey).toEqual(made?.publicKey ?? { keyid: "", public: "" });
    process.env[passphraseVariable] = "wrong";
    expect(() => readKeys([folder])).toThrow(passphraseVariable);
  });

  test("have to be enough for the role", () => {
    const root = newest(rootChain(publisher.publicFolder));
    const keys = readKeys([publisher.privateFolder]);
    expect(signersOf(root.roles.root, "root", keys)).toHaveLength(2);
    expect(() => signersOf(root.roles.root, "root", keys.slice(0, 1))).toThrow("needs 2 of its keys");
  });

  test("no private key is in the repository", () => {
    const listed = Bun.spawnSync(["git", "ls-files", "-z"], { cwd: checkout }).stdout.toString().split("\0");
    const suspicious = listed.filter((name) => name !== "" && !name.endsWith(".md"));
    const marker = ["-----BEGIN", "PRIVATE KEY-----"].join(" ");
    const encrypted = ["-----BEGIN ENCRYPTED", "PRIVATE KEY-----"].join(" ");
    const holding = suspicious.filter((name) => {
      const text = readFileSync(join(checkout, name), "latin1");
      return text.includes(marker) || (text.includes(encrypted) && !name.endsWith(".test.ts"));
    });
    expect(holding).toEqual([]);
  });
});

/** A proposal that gives a role new keys, in `folder`. */
function replacing(
  role: RoleName,
  folder: string,
): { proposal: Proposal; made: ReturnType<typeof generateKeys> } {
  const before = newest(rootChain(publisher.publicFolder));
  const { keys, threshold } = before.roles[role];
  const made = generateKeys(folder, role, keys.length);
  const roles = { [role]: { keys: made.map((signer) => signer.publicKey), threshold } };
  return { proposal: { root: successor(before, roles, publisher.now), signatures: [] }, made };
}

describe("roots", () => {
  test("there is one first root", () => {
    const plan = { signers: generateKeys(publisher.privateFolder, "root", 1), threshold: 1 };
    const again = () =>
      createRoot(publisher.publicFolder, { root: plan, release: plan, timestamp: plan }, publisher.now);
    expect(again).toThrow("rotate");
  });

  test("keys at several places sign one after the other", () => {
    const before = newest(rootChain(publisher.publicFolder));
    const keys = readKeys([publisher.privateFolder]).filter((key) =>
      before.roles.root.keys.some(({ keyid }) => keyid === key.publicKey.keyid),
    );
    const { proposal } = replacing("release", publisher.privateFolder);
    const once = signProposal(proposal, before, keys.slice(0, 1));
    expect(lackOf(once, before)).toBe(
      "1 more of the root keys of root 1 and 1 more of the root keys of root 2",
    );
    expect(() => acceptProposal(publisher.publicFolder, once)).toThrow("would not accept");

    const path = join(publisher.folder, "next.json");
    Bun.write(path, encodeProposal(once));
    const twice = signProposal(readProposal(path), before, keys.slice(1, 2));
    expect(lackOf(twice, before)).toBeUndefined();
    expect(acceptProposal(publisher.publicFolder, twice).version).toBe(2);
    expect(rootChain(publisher.publicFolder)).toHaveLength(2);
  });

  test("other keys than the root's sign nothing", () => {
    const before = newest(rootChain(publisher.publicFolder));
    const { proposal } = replacing("timestamp", publisher.privateFolder);
    const strangers = generateKeys(join(publisher.folder, "strangers"), "root", 3);
    expect(signProposal(proposal, before, strangers).signatures).toEqual([]);
  });

  test("a folder with a gap is not used", () => {
    const before = newest(rootChain(publisher.publicFolder));
    const { proposal } = replacing("timestamp", publisher.privateFolder);
    acceptProposal(
      publisher.publicFolder,
      signProposal(proposal, before, readKeys([publisher.privateFolder])),
    );
    rmSync(join(publisher.publicFolder, "1.root.json"));
    expect(() => rootChain(publisher.publicFolder)).toThrow("is missing");
  });
});

describe.if(smallProgram !== null && process.platform === "linux")(
  "a rotation, as the runbook has it",
  () => {
    test.each(["release", "timestamp", "root"] as const)("of the %s keys", async (role) => {
      await publisher.publish("1.0.0");
      const client = new TestClient(publisher);
      await client.update();
      await publisher.publish("1.0.1", {
        parser: { version: "1.0.1", extra: "export const padding: [3000]u8 = @splat(1);" },
      });

      const before = newest(rootChain(publisher.publicFolder));
      const fresh = join(publisher.folder, "fresh");
      const { proposal, made } = replacing(role, fresh);
      const signed = signProposal(proposal, before, [...readKeys([publisher.privateFolder]), ...made]);
      acceptProposal(publisher.publicFolder, signed);
      // The lost keys are gone from the publisher's side.
      for (const name of readdirSync(publisher.privateFolder))
        if (name.startsWith(`${role}-`)) rmSync(join(publisher.privateFolder, name));
      for (const name of readdirSync(fresh)) {
        mkdirSync(publisher.privateFolder, { recursive: true });
        Bun.spawnSync(["mv", join(fresh, name), publisher.privateFolder]);
      }
      publisher.now += day;
      await refresh(publisher.context());

      expect(await client.check()).toMatchObject({
        kind: "plugins",
        manifest: { version: "1.0.1", number: 3 },
      });
      expect(await client.check({ pin: "1.0.0" })).toMatchObject({ manifest: { version: "1.0.0" } });
      const newcomer = new TestClient(publisher);
      expect(await newcomer.check()).toMatchObject({ kind: "plugins", manifest: { number: 3 } });
    });

    test("a daily timestamp needs the timestamp's key alone, and clients see when it stays away", async () => {
      await publisher.publish("1.0.0");
      const client = new TestClient(publisher);
      await client.update();
      publisher.now += lifetimes.timestamp + day;
      expect(client.check()).rejects.toThrow("timestamp.json");
      renewTimestamp(publisher.site, publisher.context().signers.timestamp, publisher.now);
      expect(await client.check()).toMatchObject({ kind: "current" });
    });
  },
);
