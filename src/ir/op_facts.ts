import { type OpInfo, opTable, Shape } from "../abi/bindings.ts";

/** Columns of the op table as arrays, indexed by op number, for code that runs once an instruction. */

export const shapeOf = Uint8Array.from(opTable, (info) => info.shape);
export const purityOf = Uint8Array.from(opTable, (info) => info.purity);
export const cellResultsOf = Uint8Array.from(opTable, (info) => info.cellResults);
export const floatResultsOf = Uint8Array.from(opTable, (info) => info.floatResults);

/** By shape: how many of the fields a, b, c are values. */
export const directOperandCount = new Uint8Array(Object.keys(Shape).length);
directOperandCount[Shape.v1] = directOperandCount[Shape.v1imm] = directOperandCount[Shape.branch] = 1;
directOperandCount[Shape.v2] = directOperandCount[Shape.v2imm] = 2;
directOperandCount[Shape.v3] = 3;

/** The row of an op that is known to exist. */
export function opInfo(op: number): OpInfo {
  const info = opTable[op];
  if (info === undefined) throw new RangeError(`there is no op ${op}`);
  return info;
}
