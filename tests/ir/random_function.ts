import { FloatFunction, Op, opTable, Purity, Shape, ValueType } from "../../src/abi/bindings.ts";
import { directOperandCount, shapeOf } from "../../src/ir/op_facts.ts";
import { IrBuilder } from "./builder.ts";

/** Numbers from 0 to below `limit`, the same for the same seed (mulberry32). */
export type Random = (limit: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/**
 * A random valid function: a spine of blocks that each see what the earlier ones define, and between them jumps
 * forth and back whose arguments are visible values.
 */
export function randomFunction(random: Random, builder = new IrBuilder()): Uint32Array {
  return new Generator(random, builder).generate();
}

class Generator {
  private readonly random: Random;
  private readonly builder: IrBuilder;
  private readonly dynamic: boolean;
  /** Visible values by type. */
  private readonly visible: [number[], number[]] = [[], []];
  private readonly parameters: ValueType[][] = [];

  constructor(random: Random, builder: IrBuilder) {
    this.random = random;
    this.builder = builder;
    this.dynamic = random(4) === 0;
  }

  generate(): Uint32Array {
    const { builder, random } = this;
    builder.begin(1 + random(100), this.dynamic);
    const spine = 1 + random(6);
    for (let block = 0; block < spine; block++) {
      builder.addBlock(random(3) === 0);
      const types = Array.from({ length: random(4) }, () => random(2) as ValueType);
      this.parameters.push(block === 0 && this.dynamic ? [] : types);
    }
    const cellOut = this.dynamic ? 0 : random(3);
    const floatOut = this.dynamic ? 0 : random(2);
    for (let block = 0; block < spine; block++) this.fill(block, spine, cellOut, floatOut);
    return builder.finish(cellOut, floatOut);
  }

  /** Fills a block of the spine; it ends with a return, or goes to the next block and perhaps another one. */
  private fill(block: number, spine: number, cellOut: number, floatOut: number): void {
    const { builder, random } = this;
    for (const type of this.parameters[block] ?? []) {
      this.visible[type].push(builder.addParameter(block, type));
    }
    builder.setBlock(block);
    this.visible[0].push(builder.emitConstant(random(2 ** 32), random(2 ** 32), random(3)));
    this.visible[1].push(builder.emit(Op.fconst, 0, random(2 ** 32), random(2 ** 32)));
    for (let count = random(10); count > 0; count--) this.emit();
    const next = block + 1;
    if (next === spine) {
      const cells = Array.from({ length: cellOut }, () => this.pick(ValueType.cell));
      const floats = Array.from({ length: floatOut }, () => this.pick(ValueType.float));
      builder.return(random(20), [...cells, ...floats]);
    } else if (random(2) === 0) {
      builder.jump(next, random(20), this.argumentsOf(next));
    } else {
      // Going back, or to the next block again: the spine stays what dominates.
      const other = 1 + random(next);
      builder.branch(this.pick(0), next, other, random(20), this.argumentsOf(next), this.argumentsOf(other));
    }
  }

  private argumentsOf(block: number): number[] {
    return (this.parameters[block] ?? []).map((type) => this.pick(type));
  }

  private pick(type: ValueType): number {
    const values = this.visible[type];
    return values[this.random(values.length)] ?? 0;
  }

  private emit(): void {
    const { builder, random } = this;
    const op = random(opTable.length) as Op;
    const info = opTable[op];
    if (info === undefined || info.purity === Purity.terminator) return;
    if (info.memoryStack && !this.dynamic) return;
    if (info.shape === Shape.call) {
      const values = [this.pick(0), this.pick(0), this.pick(1)].slice(0, random(4));
      const cells = random(3);
      const floats = random(2);
      if (op !== Op.call) return;
      this.show(builder.emitCall(1 + random(9), cells, floats, values, random(50)), cells, floats);
      return;
    }
    const operands = info.operands.map((type) => this.pick(type));
    const [a = 0, b = 0, c = 0, d = 0] = operands;
    const result =
      info.shape === Shape.v4
        ? builder.emitFour(op, random(50), a, b, c, d)
        : builder.emit(op, random(50), ...this.fields(op, a, b, c));
    this.show(result, info.cellResults, info.floatResults);
  }

  /** The fields a, b, c: operands, then immediates. */
  private fields(op: Op, a: number, b: number, c: number): [number, number, number] {
    const { random } = this;
    const shape = shapeOf[op];
    if (shape === Shape.imm32) return [1 + random(20), 0, 0];
    if (shape === Shape.imm64) return [random(2 ** 32), random(2 ** 32), 0];
    if (shape === Shape.v1imm) return [a, random(FloatFunction.exp10 + 1), 0];
    if (shape === Shape.v2imm) return [a, b, random(2)];
    return directOperandCount[shape ?? 0] === 0 ? [0, 0, 0] : [a, b, c];
  }

  private show(first: number, cells: number, floats: number): void {
    for (let i = 0; i < cells; i++) this.visible[0].push(first + i);
    for (let i = 0; i < floats; i++) this.visible[1].push(first + cells + i);
  }
}
