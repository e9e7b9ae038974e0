// The optimizer's passes, each alone and all together, from text to text. Folders below optimizer/ are named after
// passes; `all` is the whole list. UPDATE_GOLDEN=1 rewrites what follows `# becomes` in each file.

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  INLINED_POSITION,
  InlineSite,
  Instruction,
  OptimizeRequest,
  Status,
} from "../../src/abi/bindings.ts";
import { inlineSitesOf } from "../../src/ir/inline_sites.ts";
import { print } from "../../src/ir/print.ts";
import { FunctionView } from "../../src/ir/view.ts";
import { IrPool } from "../../src/stages/ir_pool.ts";
import type { PartlyOptimized } from "../../src/stages/optimizer_stage.ts";
import { describeVerdict } from "./case.ts";
import { optimizeIr, optimizer, passNames, singlePass } from "./optimizer_library.ts";
import { parseAll } from "./parse.ts";
import { type Random, randomFrom, randomFunction } from "./random_function.ts";
import { verify } from "./verify.ts";

const updateGolden = process.env.UPDATE_GOLDEN === "1";
const folder = join(import.meta.dir, "optimizer");
const separator = "# becomes\n";
const noWords = new Uint32Array();
/** Loads up to here succeed, in the cases. */
const accessibleEnd = 1 << 16;

for (const name of readdirSync(folder).sort()) {
  const stage = name === "all" ? optimizer() : singlePass(name);
  describe(name, () => {
    for (const file of readdirSync(join(folder, name)).sort()) {
      test(file, () => {
        const path = join(folder, name, file);
        const source = readFileSync(path, "utf8");
        const input = source.split(separator)[0] ?? "";
        // The functions of a file may inline each other.
        const callees = new IrPool();
        callees.exceptionWords = { catchKnown: 90, throw: 91, throwAnew: 92, caught: 93, caughtAnew: 94 };
        const functions = parseAll(input);
        for (const words of functions) callees.keep(words);
        const outputs = functions.map((words) => {
          expect(describeVerdict(verify(words))).toBe("ok");
          const optimized = stage.optimize(words, noWords, callees, { accessibleEnd });
          expect(describeVerdict(verify(optimized))).toBe("ok");
          return print(optimized) + printSites(optimized);
        });
        const result = input + separator + outputs.join("");
        if (updateGolden) writeFileSync(path, result);
        else expect(result).toBe(source);
      });
    }
  });
}

test("every pass has cases", () => {
  const folders = readdirSync(folder);
  expect(passNames.filter((name) => !folders.includes(name))).toEqual([]);
});

describe("random functions", () => {
  const stages = [optimizer(), optimizer({ level: 1 }), ...passNames.map(singlePass)];

  test("stay valid under every pass and all of them", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const words = randomFunction(randomFrom(seed));
      for (const stage of stages) {
        const optimized = stage.optimize(words, noWords);
        expect(`${seed} ${describeVerdict(verify(optimized))}`).toBe(`${seed} ok`);
      }
    }
  });

  test("at level 0 are copied", () => {
    const words = randomFunction(randomFrom(3));
    expect(optimizer({ level: 0 }).optimize(words, noWords)).toEqual(words);
  });

  test("broken at random, are refused or optimized", () => {
    const all = optimizer();
    const random = randomFrom(20);
    let refused = 0;
    for (let round = 0; round < 3000; round++) {
      const words = breakSomething(randomFunction(randomFrom(1 + (round % 200))), random);
      const isSound = describeVerdict(verify(words)) === "ok";
      try {
        const optimized = all.optimize(words, noWords);
        expect(isSound).toBe(true);
        expect(describeVerdict(verify(optimized))).toBe("ok");
      } catch (error) {
        if (isSound) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(500);
  });
});

test("stops after any number of runs of passes, the last of which changes nothing more", () => {
  const stage = optimizer();
  const partlyOptimized = (words: Uint32Array, runs: number): PartlyOptimized => {
    const partly = stage.optimizePartly(words, noWords, runs);
    if (partly === undefined) throw new Error("the optimizer has passes");
    return partly;
  };
  for (let seed = 1; seed <= 30; seed++) {
    const words = randomFunction(randomFrom(seed));
    const names: (string | undefined)[] = [];
    let partly = partlyOptimized(words, 0);
    expect(partly).toMatchObject({ passRuns: 0, lastPass: undefined });
    for (let runs = 1; ; runs++) {
      const next = partlyOptimized(words, runs);
      expect(describeVerdict(verify(next.ir))).toBe("ok");
      if (next.passRuns < runs) break;
      names.push(next.lastPass);
      partly = next;
    }
    expect(print(partly.ir)).toBe(print(stage.optimize(words, noWords)));
    // The first pass of the list and the last five run once, three of these between rounds; the others in rounds.
    const inRounds = passNames.slice(1, -5);
    const between = passNames.slice(-5, -2);
    expect(names[0]).toBe(passNames[0]);
    expect(names.slice(-2)).toEqual(passNames.slice(-2));
    const isBetween = (name: string | undefined) => name !== undefined && between.includes(name);
    expect(names.filter(isBetween)).toEqual(between);
    const others = names.slice(1, -2).filter((name) => !isBetween(name));
    expect(others).toEqual(Array.from(others, (_, at) => inRounds[at % inRounds.length]));
    expect(others.length % inRounds.length).toBe(0);
  }
});

test("noise instead of a request is refused", () => {
  const random = randomFrom(7);
  for (let round = 0; round < 2000; round++) {
    const request = Uint32Array.from({ length: OptimizeRequest.WORDS }, () => random(1 << random(31)));
    // Addresses stay zero: others cannot be checked.
    for (let word = 2; word < 14; word++) request[word] = 0;
    if (round % 2 === 0) request[0] = OptimizeRequest.BYTES;
    expect(optimizeIr(request as never)).toBe(Status.badRequest);
  }
});

/** The inline sites of a function as comments: number, word, position there, position of the call. */
function printSites(words: Uint32Array): string {
  const sites = inlineSitesOf(new FunctionView(words)) ?? [];
  const number = (at: number) => sites[at] ?? 0;
  return Array.from({ length: sites.length / InlineSite.WORDS }, (_, site) => {
    const at = site * InlineSite.WORDS;
    return `# @${INLINED_POSITION + site}: word ${number(at)} @${number(at + 1)}, called @${number(at + 2)}\n`;
  }).join("");
}

/** A copy with one to three words changed to numbers that are often sound. */
function breakSomething(source: Uint32Array, random: Random): Uint32Array {
  const words = source.slice();
  const view = new FunctionView(words);
  for (let count = 1 + random(3); count > 0; count--) {
    const inInstructions = view.instructions + random(view.instructionCount * Instruction.WORDS);
    const at = random(3) === 0 ? random(words.length) : inInstructions;
    const old = words[at] ?? 0;
    const choices = [random(8), old + 1, old - 1, random(80), 0xffffffff, words[random(words.length)] ?? 0];
    words[at] = choices[random(choices.length)] ?? 0;
  }
  return words;
}
