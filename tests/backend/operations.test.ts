// Every op on edge values: with operands in variables and as constants, with only one half of its result in use, and as a
// condition.

import { describe, expect, test } from "bun:test";
import { FloatFunction, Op, opTable, Purity, Shape, ValueType } from "../../src/abi/bindings.ts";
import { print } from "../../src/ir/print.ts";
import { IrBuilder } from "../ir/builder.ts";
import { edgeAddresses, edgeCells, edgeFloats, fewCells, fewestCells } from "./edge_values.ts";
import { Harness, implementations } from "./harness.ts";
import type { Value } from "./reference.ts";

const builder = new IrBuilder();
const WORD = 7;

/** What is done with the results of the op under test. */
type Use = "whole" | "low" | "high" | "condition" | "choice";

/** A function of one op; an operand that is not undefined is a constant. */
function functionOf(op: Op, constants: readonly (Value | undefined)[], use: Use, immediate = 0): Uint32Array {
  const info = opTable[op];
  if (info === undefined) throw new Error(`no op ${op}`);
  builder.begin(WORD, false);
  builder.addBlock();
  builder.setBlock(0);
  const operands = info.operands.map((type, i) =>
    constants[i] === undefined ? builder.addParameter(0, type) : constant(constants[i]),
  );
  const [a = 0, b = 0, c = 0, d = 0] = operands;
  const fields = [a, b, c];
  if (info.shape === Shape.v1imm || info.shape === Shape.v2imm) fields[operands.length] = immediate;
  const first =
    info.shape === Shape.v4 ? builder.emitFour(op, 0, a, b, c, d) : builder.emit(op, 0, ...fields);
  const results = Array.from({ length: info.cellResults + info.floatResults }, (_, i) => first + i);
  if (use === "condition") return branchOn(first);
  const given = info.floatResults > 0 ? results : results.map((value) => used(value, use));
  builder.return(0, given);
  return builder.finish(info.cellResults, info.floatResults);
}

function constant(value: Value): number {
  if (typeof value === "bigint") {
    return builder.emitConstant(
      Number(BigInt.asUintN(32, value)),
      Number(BigInt.asUintN(32, value >> 32n)),
      0,
    );
  }
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value, true);
  return builder.emit(Op.fconst, 0, bits.getUint32(0, true), bits.getUint32(4, true));
}

function used(value: number, use: Use): number {
  if (use === "low") return builder.emit(Op.and, 0, value, constant(0xffffffffn));
  if (use === "high") return builder.emit(Op.shr, 0, value, constant(32n));
  if (use === "choice") return builder.emit(Op.select, 0, value, constant(0x1_00000002n), constant(3n));
  return value;
}

function branchOn(value: number): Uint32Array {
  const inverted = builder.emit(Op.eq, 0, value, constant(0n));
  builder.addBlock();
  builder.addBlock();
  builder.branch(inverted, 1, 2, 0);
  for (const [block, result] of [
    [1, 10n],
    [2, 20n],
  ] as const) {
    builder.setBlock(block);
    builder.return(0, [constant(result)]);
  }
  return builder.finish(1, 0);
}

const isStack = (op: Op): boolean =>
  opTable[op]?.purity === Purity.effects || opTable[op]?.purity === Purity.terminator;

/** All combinations of one value from each list. */
function* combinations(lists: readonly (readonly Value[])[]): Generator<Value[]> {
  const [first, ...others] = lists;
  if (first === undefined) return yield [];
  for (const value of first) for (const rest of combinations(others)) yield [value, ...rest];
}

function operandValues(op: Op): readonly (readonly Value[])[] {
  const info = opTable[op];
  if (info === undefined) return [];
  const isAccess = info.purity === Purity.reads || info.purity === Purity.writes;
  return info.operands.map((type, i) => {
    if (type === ValueType.float) return edgeFloats;
    if (isAccess && i === info.operands.length - 1) return edgeAddresses;
    return [edgeCells, edgeCells, edgeCells, fewCells, fewestCells][info.operands.length] ?? [];
  });
}

for (const implementation of implementations)
  describe(implementation.name, () => {
    const harness = new Harness(implementation);

    function check(op: Op, constants: readonly (Value | undefined)[], use: Use, immediate = 0): void {
      const ir = functionOf(op, constants, use, immediate);
      const entry = harness.install(ir);
      const free = operandValues(op).filter((_, i) => constants[i] === undefined);
      for (const inputs of combinations(free)) harness.compare(ir, entry, inputs, () => print(ir));
    }

    for (const info of opTable) {
      const op = opTable.indexOf(info) as Op;
      if (isStack(op) || op === Op.const || op === Op.fconst) continue;
      describe(info.name, () => {
        const uses: Use[] =
          info.cellResults === 1 ? ["whole", "low", "high", "condition", "choice"] : ["whole"];
        if (info.cellResults === 2) uses.push("low", "high");
        const immediates = op === Op.fmath1 ? Object.values(FloatFunction) : op === Op.fmath2 ? [0, 1] : [0];
        test("variables", () => {
          for (const use of uses) for (const immediate of immediates) check(op, [], use, immediate);
        });
        if (info.operands.length === 0) return;
        test("a constant operand", () => {
          info.operands.forEach((_, i) => {
            for (const value of operandValues(op)[i] ?? []) {
              const constants = info.operands.map((_, k) => (k === i ? value : undefined));
              for (const use of uses.slice(0, 4)) if (use !== "low") check(op, constants, use, immediates[0]);
            }
          });
        });
        test("constants alone", () => {
          const values = operandValues(op).map((list) => list.filter((_, i) => i % 5 === 0));
          for (const constants of combinations(values)) check(op, constants, "whole", immediates[0]);
        });
      });
    }

    test("the same operand twice", () => {
      for (const op of [
        Op.add,
        Op.sub,
        Op.mul,
        Op.and,
        Op.xor,
        Op.eq,
        Op.lt,
        Op.ule,
        Op.shl,
        Op.div,
        Op.mod,
      ]) {
        builder.begin(WORD, false);
        builder.addBlock();
        builder.setBlock(0);
        const value = builder.addParameter(0, ValueType.cell);
        builder.return(0, [builder.emit(op, 0, value, value)]);
        const ir = builder.finish(1, 0);
        const entry = harness.install(ir);
        for (const input of edgeCells) harness.compare(ir, entry, [input], () => print(ir));
      }
    });

    test("every op is tested here or among the stack operations", () => {
      const tested = opTable.filter((_, op) => isStack(op as Op) || op <= Op.fmath2);
      expect(tested.length).toBe(opTable.length);
    });
  });
