// All implementations of the compiler stage, for tests that call the stage by itself: the built-in, the library that the
// build made, and the one in TypeScript that both are compared with.

import { dlopen } from "bun:ffi";
import { join } from "node:path";
import { projectRoot } from "../release/steps.ts";
import { BodyError } from "../src/abi/body_error.ts";
import { builtinCompiler } from "../src/stages/builtin.ts";
import type { CompileRequest, CompilerStage } from "../src/stages/compiler_stage.ts";
import { NativeCompiler } from "../src/stages/native_compiler.ts";
import { referenceCompiler } from "./compiler/reference/index.ts";

const os = process.platform === "win32" ? "windows" : process.platform;
const suffix = { linux: "so", darwin: "dylib", windows: "dll" }[os as string] ?? "so";
const built = join(projectRoot, "dist", "plugins", `compiler-${os}-${process.arch}.${suffix}`);

/** The plugin's entry point itself. FASTFORTH_COMPILER names another library, such as one with safety checks. */
export const compilerSymbols = dlopen(process.env.FASTFORTH_COMPILER ?? built, {
  compile_to_ir: { args: ["ptr"], returns: "u32" },
}).symbols;

export const nativeCompiler: CompilerStage = new NativeCompiler(compilerSymbols);

export const compilerImplementations: readonly CompilerStage[] = [
  referenceCompiler,
  builtinCompiler,
  nativeCompiler,
];

/** What a compiler makes of a request, as something that can be compared: its result, or its error. */
export function outcomeOf(compiler: CompilerStage, request: CompileRequest): object {
  try {
    return compiler.compile(request);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    const { throwCode, message, record, position } = error;
    return { throwCode, message, record, position };
  }
}
