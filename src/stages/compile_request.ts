/** Requests of `compile_to_ir` without what they say about memory, which each host of the compiler has its own way with. */
import {
  ABI_VERSION,
  BodyInstruction,
  COMPILE_FORCE_DYNAMIC,
  COMPILE_NEVER_RETURNS,
  CompileRequest,
  FUNCTION_DYNAMIC,
  FunctionHeader,
  WordInfo,
} from "../abi/bindings.ts";
import { BodyError } from "../abi/body_error.ts";
import type { CompileResult, CompileRequest as Request } from "./compiler_stage.ts";

/** Writes all but addresses and capacities. */
export function describeCompilation(fields: Uint32Array, request: Request): void {
  fields[CompileRequest.structSize] = CompileRequest.BYTES;
  fields[CompileRequest.abiVersion] = ABI_VERSION;
  fields[CompileRequest.poolLength] = Math.floor(request.bodies.length / BodyInstruction.WORDS);
  fields[CompileRequest.bodyOffset] = request.offset;
  fields[CompileRequest.bodyCount] = request.count;
  fields[CompileRequest.wordCount] = Math.floor(request.words.length / WordInfo.WORDS);
  fields[CompileRequest.word] = request.word;
  fields[CompileRequest.flags] = request.forceDynamic ? COMPILE_FORCE_DYNAMIC : 0;
}

/** What a request that was answered with `ok` says about a function. */
export function compileResult(fields: Uint32Array, ir: Uint32Array): CompileResult {
  return {
    ir,
    effectKnown: ((ir[FunctionHeader.flags] as number) & FUNCTION_DYNAMIC) === 0,
    cellIn: ir[FunctionHeader.cellIn] as number,
    cellOut: ir[FunctionHeader.cellOut] as number,
    floatIn: ir[FunctionHeader.floatIn] as number,
    floatOut: ir[FunctionHeader.floatOut] as number,
    neverReturns: ((fields[CompileRequest.resultFlags] as number) & COMPILE_NEVER_RETURNS) !== 0,
  };
}

/** What a request that was answered with `invalid_body` says about the body. */
export function compileError(fields: Uint32Array, bodies: Uint32Array): BodyError {
  const fault = fields[CompileRequest.errorFault] as ConstructorParameters<typeof BodyError>[0];
  return new BodyError(
    fault,
    fields[CompileRequest.errorValue] as number,
    fields[CompileRequest.errorAt] as number,
    bodies,
  );
}
