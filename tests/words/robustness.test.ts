/** No word brings the system down, whatever lies on the stacks: the answer is a result or a THROW. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ForthExit, ForthQuit, ForthThrow } from "../../src/machine/exceptions.ts";
import { Context, FIRST_ADDRESS } from "../../src/machine/machine.ts";
import { blockWords } from "../../src/words/block.ts";
import { environmentWords } from "../../src/words/environment.ts";
import { facilityWords } from "../../src/words/facility.ts";
import { fileWords } from "../../src/words/file.ts";
import { floatingWords } from "../../src/words/floating.ts";
import { memoryWords } from "../../src/words/memory.ts";
import { stringWords } from "../../src/words/string.ts";
import { systemWords } from "../../src/words/system.ts";
import { xcharWords } from "../../src/words/xchar.ts";
import { createSession } from "./session.ts";

const MEMORY = 2 ** 20;
const ROUNDS = 60;

/** These wait, take long, read standard input or act on the machine around. */
const excluded = new Set([
  ...["key", "key?", "ekey", "ekey?", "xkey", "xkey?", "accept", "ms", "at-xy", "page", "thru", "+thru"],
  ...["system", "sh", "sh-get", "set-dir", "delete-dir", "read-file", "read-line", "slurp-fid", "key-file"],
  ...["file-eof?", "include-file", "emit-file", "write-file", "write-line"],
]);

const wordSets = {
  blockWords,
  environmentWords,
  facilityWords,
  fileWords,
  floatingWords,
  memoryWords,
  stringWords,
  systemWords,
  xcharWords,
};

const cells = [0n, 1n, -1n, 2n, 7n, 255n, 1n << 31n, 1n << 32n, (1n << 63n) - 1n, -(1n << 63n), 0xd800n];
const addresses = [FIRST_ADDRESS - 1, FIRST_ADDRESS, 20000, 20001, MEMORY - 1, MEMORY, MEMORY + 1].map(
  BigInt,
);
const floats = [
  0,
  -0,
  1,
  -1.5,
  1e308,
  5e-324,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
];

let state = 1;
function pick<T>(items: readonly T[]): T {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return items[(state >>> 8) % items.length] as T;
}

const home = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "words-"));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

describe.each(Object.entries(wordSets))("%s", (_, words) => {
  const { session } = createSession(MEMORY);
  const { machine } = session;
  const tested = words(session).filter((word) => !excluded.has(word.name));

  test.each(tested.map((word) => [word.name, word.run] as const))("%s", (_name, run) => {
    for (let round = 0; round < ROUNDS; round++) {
      machine.clearStacks();
      const depth = round === 0 ? 0 : 8;
      for (let i = 0; i < depth; i++) machine.pushBigInt(pick([...cells, ...addresses]));
      for (let i = 0; i < depth; i++) machine.pushFloat(pick(floats));
      machine.bytes[20000 + (round % 64)] = round * 37;
      const source = session.sources.save();
      try {
        run();
      } catch (error) {
        const foreseen =
          error instanceof ForthThrow || error instanceof ForthExit || error instanceof ForthQuit;
        if (!foreseen) throw error;
        session.sources.restore(source);
      }
      expect(machine.context[Context.dataDepth]).toBeGreaterThanOrEqual(0);
    }
  });
});
