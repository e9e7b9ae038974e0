/** The optimizer stage with all safety checks, and the verifier between its passes. */

import { dlopen, suffix } from "bun:ffi";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { runZig } from "../../release/zig.ts";
import {
  NativeOptimizer,
  type OptimizerSymbols,
  optimizerFunctions,
} from "../../src/stages/native_optimizer.ts";
import type { OptimizerOptions } from "../../src/stages/optimize_request.ts";

/** The passes in the order of `optimizer.zig`. */
export const passNames = readPassNames();

const symbols: OptimizerSymbols = dlopen(compiledLibrary(), optimizerFunctions).symbols;

/** The entry point itself. */
export const optimizeIr = symbols.optimize_ir;

export const optimizer = (options: OptimizerOptions = {}): NativeOptimizer =>
  new NativeOptimizer(symbols, options);

/** The stage with this pass alone. */
export function singlePass(name: string): NativeOptimizer {
  const number = passNames.indexOf(name);
  if (number < 0) throw new Error(`there is no pass ${name}`);
  return optimizer({ disabledPasses: ~(1 << number) });
}

function readPassNames(): string[] {
  const source = readFileSync(join(projectRoot, "plugins-src", "optimizer", "optimizer.zig"), "utf8");
  const list = /const passes = \[_\]Pass\{([^;]*)\};/.exec(source)?.[1] ?? "";
  return [...list.matchAll(/\.name = "(\w+)"/g)].map(([, name = ""]) => name);
}

/** The path of the library that these sources make. */
function compiledLibrary(): string {
  // What this file says of how it is built counts, too.
  const hash = createHash("sha256").update(readFileSync(import.meta.path));
  for (const folder of ["abi", "optimizer"]) {
    const sources = join(projectRoot, "plugins-src", folder);
    for (const name of readdirSync(sources).sort()) hash.update(readFileSync(join(sources, name)));
  }
  const folder = join(projectRoot, "dist", ".tests");
  const path = join(folder, `optimizer_test-${hash.digest("hex").slice(0, 16)}.${suffix}`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const modules = [
      "--dep",
      "abi",
      "-Mroot=plugins-src/optimizer/optimizer.zig",
      "-Mabi=plugins-src/abi/abi.zig",
    ];
    // Without the C library a panic finds no module for its addresses, and its backtrace names nothing.
    runZig(["build-lib", "-dynamic", "-Odebug", "-lc", ...modules, `-femit-bin=${path}`]);
  }
  return path;
}
