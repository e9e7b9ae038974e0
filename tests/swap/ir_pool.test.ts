import { expect, test } from "bun:test";
import { FunctionHeader, IrReference } from "../../src/abi/bindings.ts";
import { IrPool } from "../../src/stages/ir_pool.ts";

/** Something like a function: the pool looks at its word and at its number of instructions alone. */
function functionOf(word: number, length: number, mark: number): Uint32Array {
  const ir = new Uint32Array(length).fill(mark);
  ir[FunctionHeader.word] = word;
  ir[FunctionHeader.instructionCount] = 10;
  return ir;
}

function kept(pool: IrPool, word: number): Uint32Array {
  const at = word * IrReference.WORDS;
  const offset = pool.references[at + IrReference.offset] as number;
  return pool.pool.subarray(offset, offset + (pool.references[at + IrReference.length] as number));
}

test("words that are kept anew over and over take no more room than a few times theirs", () => {
  const pool = new IrPool();
  const words = 20;
  for (let round = 0; round < 1000; round++)
    for (let word = 1; word <= words; word++) pool.keep(functionOf(word, 100 + word, round));
  expect(pool.pool.length).toBeLessThanOrEqual(8 * words * 120);
  for (let word = 1; word <= words; word++)
    expect(kept(pool, word)).toEqual(functionOf(word, 100 + word, 999));
});

test("what is forgotten leaves no trace among the others", () => {
  const pool = new IrPool();
  for (let word = 1; word <= 500; word++) pool.keep(functionOf(word, 50, word));
  for (let word = 1; word <= 500; word++) if (word % 7 !== 0) pool.forget(word);
  for (let word = 501; word <= 2000; word++) pool.keep(functionOf(word, 50, word));
  for (let word = 1; word <= 2000; word++) {
    const isKept = word > 500 || word % 7 === 0;
    expect(kept(pool, word)).toEqual(isKept ? functionOf(word, 50, word) : new Uint32Array(0));
  }
});
