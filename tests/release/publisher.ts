// A publisher with keys made on the fly and small libraries for this machine, for tests of what `npm run release` does.

import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { BuiltFile } from "../../release/build_release.ts";
import type { ChannelContext } from "../../release/channels.ts";
import { generateKeys, readKeys } from "../../release/keys.ts";
import { hostPlatform, platformNamed } from "../../release/platforms.ts";
import { newest, type Published, type PublishPlan, publishRelease } from "../../release/publish.ts";
import { createRoot, rootChain } from "../../release/roots.ts";
import { releaseSigners } from "../../release/sign.ts";
import { projectRoot } from "../../release/steps.ts";
import { ABI_VERSION } from "../../src/abi/bindings.ts";
import type { StageName } from "../../src/abi/stage_names.ts";
import { sha256 } from "../../src/trust/bytes.ts";
import type { Decision, Machine, Wish } from "../../src/trust/decision.ts";
import { nodeVerifier } from "../../src/trust/ed25519_node.ts";
import { emptyTrustState, type TrustState } from "../../src/trust/state.ts";
import { runUpdateCheck, UpdateCheck } from "../../src/trust/trust.ts";
import { type Fixture, fixtureLibrary } from "../plugins/fixture_library.ts";

export const day = 24 * 60 * 60 * 1000;
export const start = Date.UTC(2026, 10, 25, 16);

/** A program of this system, small enough to be published in no time. */
export const smallProgram = Bun.which("true");

const entryPoints: Readonly<Record<StageName, string>> = {
  parser: "parse_forth",
  compiler: "compile_to_ir",
  optimizer: "optimize_ir",
  backend: "generate_code",
};

export class TestPublisher {
  readonly folder = mkdtempSync(join(tmpdir(), "fastforth-release-test-"));
  readonly site = join(this.folder, "site");
  readonly privateFolder = join(this.folder, "private");
  readonly publicFolder = join(this.folder, "public");
  readonly reports: string[] = [];
  private readonly library: string;

  /**
   * @param now the time of its clock, in milliseconds since 1970
   * @param platform the one platform of its releases
   */
  constructor(
    public now = start,
    private readonly platform = hostPlatform(),
  ) {
    this.library = platformNamed(platform).library;
    const keys = (role: "root" | "release" | "timestamp", count: number, threshold: number) => ({
      signers: generateKeys(this.privateFolder, role, count),
      threshold,
    });
    createRoot(
      this.publicFolder,
      { root: keys("root", 3, 2), release: keys("release", 1, 1), timestamp: keys("timestamp", 1, 1) },
      this.now,
    );
  }

  /** Publishes a parser, an optimizer and an executable of some versions. */
  async publish(
    version: string,
    changes: Partial<PublishPlan> & { parser?: Fixture; optimizer?: Fixture } = {},
  ): Promise<Published> {
    const { parser = {}, optimizer = {}, ...plan } = changes;
    return await publishRelease({
      ...this.context(),
      files: [
        this.plugin("parser", { version: "1.0.0", ...parser }),
        this.plugin("optimizer", { version: "1.0.0", ...optimizer }),
        this.executable(version),
      ],
      version,
      abi: ABI_VERSION,
      rollout: 1,
      notes: `What is new in ${version}.`,
      date: this.now,
      patches: { plugins: 3, executables: 1 },
      selfCheck: () => undefined,
      dryRun: false,
      report: (line) => this.reports.push(line),
      ...plan,
    });
  }

  context(channel = "stable"): ChannelContext {
    const roots = rootChain(this.publicFolder);
    const signers = releaseSigners(newest(roots), readKeys([this.privateFolder]));
    return { site: this.site, channel, roots, signers, now: this.now };
  }

  /** A small library of a stage, with what a client looks for. */
  plugin(stage: StageName, fixture: Fixture): BuiltFile {
    const extra = `export fn ${entryPoints[stage]}(_: *anyopaque) u32 { return 0; }\n${fixture.extra ?? ""}`;
    const bytes = fixtureLibrary({ ...fixture, stage: fixture.stage ?? stage, extra });
    const path = join(this.folder, `${stage}-${sha256(bytes).slice(0, 8)}`);
    writeFileSync(path, bytes);
    return { name: stage, version: fixture.version ?? "1.2.3", platform: this.library, path };
  }

  /** A stage as the build made it; under another version, in the few other bytes that this takes. */
  realPlugin(stage: StageName, version?: string): BuiltFile {
    const { librarySuffix } = platformNamed(this.platform);
    const built = join(projectRoot, "dist", "plugins", `${stage}-${this.library}${librarySuffix}`);
    const bytes = readFileSync(built);
    const source = readFileSync(join(projectRoot, "plugins-src", stage, `${stage}.zig`), "utf8");
    const own = /exportHandshake\(\.\w+, "([^"]+)"\)/.exec(source)?.[1] ?? "";
    const next = version ?? own;
    const at = bytes.indexOf(`${own}\0`);
    if (at < 0 || next.length !== own.length) throw new Error(`${stage} cannot be called ${next}.`);
    bytes.write(next, at);
    const path = join(this.folder, `${stage}-${next}`);
    writeFileSync(path, bytes);
    return { name: stage, version: next, platform: this.library, path };
  }

  executable(version: string): BuiltFile {
    const path = join(this.folder, `fastforth-${version}`);
    const program = Buffer.concat([readFileSync(smallProgram ?? ""), Buffer.from(version)]);
    // The machine in the header of ELF files: it stands for a program that is as long as this one.
    if (this.platform === "linux-arm64") program.writeUInt16LE(183, 18);
    writeFileSync(path, program);
    return { name: "fastforth", version, platform: this.platform, path };
  }

  /** Every file of the site with its hash. */
  snapshot(folder = this.site): Record<string, string> {
    try {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      );
      const paths = files.map((file) => join(file.parentPath, file.name)).sort();
      return Object.fromEntries(paths.map((path) => [relative(folder, path), sha256(readFileSync(path))]));
    } catch {
      return {}; // Nothing was published yet.
    }
  }

  file(name: string): Uint8Array | undefined {
    try {
      return new Uint8Array(readFileSync(join(this.site, name)));
    } catch {
      return undefined;
    }
  }
}

/** A machine that checks for updates at a publisher's site. */
export class TestClient {
  state: TrustState = emptyTrustState;
  readonly embeddedRoot: Uint8Array;
  machine: Machine = {
    platform: platformNamed(hostPlatform()).library,
    executablePlatform: hostPlatform(),
    abi: ABI_VERSION,
    core: "1.0.0",
    id: new Uint8Array(16),
    installed: { version: "0.9.0", plugins: [] },
  };

  constructor(private readonly publisher: TestPublisher) {
    this.embeddedRoot = new Uint8Array(readFileSync(join(publisher.publicFolder, "1.root.json")));
  }

  async check(wish: Partial<Wish> = {}): Promise<Decision> {
    const { embeddedRoot, state, machine } = this;
    const now = this.publisher.now;
    const input = {
      embeddedRoot,
      state,
      verifier: nodeVerifier,
      now,
      machine,
      wish: { channel: "stable", ...wish },
    };
    const check = new UpdateCheck(input);
    try {
      return await runUpdateCheck(check, async ({ name }) => this.publisher.file(name));
    } finally {
      this.state = check.state;
    }
  }

  /** Checks, and counts what is offered as installed. */
  async update(): Promise<Decision> {
    const decision = await this.check();
    const { version, channel, number, updated_plugins: plugins } = decision.manifest;
    if (decision.kind === "plugins") {
      this.machine = { ...this.machine, installed: { version, source: { channel, number }, plugins } };
    }
    return decision;
  }
}
