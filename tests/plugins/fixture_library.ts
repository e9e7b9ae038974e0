// Small stage libraries that answer the handshake as a test wants them to, built on demand by the project's Zig.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { runZig } from "../../release/zig.ts";
import { ABI_VERSION, LAYOUT_HASH } from "../../src/abi/bindings.ts";
import type { ExpectedBytes } from "../../src/plugins/verified_load.ts";

export interface Fixture {
  readonly abiVersion?: number;
  readonly layoutHash?: bigint;
  readonly stage?: string;
  readonly version?: string;
  /** Further Zig source. */
  readonly extra?: string;
  /** A target in Zig's words; without it, this machine. */
  readonly target?: string;
}

/** Builds a library that exports the handshake and `fixture_count`, which counts its calls from 1. */
export function fixtureLibrary(fixture: Fixture = {}): Uint8Array {
  return buildFixture(handshakeSource(fixture), fixture.target ?? "native");
}

/** Builds a library that exports nothing but what the Zig source says. */
export function buildFixture(source: string, target = "native"): Uint8Array {
  const name = createHash("sha256").update(`${target}\n${source}`).digest("hex").slice(0, 16);
  const folder = join(projectRoot, "dist", ".tests", "fixtures");
  const library = join(folder, `${name}.library`);
  if (!existsSync(library)) {
    mkdirSync(folder, { recursive: true });
    const root = join(folder, `${name}.zig`);
    writeFileSync(root, source);
    const flags = ["-dynamic", "-Osmall", "-fstrip", "-target", target, `-femit-bin=${library}`];
    runZig(["build-lib", ...flags, ...(target.includes("macos") ? ["-lc"] : []), root]);
  }
  return new Uint8Array(readFileSync(library));
}

/** What a manifest would say of these bytes. */
export function expectation(bytes: Uint8Array): ExpectedBytes {
  return { byteLength: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function handshakeSource(fixture: Fixture): string {
  return `
var count: u32 = 0;
export fn fixture_count() u32 { count += 1; return count; }
export fn ff_abi_version() u32 { return ${fixture.abiVersion ?? ABI_VERSION}; }
export fn ff_layout_hash() u64 { return ${fixture.layoutHash ?? LAYOUT_HASH}; }
export fn ff_stage_name() [*:0]const u8 { return ${JSON.stringify(fixture.stage ?? "parser")}; }
export fn ff_stage_version() [*:0]const u8 { return ${JSON.stringify(fixture.version ?? "1.2.3")}; }
${fixture.extra ?? ""}
`;
}
