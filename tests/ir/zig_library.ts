/** The Zig implementation of ForthIR's textual form and verifier, called through plugins-src/abi/test_library.zig. */

import { dlopen, FFIType, suffix } from "bun:ffi";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { runZig } from "../../release/zig.ts";
import type { Rule } from "../../src/abi/bindings.ts";
import type { Verdict } from "./verify.ts";

const CAPACITY = 1 << 20;

export interface ZigLibrary {
  verify(words: Uint32Array): Verdict;
  /** The text of a valid function; undefined when the verifier refuses it. */
  print(words: Uint32Array): string | undefined;
  /** The words of a text; undefined when it cannot be read. */
  parse(text: string): Uint32Array | undefined;
  layoutHash(): bigint;
}

/** Loads the library, compiled with all safety checks unless that was done before. @throws BuildError */
export function loadZigLibrary(): ZigLibrary {
  const path = compiledLibrary();
  const { symbols } = dlopen(path, {
    ff_test_verify: { args: [FFIType.ptr, FFIType.u32, FFIType.ptr], returns: FFIType.u32 },
    ff_test_print: { args: [FFIType.ptr, FFIType.u32, FFIType.ptr, FFIType.u32], returns: FFIType.i32 },
    ff_test_parse: { args: [FFIType.ptr, FFIType.u32, FFIType.ptr, FFIType.u32], returns: FFIType.i32 },
    ff_test_layout_hash: { args: [], returns: FFIType.u64 },
  });
  const at = new Uint32Array(1);
  const text = new Uint8Array(CAPACITY);
  const parsed = new Uint32Array(CAPACITY);
  return {
    verify: (words) => {
      const rule = symbols.ff_test_verify(addressable(words), words.length, at) as Rule;
      return { rule, at: at[0] ?? 0 };
    },
    print: (words) => {
      const length = symbols.ff_test_print(addressable(words), words.length, text, CAPACITY);
      return length < 0 ? undefined : new TextDecoder().decode(text.subarray(0, length));
    },
    parse: (source) => {
      const bytes = new TextEncoder().encode(source);
      const length = symbols.ff_test_parse(addressable(bytes), bytes.length, parsed, CAPACITY);
      return length < 0 ? undefined : parsed.slice(0, length);
    },
    layoutHash: () => symbols.ff_test_layout_hash(),
  };
}

/** An empty array has no address that may be handed over. */
function addressable<Array extends Uint32Array | Uint8Array>(array: Array): Array | Uint32Array {
  return array.length === 0 ? new Uint32Array(1) : array;
}

/** The path of the library that these sources make. */
function compiledLibrary(): string {
  const sources = join(projectRoot, "plugins-src", "abi");
  const hash = createHash("sha256").update(readFileSync(import.meta.path));
  for (const name of readdirSync(sources).sort()) hash.update(readFileSync(join(sources, name)));
  const folder = join(projectRoot, "dist", ".tests");
  const path = join(folder, `abi_test-${hash.digest("hex").slice(0, 16)}.${suffix}`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    // With the C library a panic's backtrace has names.
    runZig([
      "build-lib",
      "-dynamic",
      "-Odebug",
      "-lc",
      `-femit-bin=${path}`,
      join(sources, "test_library.zig"),
    ]);
  }
  return path;
}
