import { ptr } from "bun:ffi";
import { describe, expect, test } from "bun:test";
import { ABI_VERSION, ParseRequest, Status, Token, TokenKind } from "../src/abi/bindings.ts";
import { ParserRequestError } from "../src/stages/parser.ts";
import { parserImplementations, parserSymbols, parseToEnd, tokenArray } from "./parser_implementations.ts";

const encoder = new TextEncoder();
const kinds = Object.keys(TokenKind);

/** The fields of the token at an index, with the four value words joined. */
function tokenAt(tokens: Uint32Array, index: number) {
  const field = (word: number) => tokens[index * Token.WORDS + word] as number;
  const words = [Token.value3, Token.value2, Token.value1, Token.value0].map((word) => BigInt(field(word)));
  return {
    start: field(Token.start),
    length: field(Token.length),
    line: field(Token.line),
    lineStart: field(Token.lineStart),
    hash: field(Token.hash),
    kind: kinds[field(Token.kind)] as string,
    value: words.reduce((value, word) => (value << 32n) | word),
  };
}

function bytesOf(text: string | readonly number[]): Uint8Array {
  return typeof text === "string" ? encoder.encode(text) : Uint8Array.from(text);
}

const cell = (value: bigint) => `cell ${BigInt.asUintN(64, value)}`;
const double = (value: bigint) => `double ${BigInt.asUintN(128, value)}`;
const NAME = "name 0";
const FLOAT = "float 0";

const literals: readonly [text: string | readonly number[], expected: string, base?: number][] = [
  // Integers in BASE.
  ["0", cell(0n)],
  ["-0", cell(0n)],
  ["+12", cell(12n)],
  ["-12", cell(-12n)],
  ["z", cell(35n), 36],
  ["Zz", cell(35n * 36n + 35n), 36],
  ["z", NAME, 35],
  ["102", NAME, 2],
  ["9999999999", cell(9999999999n)],
  ["99999999999", cell(99999999999n)],
  ["-9999999999", cell(-9999999999n)],
  ["4294967295", cell(2n ** 32n - 1n)],
  ["-4294967296", cell(-(2n ** 32n))],
  ["9223372036854775807", cell(2n ** 63n - 1n)],
  ["-9223372036854775808", cell(-(2n ** 63n))],
  ["18446744073709551615", cell(2n ** 64n - 1n)],
  ["18446744073709551617", cell(1n)],
  // Prefixes, which win over BASE.
  ["#12", cell(12n), 16],
  ["&12", cell(12n), 16],
  ["$fF", cell(255n), 2],
  ["%101", cell(5n), 10],
  ["%102", NAME],
  ["0xFf", cell(255n)],
  ["0Xff", cell(255n), 33],
  ["0x1", cell(33n * 34n + 1n), 34],
  ["-$ff", cell(-255n)],
  ["$-ff", cell(-255n)],
  ["$+ff", cell(255n)],
  ["0x-ff", cell(-255n)],
  ["-0xff", cell(-255n)],
  ["-$-ff", NAME],
  ["+$-ff", NAME],
  ["$--ff", NAME],
  ["0x", NAME],
  ["#", NAME],
  ["$-", NAME],
  ["##1", NAME],
  // Doubles.
  ["0.", double(0n)],
  ["12.", double(12n)],
  ["-1.", double(-1n)],
  ["$-ff.", double(-255n)],
  ["18446744073709551616.", double(2n ** 64n)],
  ["-18446744073709551616.", double(-(2n ** 64n))],
  ["340282366920938463463374607431768211455.", double(2n ** 128n - 1n)],
  ["340282366920938463463374607431768211457.", double(1n)],
  ["-170141183460469231731687303715884105728.", double(-(2n ** 127n))],
  ["1..", NAME],
  ["1.5", NAME],
  [".5", NAME],
  [".", NAME],
  ["-.", NAME],
  ["$.", NAME],
  // Characters.
  ["'a'", cell(97n)],
  ["'a", cell(97n)],
  ["'A'", cell(65n), 2],
  ["'''", cell(39n)],
  ["'é'", cell(0xe9n)],
  ["'€", cell(0x20acn)],
  ["'😀'", cell(0x1f600n)],
  ["'\u{10ffff}'", cell(0x10ffffn)],
  [[0x27, 0xff, 0x27], cell(0xffn)],
  [[0x27, 0xe2], cell(0xe2n)],
  [[0x27, 0xed, 0xa0, 0x80, 0x27], NAME],
  [[0x27, 0xc0, 0x80, 0x27], NAME],
  [[0x27, 0xe0, 0x9f, 0xbf], NAME],
  [[0x27, 0xf4, 0x90, 0x80, 0x80], NAME],
  ["'", NAME],
  ["''", NAME],
  ["''''", NAME],
  ["'ab'", NAME],
  ["'ab", NAME],
  ["-'a'", NAME],
  ["#'a'", NAME],
  ["'a'.", NAME],
  // Floats, in base 10 alone.
  ["1e", FLOAT],
  ["1E0", FLOAT],
  ["-1.5e-3", FLOAT],
  ["+1.e+", FLOAT],
  [".5e0", FLOAT],
  ["-.5e", FLOAT],
  ["0e5", FLOAT],
  [".e0", NAME],
  ["e0", NAME],
  ["1d0", NAME],
  ["1e5.", NAME],
  ["1e1e1", NAME],
  ["1e+-1", NAME],
  ["#1e5", NAME],
  ["1.5e0", NAME, 9],
  ["1e5", cell(0x1e5n), 16],
  // Names.
  ["dup", NAME],
  ["+", NAME],
  ["-", NAME],
  ["1+", NAME],
  ["2/", NAME],
  ["+-1", NAME],
  ["été", NAME],
  ["dead", cell(0xdeadn), 16],
  ["decade", cell(0xdecaden), 16],
  ["decades", NAME, 16],
];

describe.each(parserImplementations.map((parser) => ({ parser })))("parser: $parser.name", ({ parser }) => {
  test.each(literals)("%p is %s", (text, expected, base = 10) => {
    const tokens = parseToEnd(parser, bytesOf(text), { base });
    expect(tokens.length).toBe(Token.WORDS);
    const { kind, value } = tokenAt(tokens, 0);
    expect(`${kind} ${value}`).toBe(expected);
  });

  test("tokens are the runs of bytes above 0x20", () => {
    const source = Uint8Array.from([0, 1, 0x7f, 0x1f, 0xff, 0x80, 0x21, 0x20, 0x0b, 0x22, 0x0c]);
    const tokens = parseToEnd(parser, source);
    const spans = [0, 1, 2].map((index) => [tokenAt(tokens, index).start, tokenAt(tokens, index).length]);
    expect(tokens.length).toBe(3 * Token.WORDS);
    expect(spans).toEqual([
      [2, 1],
      [4, 3],
      [9, 1],
    ]);
  });

  test("lines end with a line feed, with or without a carriage return", () => {
    const source = bytesOf("a\n\nb\r\n  c\rd\n");
    const cursor = { offset: 0, line: 10, lineStart: 0 };
    const tokens = parseToEnd(parser, source, { cursor });
    const lines = [0, 1, 2, 3].map((index) => [
      tokenAt(tokens, index).line,
      tokenAt(tokens, index).lineStart,
    ]);
    expect(lines).toEqual([
      [10, 0],
      [12, 3],
      [13, 6],
      [13, 6],
    ]);
    expect(cursor).toEqual({ offset: source.length, line: 14, lineStart: source.length });
  });

  test("in a single line, a line feed is plain white space", () => {
    const cursor = { offset: 3, line: 5, lineStart: 2 };
    const tokens = parseToEnd(parser, bytesOf("x\n y\nz\n"), { cursor, singleLine: true });
    expect(tokenAt(tokens, 1)).toMatchObject({ start: 5, line: 5, lineStart: 2 });
    expect(cursor).toEqual({ offset: 7, line: 5, lineStart: 2 });
  });

  test("the hash is FNV-1a with ASCII letters in lower case, and other bytes as they are", () => {
    const tokens = parseToEnd(parser, bytesOf("foobar FooBAR É é a{ A["));
    const hashes = [0, 1, 2, 3, 4, 5].map((index) => tokenAt(tokens, index).hash);
    expect(hashes[0]).toBe(0xbf9cf968); // From the authors' test vectors.
    expect(hashes[1]).toBe(0xbf9cf968);
    expect(hashes[2]).not.toBe(hashes[3] as number);
    expect(hashes[4]).not.toBe(hashes[5] as number);
  });

  test("a full array stops the parser right behind its last token", () => {
    const source = bytesOf(" a\n b\n ");
    const cursor = { offset: 0, line: 1, lineStart: 0 };
    const tokens = tokenArray(1);
    const parse = () => parser.parse(source, source.length, cursor, 10, false, tokens);
    expect(parse()).toBe(1);
    expect(cursor).toEqual({ offset: 2, line: 1, lineStart: 0 });
    expect(parse()).toBe(1);
    expect(cursor).toEqual({ offset: 5, line: 2, lineStart: 3 });
    expect(parse()).toBe(0);
    expect(cursor).toEqual({ offset: 7, line: 3, lineStart: 6 });
    expect(tokenAt(tokens, 0).start).toBe(4);
  });

  test("nothing is written behind the last whole record, and nothing without room", () => {
    const tokens = new Uint32Array(2 * Token.WORDS - 1).fill(7);
    const cursor = { offset: 0, line: 1, lineStart: 0 };
    expect(parser.parse(bytesOf("1 2"), 3, cursor, 10, false, tokens)).toBe(1);
    expect(tokens.subarray(Token.WORDS).every((word) => word === 7)).toBe(true);
    expect(parser.parse(bytesOf("1 2"), 3, cursor, 10, false, new Uint32Array(0))).toBe(0);
    expect(cursor.offset).toBe(1);
  });

  test("only the given length is read", () => {
    const cursor = { offset: 0, line: 1, lineStart: 0 };
    const tokens = tokenArray(4);
    expect(parser.parse(bytesOf("12 34"), 4, cursor, 10, false, tokens)).toBe(2);
    expect(tokenAt(tokens, 1)).toMatchObject({ length: 1, value: 3n });
    expect(parser.parse(new Uint8Array(0), 0, { offset: 0, line: 1, lineStart: 0 }, 10, false, tokens)).toBe(
      0,
    );
  });

  test("arguments out of range are refused, and nothing changes", () => {
    const source = bytesOf("1 2");
    const good = { length: 3, offset: 0, line: 1, lineStart: 0, base: 10 };
    const bad = [
      { length: 4 },
      { length: -1 },
      { length: 1.5 },
      { offset: 4 },
      { offset: -1 },
      { offset: 0.5 },
    ];
    const others = [{ line: -1 }, { lineStart: 2 ** 32 }, { base: 1 }, { base: 37 }, { base: Number.NaN }];
    for (const change of [...bad, ...others]) {
      const { length, base, ...cursor } = { ...good, ...change };
      const before = { ...cursor };
      const parse = () => parser.parse(source, length, cursor, base, false, tokenArray(2));
      expect(parse).toThrow(ParserRequestError);
      expect(cursor).toEqual(before);
    }
  });

  test("an array's bytes may have moved or gone since the last call", () => {
    const tokens = tokenArray(2);
    const parse = (source: Uint8Array, length = source.length) =>
      parser.parse(source, length, { offset: 0, line: 1, lineStart: 0 }, 10, false, tokens);
    const small = new Uint8Array(16).fill(0x31);
    expect(parse(small)).toBe(1);
    const view = new Uint8Array(small.buffer); // Moves a small array's bytes, unless they have moved before.
    Bun.gc(true);
    view.fill(0x32);
    expect(parse(small)).toBe(1);
    expect(tokenAt(tokens, 0).value).toBe(2222222222222222n);
    (small.buffer as ArrayBuffer).transfer();
    expect(() => parse(small, 16)).toThrow(ParserRequestError);
    expect(parse(small)).toBe(0);
  });
});

test("the plugin checks a request before it reads anything", () => {
  const tokens = tokenArray(2);
  const source = bytesOf("1 2 3");
  const call = (change: Partial<Record<keyof typeof ParseRequest, bigint | number>>) => {
    const request = new DataView(new ArrayBuffer(ParseRequest.BYTES));
    const fields = {
      structSize: ParseRequest.BYTES,
      abiVersion: ABI_VERSION,
      sourceLength: source.length,
      base: 10,
      tokenCapacity: 2,
      tokenCount: 99,
    };
    const pointers = { source: BigInt(ptr(source)), tokens: BigInt(ptr(tokens)) };
    for (const [name, value] of Object.entries({ ...fields, ...pointers, ...change })) {
      const offset = 4 * ParseRequest[name as keyof typeof ParseRequest];
      if (typeof value === "bigint") request.setBigUint64(offset, value, true);
      else request.setUint32(offset, value, true);
    }
    const status = parserSymbols.parse_forth(ptr(request));
    return { status, count: request.getUint32(4 * ParseRequest.tokenCount, true) };
  };
  const bad = [
    { structSize: 71 },
    { abiVersion: ABI_VERSION + 1 },
    { base: 1 },
    { base: 37 },
    { start: 6 },
    { flags: 2 },
    { source: 0n },
    { tokens: 0n },
    { tokens: BigInt(ptr(tokens)) + 1n },
  ];
  for (const change of bad) expect(call(change)).toEqual({ status: Status.badRequest, count: 99 });
  expect(parserSymbols.parse_forth(null)).toBe(Status.badRequest);
  expect(call({})).toEqual({ status: Status.ok, count: 2 });
});
