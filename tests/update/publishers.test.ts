// Row 46: several publishers, and several roots of one publisher, on one store: each executable follows the roots of its
// own publisher, whatever the others check, rotate or go back to. The order of events is generated; FUZZ_SEED repeats it.

import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { ABI_VERSION } from "../../src/abi/bindings.ts";
import { openStore, pluginPlatform } from "../../src/plugins/installed.ts";
import { nodeVerifier } from "../../src/trust/ed25519_node.ts";
import { UpdateError } from "../../src/trust/errors.ts";
import { WebServer } from "../../src/update/fetch.ts";
import { rollBackTo } from "../../src/update/rollback.ts";
import { type UpdateEnvironment, update } from "../../src/update/updater.ts";
import { Random } from "./random.ts";
import { Publisher, testTime } from "./release_maker.ts";
import { freshFolder } from "./store_fixture.ts";
import { WebServerForTests } from "./web_server.ts";

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = 10;
const STEPS = 25;
const MOST_EXECUTABLES = 6;
const core = "0.1.0";
const stable = { channel: "stable" };
const servers: WebServerForTests[] = [];
afterAll(() => {
  for (const server of servers) server.stop();
});

/** A publisher, and what it has done. */
class Side {
  releases = 0;
  /** The release key since each root, by its version. */
  readonly releaseKeys: number[];
  /** The release key of each release. */
  readonly signed = new Map<string, number>();

  constructor(
    readonly publisher: Publisher,
    readonly address: string,
    readonly name: string,
    firstKey: number,
  ) {
    this.releaseKeys = [0, firstKey + 1];
    this.publish();
  }

  get newest(): string {
    return `1.0.${this.releases}`;
  }

  get key(): number {
    return this.releaseKeys.at(-1) as number;
  }

  publish(): void {
    this.releases++;
    const bytes = new TextEncoder().encode(`${this.name} parser ${this.newest}`.padEnd(300, "."));
    this.publisher.publish(this.newest, [{ name: "parser", bytes }]);
    this.signed.set(this.newest, this.key);
  }

  rotate(role: "root" | "release" | "timestamp", key: number): void {
    this.publisher.rotate(role, key);
    this.releaseKeys.push(role === "release" ? key : this.key);
    if (role === "release") this.publish();
  }
}

/** An executable: whom it trusts, and what it is to have. */
interface Executable {
  readonly path: string;
  readonly side: Side;
  readonly root: Uint8Array;
  readonly rootVersion: number;
  current: string | undefined;
  stays: boolean;
}

class World {
  readonly sides: Side[] = [];
  readonly executables: Executable[] = [];
  readonly folder = join(freshFolder("publishers"), "store");
  /** By embedded root: the version of the newest one that was followed from there. */
  readonly followed = new Map<Uint8Array, number>();
  nextKey = 60;

  constructor(readonly random: Random) {}

  static async begin(random: Random): Promise<World> {
    const world = new World(random);
    for (const [name, firstKey] of [
      ["one", 1],
      ["other", 31],
    ] as const) {
      const publisher = new Publisher(pluginPlatform, firstKey);
      const server = await WebServerForTests.start(publisher.files);
      servers.push(server);
      world.sides.push(new Side(publisher, server.address, name, firstKey));
      world.addExecutable(world.sides.at(-1) as Side);
    }
    return world;
  }

  addExecutable(side: Side): void {
    const { newestRoot: root, rootVersion } = side.publisher;
    const path = `/opt/${this.executables.length}/fastforth`;
    this.executables.push({ path, side, root, rootVersion, current: undefined, stays: false });
    if (!this.followed.has(root)) this.followed.set(root, rootVersion);
  }

  storeOf({ path, root }: Executable) {
    return openStore(this.folder, new TextDecoder().decode(root), path);
  }

  environment(executable: Executable): UpdateEnvironment {
    const { side, root } = executable;
    return {
      store: this.storeOf(executable),
      source: new WebServer(side.address, "test"),
      embeddedRoot: root,
      verifier: nodeVerifier,
      executable: { version: core, abi: ABI_VERSION, platform: pluginPlatform, pluginPlatform, plugins: [] },
      now: () => testTime,
      selfCheck: async () => undefined,
      file: { wasExchanged: () => false, holds: () => false, read: () => undefined } as never,
      report: () => undefined,
      patches: true,
    };
  }

  /** What a start of an executable is to use: what was chosen, if the keys that count there have signed it. */
  expected({ side, root, current }: Executable): string | undefined {
    const followed = this.followed.get(root) ?? 0;
    return current !== undefined && side.signed.get(current) === side.releaseKeys[followed]
      ? current
      : undefined;
  }

  async step(): Promise<string> {
    const { random } = this;
    const executable = random.choose(this.executables);
    const { side } = executable;
    switch (random.below(9)) {
      case 0:
        side.publish();
        return `${side.name} publishes`;
      case 1: {
        const role = random.choose(["root", "release", "timestamp"] as const);
        side.rotate(role, this.nextKey++);
        return `${side.name} rotates ${role}`;
      }
      case 2:
        if (this.executables.length < MOST_EXECUTABLES) this.addExecutable(side);
        return `another executable of ${side.name}`;
      case 3:
        return `${executable.path} rolls back: ${await this.rollBack(executable)}`;
      case 4:
        return `${executable.path} pins: ${await this.update(executable, side.newest)}`;
      default:
        return `${executable.path} updates: ${await this.update(executable)}`;
    }
  }

  /** No honest server is ever refused. */
  async update(executable: Executable, pin?: string): Promise<string> {
    const wish = pin === undefined ? stable : { ...stable, pin };
    const { kind } = await update(this.environment(executable), wish);
    this.followed.set(executable.root, executable.side.publisher.rootVersion);
    if (pin !== undefined) executable.stays = true;
    expect([kind, executable.stays && pin === undefined]).toEqual([
      kind,
      kind === "staying" || (kind === "current" && executable.stays && pin === undefined),
    ]);
    if (kind !== "staying") executable.current = executable.side.newest;
    return kind;
  }

  async rollBack(executable: Executable): Promise<string> {
    try {
      const { version } = await rollBackTo(this.environment(executable), undefined);
      executable.current = version === core ? undefined : version;
      executable.stays = true;
      return version;
    } catch (error) {
      if (!(error instanceof UpdateError) || error.fault !== "release") throw error;
      expect(this.expected(executable)).toBeUndefined();
      return error.message;
    }
  }
}

test("row 46: each executable follows its own publisher's roots", async () => {
  for (let run = 0; run < RUNS; run++) {
    const world = await World.begin(new Random(seed + run));
    const events = [`FUZZ_SEED=${seed + run}`];
    for (let step = 0; step < STEPS; step++) {
      try {
        events.push(await world.step());
      } catch (error) {
        throw new Error(`${events.join("\n")}\n${error}`, { cause: error });
      }
      for (const executable of world.executables) {
        const store = world.storeOf(executable);
        const used = store.current()?.version;
        expect([events, executable.path, used]).toEqual([
          events,
          executable.path,
          world.expected(executable),
        ]);
      }
    }
  }
}, 300_000);

test("row 46: an executable with a newer root goes on with what one with an older root has seen", async () => {
  const world = await World.begin(new Random(1));
  const [older] = world.executables as [Executable];
  const { side } = older;
  side.rotate("root", 90);
  const before = side.publisher.files.get("timestamp.json") as Uint8Array;
  side.publish();
  expect(await world.update(older)).toBe("plugins");
  world.addExecutable(side);
  const newer = world.executables.at(-1) as Executable;
  const now = side.publisher.files.get("timestamp.json") as Uint8Array;
  side.publisher.files.set("timestamp.json", before);
  await expect(world.update(newer)).rejects.toMatchObject({ fault: "rollback" });
  side.publisher.files.set("timestamp.json", now);
  expect(await world.update(newer)).toBe("plugins");
});
