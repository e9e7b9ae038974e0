import { type OpInfo, opTable, Purity } from "../abi/bindings.ts";

/** Columns of the op table as arrays, indexed by op number, for code that runs once an instruction. */

export const shapeOf = Uint8Array.from(opTable, (info) => info.shape);
export const purityOf = Uint8Array.from(opTable, (info) => info.purity);
export const cellResultsOf = Uint8Array.from(opTable, (info) => info.cellResults);
export const floatResultsOf = Uint8Array.from(opTable, (info) => info.floatResults);
/** 1 for ops that end a block. */
export const isTerminator = Uint8Array.from(opTable, (info) => (info.purity === Purity.terminator ? 1 : 0));

/** The row of an op that is known to exist. */
export function opInfo(op: number): OpInfo {
  const info = opTable[op];
  if (info === undefined) throw new RangeError(`there is no op ${op}`);
  return info;
}
