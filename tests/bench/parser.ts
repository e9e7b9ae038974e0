// The parser stage's speed, built-in against plugin: a generated source file as a whole, and the cost of a call.
//
//   bun tests/bench/parser.ts [megabytes]

import { Token } from "../../src/abi/bindings.ts";
import type { ParserStage } from "../../src/stages/parser.ts";
import { parserImplementations } from "../parser_implementations.ts";

const CHUNK_TOKENS = 512;
const RUNS = 9;

/** Source text like a Forth program's: definitions, literals of every kind, comments, indentation. */
export function generateSource(byteLength: number): Uint8Array {
  const names = [
    "dup",
    "SWAP",
    "over",
    "@",
    "!",
    "+",
    "cells",
    "IF",
    "then",
    "begin",
    "while",
    "repeat",
    ">r",
    "r>",
  ];
  const literals = [
    "0",
    "1",
    "-1",
    "42",
    "1000000",
    "$ff",
    "$-DEADBEEF",
    "0x7f",
    "%1010",
    "'a'",
    "12.",
    "1.5e-3",
  ];
  const lines: string[] = [];
  let state = 1;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const pick = (list: readonly string[]) => list[below(list.length)] as string;
  for (let length = 0, number = 0; length < byteLength; number++) {
    const body = Array.from({ length: 3 + below(8) }, () => pick(below(5) === 0 ? literals : names)).join(
      " ",
    );
    const line =
      number % 6 === 0 ? `: word-${number} ( n1 n2 -- n3 ) \\ a comment in plain words` : `    ${body}`;
    lines.push(number % 6 === 5 ? `${line} ;\n` : line);
    length += line.length + 1;
  }
  return new TextEncoder().encode(lines.join("\n")).slice(0, byteLength);
}

/** Parses all of a source in chunks, as the session does, and returns the number of tokens. */
function parseAll(parser: ParserStage, source: Uint8Array, tokens: Uint32Array): number {
  const cursor = { offset: 0, line: 1, lineStart: 0 };
  let total = 0;
  while (cursor.offset < source.length)
    total += parser.parse(source, source.length, cursor, 10, false, tokens);
  return total;
}

/** The median time of one run, in nanoseconds. */
function medianNanoseconds(run: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = Bun.nanoseconds();
    run();
    return Bun.nanoseconds() - start;
  });
  return times.sort((a, b) => a - b)[RUNS >> 1] as number;
}

function main(): void {
  const source = generateSource(Number(process.argv[2] ?? 6) * 1e6);
  const tokens = new Uint32Array(CHUNK_TOKENS * Token.WORDS);
  const short = new TextEncoder().encode("1 ");
  const calls = 100_000;
  for (const parser of parserImplementations) {
    const count = parseAll(parser, source, tokens);
    const time = medianNanoseconds(() => parseAll(parser, source, tokens));
    const cursor = { offset: 0, line: 1, lineStart: 0 };
    const callTime = medianNanoseconds(() => {
      for (let call = 0; call < calls; call++) {
        cursor.offset = 0;
        parser.parse(short, short.length, cursor, 10, false, tokens);
      }
    });
    const megabytes = ((source.length / time) * 1e3).toFixed(0);
    const millions = ((count / time) * 1e3).toFixed(1);
    console.log(
      `${parser.name}: ${megabytes} MB/s, ${millions} M tokens/s (${count} tokens), ${(callTime / calls).toFixed(0)} ns a call of one token`,
    );
  }
}

if (import.meta.main) main();
