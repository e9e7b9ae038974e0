// Pairs of builds of a stage: as it is, and as it could have been before an update. The older build is made from the same
// sources with one place changed, which this file names; a place that is not there any more is an error.

import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { compileStage } from "../../release/libraries.ts";
import { projectRoot } from "../../release/steps.ts";
import type { StageName } from "../../src/abi/stage_names.ts";

interface OlderBuild {
  readonly stage: StageName;
  /** Below plugins-src. */
  readonly file: string;
  /** What stands there now, and what stood there. */
  readonly changes: readonly (readonly [now: string, before: string])[];
  /** Source behind the end of the file. */
  readonly appended?: string;
}

export const olderBuilds = {
  /** A parser that takes every double of up to 20 digits for one that fits 64 bits. */
  wrongDoubles: {
    stage: "parser",
    file: "parser/number.zig",
    changes: [
      [
        "const wide: u128 = if (length <= 12) value else wideValue(digits[0..length], radix);",
        "const wide: u128 = if (length <= 20) value else wideValue(digits[0..length], radix);",
      ],
    ],
  },
  /** An optimizer that finds equal expressions by comparing each with all before it. */
  quadraticCommon: {
    stage: "optimizer",
    file: "optimizer/common.zig",
    changes: [
      ["available: std.AutoHashMapUnmanaged(Key, Found) = .empty,", "available: SearchedList = .{},"],
    ],
    appended: `
/// Keys in the order of their first use, searched from the beginning.
const SearchedList = struct {
    keys: std.ArrayList(Key) = .empty,
    values: std.ArrayList(Found) = .empty,

    const Slot = struct { found_existing: bool, value_ptr: *Found };

    fn getOrPut(list: *SearchedList, scratch: Allocator, key: Key) Error!Slot {
        for (list.keys.items, 0..) |known, index| {
            if (std.meta.eql(known, key)) return .{ .found_existing = true, .value_ptr = &list.values.items[index] };
        }
        try list.keys.append(scratch, key);
        const value = try list.values.addOne(scratch);
        return .{ .found_existing = false, .value_ptr = value };
    }
};
`,
  },
  /** A backend that gives values only the first three registers of each class. */
  fewRegisters: {
    stage: "backend",
    file: "backend/allocation.zig",
    changes: [
      [
        "for (a.classes[class].preference) |register| {\n            const bit = @as(u16, 1) << register;\n            if (allowed",
        "for (a.classes[class].preference[0..3]) |register| {\n            const bit = @as(u16, 1) << register;\n            if (allowed",
      ],
      [
        "for (a.classes[class].preference) |register| {\n            if (allowed",
        "for (a.classes[class].preference[0..3]) |register| {\n            if (allowed",
      ],
    ],
  },
} as const satisfies Record<string, OlderBuild>;

/** The bytes of an older build; compiled unless these sources have been before. @throws BuildError */
export function olderBuild(build: OlderBuild): Uint8Array {
  const folder = join(projectRoot, "dist", ".tests", "pairs");
  const library = join(folder, `${build.stage}-${fingerprint(build)}.library`);
  if (!existsSync(library)) compile(build, folder, library);
  return new Uint8Array(readFileSync(library));
}

function compile(build: OlderBuild, folder: string, library: string): void {
  const sources = join(folder, `sources-${process.pid}-${build.stage}`);
  mkdirSync(folder, { recursive: true });
  try {
    for (const name of ["abi", build.stage])
      cpSync(join(projectRoot, "plugins-src", name), join(sources, "plugins-src", name), { recursive: true });
    writeFileSync(join(sources, "plugins-src", build.file), olderText(build));
    const unfinished = `${library}.${process.pid}`;
    compileStage(build.stage, sources, unfinished);
    renameSync(unfinished, library);
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
}

function olderText({ file, changes, appended = "" }: OlderBuild): string {
  let text = readFileSync(join(projectRoot, "plugins-src", file), "utf8");
  for (const [now, before] of changes) {
    if (text.split(now).length !== 2) throw new Error(`${file} does not have this once: ${now}`);
    text = text.replace(now, () => before);
  }
  return text + appended;
}

/** Of everything that the library is made from. */
function fingerprint(build: OlderBuild): string {
  const hash = createHash("sha256").update(olderText(build));
  for (const name of ["abi", build.stage]) {
    const folder = join(projectRoot, "plugins-src", name);
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort())
      if (file.endsWith(".zig")) hash.update(readFileSync(join(folder, file)));
  }
  return hash.digest("hex").slice(0, 16);
}
