// Stages as an earlier release might have had them: each compiled from today's sources with one change.

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { StageName } from "../../src/abi/stage_names.ts";
import { BuildError } from "../build_error.ts";
import { type SourceChange, writeChangedSources } from "../changed_sources.ts";
import { compileStage } from "../libraries.ts";
import { hostPlatform, platformNamed } from "../platforms.ts";

/** A stage of the demonstration's first release. */
export interface OlderStage {
  readonly stage: StageName;
  /** What it lacks, for the reader. */
  readonly fault: string;
  readonly changes: readonly SourceChange[];
}

export const olderStages: readonly OlderStage[] = [
  {
    stage: "parser",
    fault: "cuts a double number to one cell",
    changes: [
      {
        file: "parser/number.zig",
        from: "if (length <= 12) value",
        to: "if (length <= 39) value",
      },
    ],
  },
  {
    stage: "optimizer",
    fault: "looks for equal expressions one by one: a quadratic pass",
    changes: [
      {
        file: "optimizer/common.zig",
        from: "available: std.AutoHashMapUnmanaged(Key, Found) = .empty,",
        to: "available: Available = .{},",
      },
      {
        file: "optimizer/common.zig",
        from: "const Walk = struct {",
        to: `const Available = struct {
    keys: std.ArrayList(Key) = .empty,
    found: std.ArrayList(Found) = .empty,

    fn getOrPut(available: *Available, allocator: Allocator, key: Key) Error!struct { found_existing: bool, value_ptr: *Found } {
        for (available.keys.items, 0..) |known, index| {
            if (std.meta.eql(known, key)) return .{ .found_existing = true, .value_ptr = &available.found.items[index] };
        }
        try available.keys.append(allocator, key);
        return .{ .found_existing = false, .value_ptr = try available.found.addOne(allocator) };
    }
};

const Walk = struct {`,
      },
    ],
  },
  {
    stage: "backend",
    fault: "gives values one register of a kind, and divides where it could multiply",
    changes: [
      {
        file: "backend/allocation.zig",
        from: "        .classes = classes,\n",
        to: `        .classes = .{
            .{ .preference = classes[0].preference[0..1], .callee_saved = classes[0].callee_saved },
            .{ .preference = classes[1].preference[0..1], .callee_saved = classes[1].callee_saved },
        },
`,
      },
      ...["x86_64", "aarch64"].map((processor) => ({
        file: `backend/${processor}/division.zig`,
        from: "|divisor| if (divisor > 2) ",
        to: "|divisor| if (divisor == 0x7fff_ffff_ffff_ffff) ",
      })),
    ],
  },
];

/** What the older stages call themselves. */
export const olderVersion = "0.0.9";

/**
 * Compiles a stage from changed sources, as a release does, in a process of its own, so that several go on at once.
 * @param folder where its sources and the library go
 * @returns the library's path
 * @throws BuildError when the sources do not hold what is to be changed, or the compiler fails
 */
export async function compileOlderStage({ stage, changes }: OlderStage, folder: string): Promise<string> {
  const sources = join(folder, `${stage}-sources`);
  writeChangedSources(sources, stage, olderVersion, changes);
  const { library, librarySuffix } = platformNamed(hostPlatform());
  const output = join(folder, `${stage}-${library}${librarySuffix}`);
  const command = [process.execPath, import.meta.path, stage, sources, output];
  const child = Bun.spawn(command, { stdio: ["ignore", "inherit", "inherit"] });
  if ((await child.exited) !== 0) throw new BuildError(`The older ${stage} was not compiled.`);
  rmSync(sources, { recursive: true });
  return output;
}

if (import.meta.main) {
  const [stage = "", sources = "", output = ""] = process.argv.slice(2);
  compileStage(stage, sources, output);
}
