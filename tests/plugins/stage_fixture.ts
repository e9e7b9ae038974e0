// Libraries of stages that are good or bad in a certain way.

import type { StageName } from "../../src/abi/stage_names.ts";
import { type Fixture, fixtureLibrary } from "./fixture_library.ts";

const entryPoints: Record<StageName, string> = {
  parser: "parse_forth",
  compiler: "compile_to_ir",
  optimizer: "optimize_ir",
  backend: "generate_code",
};

/** What the entry point does, in Zig; `request` is a pointer to the request's words. */
export const behaviours = {
  /** Declines everything, so that the built-in answers. */
  declines: "return 3;",
  crashes: "const nowhere: *allowzero volatile u32 = @ptrFromInt(request[0] & 1); nowhere.* = 1; return 0;",
  hangs: "while (@as(*volatile u32, &request[0]).* != 0) {} return 0;",
  /** Says that all is well and has done nothing. */
  lies: "return 0;",
  /** A status that does not exist. */
  fails: "return 77;",
} as const;

/** A library for a stage with a complete handshake. */
export function stageLibrary(
  stage: StageName,
  behaviour: string = behaviours.declines,
  fixture: Fixture = {},
): Uint8Array {
  const extra = `
export fn ${entryPoints[stage]}(request: [*]u32) u32 { _ = &request; ${behaviour} }
${stage === "optimizer" ? "export fn ff_pass_name(_: u32) ?[*:0]const u8 { return null; }" : ""}
`;
  return fixtureLibrary({ stage, extra, ...fixture });
}
