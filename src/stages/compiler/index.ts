/** The contract of the compiler stage, which the built-in and the plugin fulfil alike, and the built-in. */
import { type CompileRequest, type CompileResult, compileToIr } from "./compiler.ts";

export { BodyError, type CompileRequest, type CompileResult, compileToIr } from "./compiler.ts";

/** Turns a body into ForthIR. */
export interface CompilerStage {
  readonly name: string;

  /** @throws BodyError when the body cannot be compiled; see `compileToIr`. */
  compile(request: CompileRequest): CompileResult;
}

export const builtinCompiler: CompilerStage = { name: "built-in", compile: compileToIr };
