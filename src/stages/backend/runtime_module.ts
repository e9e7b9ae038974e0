/**
 * What the code of words calls for arithmetic that WebAssembly has no instruction for: two-cell numbers, by Knuth's
 * schoolbook methods (The Art of Computer Programming, 4.3.1). And the stub that stands in the word table for every
 * word that has no code here: it asks the host.
 */
import { ByteWriter } from "./byte_writer.ts";
import { functionType, ModuleBuilder } from "./module_builder.ts";
import { I32, I64, W } from "./opcodes.ts";

/** Writes instructions from their names; numbers are operands. */
function assemble(i64Locals: number, i32Locals: number, text: string): ByteWriter {
  const code = new ByteWriter();
  code.byte(2);
  code.unsigned(i64Locals);
  code.byte(I64);
  code.unsigned(i32Locals);
  code.byte(I32);
  const words = text.trim().split(/\s+/);
  for (let at = 0; at < words.length; at++) {
    const name = words[at] as string;
    const instruction = W[name as keyof typeof W];
    if (instruction === undefined) throw new RangeError(`no instruction ${name}`);
    code.byte(instruction);
    switch (name) {
      case "i64_const": {
        const value = BigInt.asIntN(64, BigInt(words[++at] as string));
        code.signed64(Number(BigInt.asIntN(32, value)), Number(value >> 32n));
        break;
      }
      case "i32_const":
        code.signed(Number(words[++at]));
        break;
      case "local_get":
      case "local_set":
      case "local_tee":
      case "call":
      case "br_if":
      case "br":
      case "block":
      case "loop":
      case "if":
        code.unsigned(Number(words[++at]));
        break;
    }
  }
  code.byte(W.end);
  return code;
}

const MASK = "i64_const 0xffffffff i64_and";
const HALF = "i64_const 32 i64_shr_u";

const umul = `
  local_get 0 ${MASK} local_set 2  local_get 0 ${HALF} local_set 3
  local_get 1 ${MASK} local_set 4  local_get 1 ${HALF} local_set 5
  local_get 3 local_get 4 i64_mul local_get 2 local_get 4 i64_mul ${HALF} i64_add local_set 6
  local_get 2 local_get 5 i64_mul local_get 6 ${MASK} i64_add local_set 7
  local_get 0 local_get 1 i64_mul
  local_get 3 local_get 5 i64_mul local_get 6 ${HALF} i64_add local_get 7 ${HALF} i64_add`;

/** The signed product from the unsigned one. Function 1 is umul. */
const smul = `
  local_get 0 local_get 1 call 1 local_set 2
  local_get 2
  local_get 0 i64_const 63 i64_shr_s local_get 1 i64_and i64_sub
  local_get 1 i64_const 63 i64_shr_s local_get 0 i64_and i64_sub`;

const dadd = `
  local_get 0 local_get 2 i64_add local_tee 4
  local_get 1 local_get 3 i64_add local_get 4 local_get 0 i64_lt_u i64_extend_i32_u i64_add`;

const dsub = `
  local_get 0 local_get 2 i64_sub
  local_get 1 local_get 3 i64_sub local_get 0 local_get 2 i64_lt_u i64_extend_i32_u i64_sub`;

/** ( low high divisor -- remainder quotient outside ) A divisor of one digit in two steps, others bit by bit. */
const udivmod = `
  local_get 1 local_get 2 i64_ge_u
  if 64 i64_const 0 i64_const 0 i32_const 1 return end
  local_get 1 i64_eqz
  if 64 local_get 0 local_get 2 i64_rem_u local_get 0 local_get 2 i64_div_u i32_const 0 return end
  local_get 2 ${HALF} i64_eqz
  if 64
    local_get 1 i64_const 32 i64_shl local_get 0 ${HALF} i64_or local_tee 3
    local_get 2 i64_div_u local_set 4
    local_get 3 local_get 2 i64_rem_u i64_const 32 i64_shl local_get 0 ${MASK} i64_or local_tee 3
    local_get 2 i64_rem_u
    local_get 4 i64_const 32 i64_shl local_get 3 local_get 2 i64_div_u i64_or
    i32_const 0 return
  end
  i64_const 64 local_set 4
  loop 64
    local_get 1 local_set 3
    local_get 1 i64_const 1 i64_shl local_get 0 i64_const 63 i64_shr_u i64_or local_set 1
    local_get 0 i64_const 1 i64_shl local_set 0
    local_get 3 i64_const 0 i64_lt_s local_get 1 local_get 2 i64_ge_u i32_or
    if 64
      local_get 1 local_get 2 i64_sub local_set 1
      local_get 0 i64_const 1 i64_or local_set 0
    end
    local_get 4 i64_const 1 i64_sub local_tee 4 i64_const 0 i64_ne br_if 0
  end
  local_get 1 local_get 0 i32_const 0`;

/**
 * ( low high divisor -- remainder quotient outside ) Locals: 3 the sign of the dividend, 4 of the quotient, 5 the
 * divisor's magnitude, 6 remainder, 7 quotient, 8 outside.
 */
const signed = (floored: string) => `
  local_get 1 i64_const 63 i64_shr_s local_set 3
  local_get 1 local_get 2 i64_xor i64_const 63 i64_shr_s local_set 4
  local_get 2 local_get 2 i64_const 63 i64_shr_s i64_xor local_get 2 i64_const 63 i64_shr_s i64_sub local_set 5
  local_get 0 local_get 3 i64_xor local_set 0
  local_get 1 local_get 3 i64_xor local_set 1
  local_get 0 local_get 3 i64_sub local_set 0
  local_get 3 i64_const 0 i64_ne local_get 0 i64_eqz i32_and i64_extend_i32_u local_get 1 i64_add local_set 1
  local_get 0 local_get 1 local_get 5 call 5
  local_set 8 local_set 7 local_set 6
  ${floored}
  local_get 6
  local_get 7 local_get 4 i64_xor local_get 4 i64_sub
  local_get 8
  local_get 7 i64_const 0x7fffffffffffffff local_get 4 i64_sub i64_gt_u i32_or`;

const sdivrem = signed("local_get 6 local_get 3 i64_xor local_get 3 i64_sub local_set 6");

const fdivmod = signed(`
  local_get 4 i64_const 0 i64_ne local_get 6 i64_const 0 i64_ne i32_and
  if 64
    local_get 5 local_get 6 i64_sub local_set 6
    local_get 8 local_get 7 i64_const -1 i64_eq i32_or local_set 8
    local_get 7 i64_const 1 i64_add local_set 7
  end
  local_get 6 local_get 2 i64_const 63 i64_shr_s i64_xor local_get 2 i64_const 63 i64_shr_s i64_sub local_set 6`);

/** The functions of the runtime by name. @param pages of the memory, which every module declares alike */
export function instantiateRuntime(
  pages: number,
  imports: Bun.WebAssembly.ModuleImports,
): Record<string, Bun.WebAssembly.ExportValue> {
  const builder = new ModuleBuilder(pages);
  builder.import("host", functionType("ii>"));
  builder.add("umul", functionType("II>II"), assemble(6, 0, umul));
  builder.add("smul", functionType("II>II"), assemble(1, 0, smul));
  builder.add("dadd", functionType("IIII>II"), assemble(1, 0, dadd));
  builder.add("dsub", functionType("IIII>II"), assemble(0, 0, dsub));
  builder.add("udivmod", functionType("III>IIi"), assemble(2, 0, udivmod));
  builder.add("sdivrem", functionType("III>IIi"), assemble(5, 1, sdivrem));
  builder.add("fdivmod", functionType("III>IIi"), assemble(5, 1, fdivmod));
  builder.add("stub", functionType("ii>"), assemble(0, 0, "local_get 0 local_get 1 call 0"));
  const module = new WebAssembly.Module(builder.bytes([]));
  return new WebAssembly.Instance(module, { e: imports }).exports;
}
