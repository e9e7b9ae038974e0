/** What is known of the results of operations when their operands are. */
import { Op, opTable, ValueType } from "../abi/bindings.ts";
import { Cell } from "./effect.ts";

/** By operation: how many cells and floats it takes. */
export const cellOperandsOf = Uint8Array.from(
  opTable,
  ({ operands }) => operands.filter((type) => type !== ValueType.float).length,
);
export const floatOperandsOf = Uint8Array.from(
  opTable,
  ({ operands }) => operands.filter((type) => type === ValueType.float).length,
);

const stores: ReadonlySet<number> = new Set([
  Op.store,
  Op.store8,
  Op.store16,
  Op.store32,
  Op.fstore,
  Op.sfstore,
]);

/** The result of an operation, as far as it is known. */
export function fold(op: number, [a, b]: readonly Cell[]): Cell | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (op === Op.eq || op === Op.ne) {
    if (b.value === 0n) return op === Op.eq ? negation(a) : sameTruth(a);
    if (a.value === 0n) return op === Op.eq ? negation(b) : sameTruth(b);
  }
  if (a.value === undefined || b.value === undefined) return undefined;
  const operation = folds[op];
  if (operation === undefined) return undefined;
  return new Cell(BigInt.asIntN(64, operation(a.value, b.value)), undefined, undefined, [a, b]);
}

const flag = (truth: boolean): bigint => (truth ? -1n : 0n);
const folds: Partial<Record<number, (a: bigint, b: bigint) => bigint>> = {
  [Op.add]: (a, b) => a + b,
  [Op.sub]: (a, b) => a - b,
  [Op.mul]: (a, b) => a * b,
  [Op.and]: (a, b) => a & b,
  [Op.or]: (a, b) => a | b,
  [Op.xor]: (a, b) => a ^ b,
  [Op.eq]: (a, b) => flag(a === b),
  [Op.ne]: (a, b) => flag(a !== b),
  [Op.lt]: (a, b) => flag(a < b),
  [Op.le]: (a, b) => flag(a <= b),
  [Op.shl]: (a, b) => (b >= 0n && b < 64n ? a << b : 0n),
};

const negation = (cell: Cell): Cell =>
  cell.truth === undefined
    ? new Cell(undefined, undefined, cell)
    : new Cell(flag(!cell.truth), undefined, undefined, [cell]);

/** A flag that is true when the cell is: the negation of its negation. */
const sameTruth = (cell: Cell): Cell =>
  cell.truth === undefined
    ? new Cell(undefined, undefined, negation(cell))
    : new Cell(flag(cell.truth), undefined, undefined, [cell]);

/** Whether an operation stores at the address that is its last cell. */
export const storesCell = (op: number): boolean => stores.has(op);
