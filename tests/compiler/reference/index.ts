// The compiler stage a second time, in TypeScript: what the one in plugins-src is compared with, word for word.

import type { CompilerStage } from "../../../src/stages/compiler_stage.ts";
import { compileToIr } from "./compiler.ts";

export const referenceCompiler: CompilerStage = { name: "reference", compile: compileToIr };
