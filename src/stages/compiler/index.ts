import type { CompilerStage } from "../compiler_stage.ts";
import { compileToIr } from "./compiler.ts";

export const builtinCompiler: CompilerStage = { name: "built-in", compile: compileToIr };
