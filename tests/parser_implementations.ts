// Both implementations of the parser stage, for tests that call the stage by itself: the built-in and the
// library that the build made.

import { dlopen } from "bun:ffi";
import { join } from "node:path";
import { projectRoot } from "../release/steps.ts";
import { Token } from "../src/abi/bindings.ts";
import { NativeParser } from "../src/stages/native_parser.ts";
import { builtinParser, type ParseCursor, type ParserStage } from "../src/stages/parser.ts";

const os = process.platform === "win32" ? "windows" : process.platform;
const suffix = { linux: "so", darwin: "dylib", windows: "dll" }[os as string] ?? "so";
const libraryPath = join(projectRoot, "dist", "plugins", `parser-${os}-${process.arch}.${suffix}`);

/** The plugin's entry point itself. */
export const parserSymbols = dlopen(libraryPath, { parse_forth: { args: ["ptr"], returns: "u32" } }).symbols;

export const nativeParser: ParserStage = new NativeParser(parserSymbols);

export const parserImplementations: readonly ParserStage[] = [builtinParser, nativeParser];

/** A token array that `capacity` tokens fit in. */
export function tokenArray(capacity: number): Uint32Array {
  return new Uint32Array(capacity * Token.WORDS);
}

export interface ParseOptions {
  readonly base?: number;
  readonly singleLine?: boolean;
  /** Where to begin, changed like the cursor of `parse`. */
  readonly cursor?: ParseCursor;
  /** Tokens a call. */
  readonly capacity?: number;
}

/** Parses from the cursor to the end of the source, in as many calls as it takes. Returns all records in one. */
export function parseToEnd(parser: ParserStage, source: Uint8Array, options: ParseOptions = {}): Uint32Array {
  const { base = 10, singleLine = false, capacity = 256 } = options;
  const cursor = options.cursor ?? { offset: 0, line: 1, lineStart: 0 };
  const tokens = tokenArray(capacity);
  const chunks: Uint32Array[] = [];
  let count: number;
  do {
    count = parser.parse(source, source.length, cursor, base, singleLine, tokens);
    chunks.push(tokens.slice(0, count * Token.WORDS));
  } while (count === capacity);
  const all = new Uint32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let end = 0;
  for (const chunk of chunks) {
    all.set(chunk, end);
    end += chunk.length;
  }
  return all;
}
