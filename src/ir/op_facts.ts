import { type OpInfo, opTable, Shape } from "../abi/bindings.ts";

/** Columns of the op table as arrays, indexed by op number, for code that runs once an instruction. */

export const shapeOf = new Uint8Array(opTable.length);
export const purityOf = new Uint8Array(opTable.length);
export const cellResultsOf = new Uint8Array(opTable.length);
export const floatResultsOf = new Uint8Array(opTable.length);

// One loop, and not `from`, which the engine would have to compile for the first hot word.
for (let op = 0; op < opTable.length; op++) {
  const { shape, purity, cellResults, floatResults } = opTable[op] as OpInfo;
  shapeOf[op] = shape;
  purityOf[op] = purity;
  cellResultsOf[op] = cellResults;
  floatResultsOf[op] = floatResults;
}

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
