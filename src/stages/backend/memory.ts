// Loads and stores as statements. One comparison checks the range; what is aligned goes through a typed array, the rest
// through the runtime's functions, which THROW -9 for what is out of range.

import { Op } from "../../abi/bindings.ts";
import { FIRST_ADDRESS } from "../../machine/machine.ts";
import type { Names } from "./names.ts";

interface Access {
  /** Bytes from the address on that must lie in the data space. */
  readonly bytes: number;
  /** Address bits that are zero when the typed array can be used. */
  readonly alignment: number;
}

const accesses: Partial<Record<Op, Access>> = {
  [Op.load]: { bytes: 8, alignment: 3 },
  [Op.load8]: { bytes: 1, alignment: 0 },
  [Op.load16]: { bytes: 2, alignment: 0 },
  [Op.load32]: { bytes: 4, alignment: 3 },
  [Op.store]: { bytes: 8, alignment: 3 },
  [Op.store8]: { bytes: 1, alignment: 0 },
  [Op.store16]: { bytes: 2, alignment: 0 },
  [Op.store32]: { bytes: 4, alignment: 3 },
  [Op.fload]: { bytes: 8, alignment: 7 },
  [Op.sfload]: { bytes: 4, alignment: 0 },
  [Op.fstore]: { bytes: 8, alignment: 7 },
  [Op.sfstore]: { bytes: 4, alignment: 0 },
};

/** The statements of a load or store in a data space of `limit` bytes; undefined for other instructions. */
export function memoryStatement(names: Names, limit: number, instruction: number): string | undefined {
  const { graph, facts } = names;
  const op = graph.op(instruction);
  const access = accesses[op as Op];
  if (access === undefined) return undefined;
  const isLoad = graph.firstResultOf(instruction) >= 0;
  const addressValue = isLoad ? graph.a(instruction) : graph.b(instruction);
  const address = names.low(addressValue);
  const fast = isLoad ? load(names, instruction, address) : store(names, instruction, address);
  const slow = isLoad ? slowLoad(names, instruction, address) : slowStore(names, instruction, address);
  const span = limit - FIRST_ADDRESS - access.bytes;
  if (facts.isConstant[addressValue] !== 0) {
    const constant = facts.constantLow[addressValue] as number;
    const isFast = (constant - FIRST_ADDRESS) >>> 0 <= span && (constant & access.alignment) === 0;
    return isFast ? fast : slow;
  }
  const misaligned = access.alignment === 0 ? "" : `||${address}&${access.alignment}`;
  const test = `if(${address}-${FIRST_ADDRESS}>>>0>${span}${misaligned})`;
  return fast === "" ? `${test}${slow}` : `${test}{${slow}}else{${fast}}`;
}

/** Reads the address last when it writes a low half, which may share its variable with the address. */
function load(names: Names, instruction: number, a: string): string {
  const result = names.graph.firstResultOf(instruction);
  switch (names.graph.op(instruction)) {
    case Op.load:
      return names.set(result, `M[${index(a, 2)}]`, `M[${index(a, 2, 1)}]`);
    case Op.load8:
      return names.setLow(result, `B[${a}]`);
    case Op.load16:
      return names.setLow(result, `B[${a}]|B[${a}+1]<<8`);
    case Op.load32:
      return names.setLow(result, `M[${index(a, 2)}]`);
    case Op.fload:
      return names.setFloat(result, `N(G,${index(a, 3)})`);
    default:
      return names.setFloat(result, `X.singleAt(${a})`);
  }
}

function slowLoad(names: Names, instruction: number, a: string): string {
  const result = names.graph.firstResultOf(instruction);
  switch (names.graph.op(instruction)) {
    case Op.load:
      return (
        names.setHigh(result, `X.loadHigh(${a})`) +
        (names.setLow(result, `X.loadLow(${a})`) || `X.loadLow(${a});`)
      );
    case Op.load32:
      return names.setLow(result, `X.load32(${a})`) || `X.load32(${a});`;
    case Op.fload:
      return names.setFloat(result, `X.fload(${a})`) || `X.fload(${a});`;
    default:
      return "X.badAddress();";
  }
}

function store(names: Names, instruction: number, a: string): string {
  const value = names.graph.a(instruction);
  switch (names.graph.op(instruction)) {
    case Op.store:
      return `M[${index(a, 2)}]=${names.low(value)};M[${index(a, 2, 1)}]=${names.high(value)};`;
    case Op.store8:
      return `B[${a}]=${names.low(value)};`;
    case Op.store16:
      return `B[${a}]=${names.low(value)};B[${a}+1]=${names.low(value)}>>8;`;
    case Op.store32:
      return `M[${index(a, 2)}]=${names.low(value)};`;
    case Op.fstore:
      return `G[${index(a, 3)}]=${names.float(value)};`;
    default:
      return `V.setFloat32(${a},${names.float(value)},true);`;
  }
}

function slowStore(names: Names, instruction: number, a: string): string {
  const value = names.graph.a(instruction);
  switch (names.graph.op(instruction)) {
    case Op.store:
      return `X.store(${a},${names.low(value)},${names.high(value)});`;
    case Op.store32:
      return `X.store32(${a},${names.low(value)});`;
    case Op.fstore:
      return `X.fstore(${a},${names.float(value)});`;
    default:
      return "X.badAddress();";
  }
}

/** The index in a typed array of 2^shift bytes an element; literal addresses are computed here. */
function index(address: string, shift: number, offset = 0): string {
  if (/^\d/.test(address)) return String((Number(address) >> shift) + offset);
  return offset === 0 ? `${address}>>${shift}` : `(${address}>>${shift})+${offset}`;
}
