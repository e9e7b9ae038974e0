// The built-in compiler and the plugin against the reference: the same ForthIR, word for word, or the same error.
// The seed is printed; FUZZ_SEED=<number> repeats a run and FUZZ_SECONDS=<number> makes it longer.

import { describe, expect, test } from "bun:test";
import {
  BodyInstruction,
  BodyKind,
  CompileRequest as Layout,
  opTable,
  Shuffle,
  Status,
  WordFlag,
  WordInfo,
  WordKind,
} from "../../src/abi/bindings.ts";
import { print } from "../../src/ir/print.ts";
import type { CompileRequest } from "../../src/stages/compiler_stage.ts";
import { BodyText } from "../compiler/body_text.ts";
import { RandomBody } from "../compiler/random_body.ts";
import { referenceCompiler } from "../compiler/reference/index.ts";
import { compilerImplementations, compilerSymbols, outcomeOf } from "../compiler_implementations.ts";
import { Random } from "./parser_source.ts";
import { fuzzing } from "./rounds.ts";

const { forAWhile } = fuzzing("compiler plugin", 1);

/** Compiles with all, in both forms, and wants the same. Returns whether the body has a meaning. */
function expectSame(request: Omit<CompileRequest, "forceDynamic">): boolean {
  let valid = false;
  for (const forceDynamic of [false, true]) {
    const guessing = compilerImplementations.filter((compiler) => compiler !== referenceCompiler);
    const asTold = guessing.map((compiler) => outcomeOf(compiler, { ...request, forceDynamic }));
    expect(asTold.slice(1)).toEqual(asTold.slice(0, -1));
    const [expected, ...others] = compilerImplementations.map((compiler) => ({
      name: compiler.name,
      outcome: outcomeOf(compiler, { ...withoutGuesses(request), forceDynamic }),
    }));
    for (const { name, outcome } of others) {
      if (Bun.deepEquals(outcome, expected?.outcome)) continue;
      expect({ name, is: readable(outcome) }).toEqual({ name, is: readable(expected?.outcome) });
    }
    valid = expected !== undefined && "ir" in expected.outcome;
  }
  return valid;
}

/** The same without what may be guessed, of which the reference knows nothing: what was executed, and what CATCH is done by. */
function withoutGuesses(request: Omit<CompileRequest, "forceDynamic">): Omit<CompileRequest, "forceDynamic"> {
  const bodies = request.bodies.slice();
  for (let at = 0; at < bodies.length; at += BodyInstruction.WORDS)
    if (bodies[at + BodyInstruction.kind] === BodyKind.call) bodies[at + BodyInstruction.b] = 0;
  const words = request.words.slice();
  const guessing: readonly number[] = [WordKind.defer, WordKind.code, WordKind.undefined];
  for (let at = 0; at < words.length; at += WordInfo.WORDS)
    if (guessing.includes(words[at + WordInfo.kind] as number)) words[at + WordInfo.b] = 0;
  return { ...request, bodies, words };
}

/** The function as text where there is one: a difference of arrays says nothing. */
function readable(outcome: object | undefined): unknown {
  if (outcome === undefined || !("ir" in outcome) || !(outcome.ir instanceof Uint32Array)) return outcome;
  try {
    return { ...outcome, text: print(outcome.ir) };
  } catch {
    return outcome; // Immediates that the printer does not know.
  }
}

/** A generated body and its words. */
function randomRequest(random: Random): Omit<CompileRequest, "forceDynamic"> {
  const body = new RandomBody(random);
  const text = new BodyText();
  for (const line of body.definitions) text.defineFrom(line);
  const { offset, count } = text.addBody(body.text);
  return { word: 1, bodies: text.bodies, offset, count, words: text.words };
}

/** A number that is likely to mean something, or to be at a limit. */
function randomNumber(random: Random): number {
  return random.pick([
    random.below(4),
    random.below(40),
    random.below(200),
    random.below(3) + 254,
    2 ** random.below(32) - random.below(2),
    2 ** 20 + random.below(3) - 1,
    2 ** 32 - 1 - random.below(3),
  ]);
}

/** A label or local that costs no memory to speak of, or one that is refused. */
function randomLabel(random: Random): number {
  return random.chance(40) ? 2 ** 20 + random.below(2 ** 31) : random.below(8);
}

/** Instructions without rhyme or reason. */
function randomInstructions(random: Random, count: number, wordCount: number): number[] {
  const kinds = Object.values(BodyKind);
  return Array.from({ length: count }, () => {
    const kind = random.chance(200)
      ? randomNumber(random)
      : random.pick(random.chance(2) ? callKinds : kinds);
    const small = random.below(3);
    const operand =
      kind === BodyKind.call
        ? random.chance(100)
          ? randomNumber(random)
          : 1 + random.below(wordCount - 1)
        : kind === BodyKind.literal || kind === BodyKind.floatLiteral
          ? randomNumber(random)
          : kind === BodyKind.index
            ? random.chance(50)
              ? randomNumber(random)
              : small
            : randomLabel(random);
    return [kind, operand, random.chance(3) ? randomNumber(random) : small, random.below(100)];
  }).flat();
}

const callKinds = [BodyKind.call, BodyKind.literal];

/** Word records without rhyme or reason, whose inline bodies lie in a pool of `records` or outside. */
function randomWords(random: Random, records: number, count: number): Uint32Array {
  const words = new Uint32Array(count * WordInfo.WORDS);
  const kinds = Object.values(WordKind);
  for (let at = WordInfo.WORDS; at < words.length; at += WordInfo.WORDS) {
    const kind = random.chance(60) ? randomNumber(random) : random.pick(kinds);
    words[at + WordInfo.kind] = kind;
    words[at + WordInfo.a] = randomNumber(random);
    words[at + WordInfo.b] = randomNumber(random);
    for (const field of [WordInfo.cellIn, WordInfo.cellOut, WordInfo.floatIn, WordInfo.floatOut]) {
      words[at + field] = random.chance(20) ? randomNumber(random) : random.below(3);
    }
    words[at + WordInfo.flags] = random.chance(2) ? WordFlag.effectKnown : random.below(8);
    if (random.chance(60)) continue;
    if (kind === WordKind.op) words[at + WordInfo.a] = random.below(opTable.length + 1);
    if (kind === WordKind.shuffle) words[at + WordInfo.a] = random.below(Object.keys(Shuffle).length + 1);
    if (kind === WordKind.does) words[at + WordInfo.b] = random.below(count + 1);
    if (kind === WordKind.inline) {
      words[at + WordInfo.a] = random.below(records);
      words[at + WordInfo.b] = random.below(6);
    }
  }
  return words;
}

describe("all compilers agree", () => {
  test("on generated bodies", () => {
    let valid = 0;
    let all = 0;
    forAWhile((seed) => {
      const random = new Random(seed);
      all++;
      if (expectSame(randomRequest(random))) valid++;
    });
    expect(valid / all).toBeGreaterThan(0.9);
  });

  test("on generated bodies with instructions changed, moved, doubled and left out", () => {
    forAWhile((seed) => {
      const random = new Random(seed);
      const request = randomRequest(random);
      const { bodies, words } = request;
      let { count } = request;
      const size = BodyInstruction.WORDS;
      const recordAt = (n: number) => (request.offset + n) * size;
      for (let changes = 1 + random.below(4); changes > 0 && count > 1; changes--) {
        const at = recordAt(random.below(count));
        const other = recordAt(random.below(count));
        switch (random.below(5)) {
          case 0:
            bodies.set(randomInstructions(random, 1, words.length / WordInfo.WORDS), at);
            break;
          case 1:
            bodies[at + BodyInstruction.a] = randomLabel(random);
            break;
          case 2:
            bodies.copyWithin(at, other, other + size);
            break;
          case 3: {
            const kept = bodies.slice(at, at + size);
            bodies.copyWithin(at, other, other + size);
            bodies.set(kept, other);
            break;
          }
          default:
            bodies.copyWithin(at, at + size, recordAt(count));
            count--;
        }
      }
      expectSame({ ...request, count });
    });
  });

  test("on random instructions and random words", () => {
    forAWhile((seed) => {
      const random = new Random(seed);
      const records = 1 + random.below(60);
      const wordCount = 2 + random.below(60);
      const bodies = Uint32Array.from(randomInstructions(random, records, wordCount));
      const words = randomWords(random, records, wordCount);
      const offset = random.below(records + 1);
      const count = random.below(records - offset + 1);
      expectSame({ word: random.below(wordCount + 1), bodies, offset, count, words });
    });
  });

  test("on random instructions and words that mean something", () => {
    const text = new BodyText();
    for (const line of new RandomBody(new Random(1)).definitions) text.defineFrom(line);
    const { bodies: pool, words } = text;
    forAWhile((seed) => {
      const random = new Random(seed);
      const count = 1 + random.below(40);
      const instructions = randomInstructions(random, count, words.length / WordInfo.WORDS);
      const bodies = Uint32Array.from([...pool, ...instructions]);
      expectSame({ word: 1, bodies, offset: pool.length / BodyInstruction.WORDS, count, words });
    });
  });
});

describe("great bodies", () => {
  const { words, numbers } = new BodyText();
  const drop = numbers.get("drop") ?? 0;
  const add = numbers.get("add") ?? 0;
  const load = numbers.get("load") ?? 0;

  test.each([
    [
      "straight",
      (n: number) => [
        [BodyKind.literal, n, 0, 1],
        [BodyKind.call, add, 0, 2],
      ],
    ],
    [
      "conditionals, one after the other",
      (n: number) => [
        [BodyKind.literal, 5000, 0, 0],
        [BodyKind.call, load, 0, 0],
        [BodyKind.branchZero, n, 0, 0],
        [BodyKind.literal, 1, 0, 0],
        [BodyKind.call, add, 0, 0],
        [BodyKind.label, n, 0, 0],
      ],
    ],
    [
      "loops, one after the other",
      (n: number) => [
        [BodyKind.literal, 9, 0, 0],
        [BodyKind.literal, 0, 0, 0],
        [BodyKind.do, 0, 0, 0],
        [BodyKind.label, n, 0, 0],
        [BodyKind.index, 0, 0, 0],
        [BodyKind.call, drop, 0, 0],
        [BodyKind.loop, n, 0, 0],
      ],
    ],
  ])("%s", (_, part) => {
    const records = Array.from({ length: 2000 }, (_, n) => part(n)).flat();
    const bodies = Uint32Array.from(records.flat());
    expect(expectSame({ word: 1, bodies, offset: 0, count: records.length, words })).toBe(true);
  });

  test("conditionals within one another, all of whose ends are in one place", () => {
    const depth = 10_000;
    const labels = Array.from({ length: depth }, (_, n) => n);
    const records = [
      ...labels.flatMap((n) => [
        [BodyKind.literal, 5000, 0, 0],
        [BodyKind.call, load, 0, 0],
        [BodyKind.branchZero, n, 0, 0],
      ]),
      ...labels.map((n) => [BodyKind.label, depth - 1 - n, 0, 0]),
    ];
    const bodies = Uint32Array.from(records.flat());
    expect(expectSame({ word: 1, bodies, offset: 0, count: records.length, words })).toBe(true);
  });
});

test("a request that makes no sense is refused", () => {
  const request = new Uint32Array(new ArrayBuffer(Layout.BYTES));
  expect(compilerSymbols.compile_to_ir(request as never)).toBe(Status.badRequest);
  expect(compilerSymbols.compile_to_ir(null as never)).toBe(Status.badRequest);
});
