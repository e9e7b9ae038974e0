// The built-in parser against the plugin and against a model, on generated source text.
// The seed is printed; FUZZ_SEED=<number> repeats a run and FUZZ_SECONDS=<number> makes it longer.

import { describe, expect, test } from "bun:test";
import { Token, TokenKind } from "../../src/abi/bindings.ts";
import { builtinParser } from "../../src/stages/parser.ts";
import { nativeParser, parseToEnd } from "../parser_implementations.ts";
import { type ModelRequest, type ModelToken, modelTokens } from "./parser_model.ts";
import { generateSource, Random } from "./parser_source.ts";
import { fuzzing } from "./rounds.ts";

const { firstSeed, forAWhile } = fuzzing("parser", 1);
const MEGABYTE = 1 << 20;

/** The records as the model would have filled them. */
function modelRecords(tokens: readonly ModelToken[]): Uint32Array {
  const records = new Uint32Array(tokens.length * Token.WORDS);
  tokens.forEach((token, index) => {
    const at = index * Token.WORDS;
    records[at + Token.start] = token.start;
    records[at + Token.length] = token.length;
    records[at + Token.line] = token.line;
    records[at + Token.lineStart] = token.lineStart;
    records[at + Token.hash] = token.hash;
    records[at + Token.kind] = TokenKind[token.kind];
    for (const [word, shift] of [Token.value0, Token.value1, Token.value2, Token.value3].entries()) {
      records[at + shift] = Number(BigInt.asUintN(32, token.value >> BigInt(32 * word)));
    }
  });
  return records;
}

/** Parses with both, in chunks of a capacity of each one's own, and wants the same tokens and the same end. */
function parseWithBoth(source: Uint8Array, request: ModelRequest, capacities: [number, number]): Uint32Array {
  const { offset, line, lineStart, base, singleLine } = request;
  const [builtin, native] = [builtinParser, nativeParser].map((parser, index) => {
    const cursor = { offset, line, lineStart };
    const capacity = capacities[index] as number;
    return { tokens: parseToEnd(parser, source, { cursor, base, singleLine, capacity }), cursor };
  });
  if (builtin === undefined || native === undefined) throw new Error("two implementations are compared");
  expectSameTokens(native.tokens, builtin.tokens, source, base);
  expect(native.cursor).toEqual(builtin.cursor);
  return builtin.tokens;
}

/** Names the first token that differs; a plain comparison of the arrays would print all of them. */
function expectSameTokens(
  actual: Uint32Array,
  expected: Uint32Array,
  source: Uint8Array,
  base: number,
): void {
  if (Buffer.compare(bytesOf(actual), bytesOf(expected)) === 0) return;
  for (let at = 0; at < Math.max(actual.length, expected.length); at += Token.WORDS) {
    const start = expected[at + Token.start] ?? 0;
    const text = Buffer.from(source.subarray(start, start + (expected[at + Token.length] ?? 0)));
    const describe = (tokens: Uint32Array) => ({
      base,
      text: text.toString("latin1").slice(0, 200),
      token: [...tokens.subarray(at, at + Token.WORDS)],
    });
    expect(describe(actual)).toEqual(describe(expected));
  }
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

describe("the built-in parser, the plugin and the model agree", () => {
  test("on generated text in every base, from any offset, in chunks of any size", () => {
    forAWhile((seed) => {
      const random = new Random(seed);
      for (let base = 2; base <= 36; base++) {
        const source = generateSource(random, base, random.below(40));
        const offset = random.chance(2) ? 0 : random.below(source.length + 1);
        const line = 1 + random.below(1000);
        const request = {
          offset,
          line,
          lineStart: random.below(offset + 1),
          base,
          singleLine: random.chance(4),
        };
        const tokens = parseWithBoth(source, request, [1 + random.below(5), 1 + random.below(50)]);
        expectSameTokens(tokens, modelRecords(modelTokens(source, request)), source, base);
      }
    });
  });

  test("on random bytes", () => {
    forAWhile((seed) => {
      const random = new Random(seed);
      const limit = random.pick([256, 128, 0x40, 0x28]);
      const source = Uint8Array.from({ length: random.below(2000) }, () => random.below(limit));
      const request = { offset: 0, line: 1, lineStart: 0, base: 2 + random.below(35), singleLine: false };
      const tokens = parseWithBoth(source, request, [1 + random.below(9), 512]);
      expectSameTokens(tokens, modelRecords(modelTokens(source, request)), source, request.base);
    });
  });

  test("on a line of a megabyte", () => {
    const pieces: Uint8Array[] = [];
    const random = new Random(firstSeed);
    for (let length = 0; length < MEGABYTE; length += pieces.at(-1)?.length ?? 0) {
      pieces.push(generateSource(random, 10, 100).map((byte) => (byte === 0x0a ? 0x20 : byte)));
    }
    const source = Uint8Array.from(Buffer.concat(pieces));
    parseWithBoth(source, { offset: 0, line: 1, lineStart: 0, base: 10, singleLine: false }, [512, 511]);
  });
});

const digits = "1234567890".repeat(MEGABYTE / 10);

test.each([
  ["a name", `x${digits}`],
  ["a number", digits],
  ["a negative number", `-${digits}`],
  ["a double", `-${digits}.`],
  ["a hexadecimal double", `$${digits}.`],
  ["almost a number", `${digits}x`],
  ["a float", `1.${digits}e${digits}`],
  ["almost a character", `'${digits}'`],
  ["UTF-8", "漢".repeat(MEGABYTE / 3)],
])("a token of a megabyte: %s", (_, text) => {
  const source = new TextEncoder().encode(`${text} 1`);
  const request = { offset: 0, line: 1, lineStart: 0, base: 10, singleLine: false };
  const tokens = parseWithBoth(source, request, [1, 2]);
  expect(tokens.length).toBe(2 * Token.WORDS);
});

test("every text of up to three characters that matter, in bases around the prefixes' limits", () => {
  const characters = [..."+-.#&$%'019aexzAEXZ\x80\xc3\xe2"];
  const short = characters.flatMap((first) => ["", ...characters].map((second) => first + second));
  const texts = short.flatMap((start) => ["", ...characters].map((end) => start + end));
  const source = Uint8Array.from(Buffer.from(texts.join(" "), "latin1"));
  for (const base of [2, 10, 11, 16, 33, 34, 36]) {
    const request = { offset: 0, line: 1, lineStart: 0, base, singleLine: true };
    const tokens = parseWithBoth(source, request, [100, 1000]);
    expectSameTokens(tokens, modelRecords(modelTokens(source, request)), source, base);
  }
});
