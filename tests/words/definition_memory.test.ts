/** What definitions take that never run: src/decisions/0043-what-definitions-take.md. */
import { expect, test } from "bun:test";
import { createSession } from "./session.ts";

const definition = (index: number) =>
  `: word${index} ( n -- n ) dup ${index} + swap ${3 * index} xor 2dup > if swap then drop ;\n`;

test("a definition takes few bytes, and none in the pool of records until it runs", () => {
  const { run, session } = createSession();
  const { compiler, dictionary } = session;
  const define = (from: number, to: number) => {
    let text = "";
    for (let index = from; index < to; index++) text += definition(index);
    run(text);
  };
  define(0, 10);
  const [records = 0, bytes = 0] = compiler.bodySizes;
  const { end } = dictionary;
  define(10, 1010);
  const [recordsThen = 0, bytesThen = 0] = compiler.bodySizes;
  expect(dictionary.end - end).toBe(1000);
  expect(recordsThen).toBe(records);
  // 14 records, four bytes each and a few for all.
  expect(bytesThen - bytes).toBeLessThan(1000 * 80);
  run("500 word1009");
  expect(compiler.bodySizes[0]).toBeGreaterThan(records);
});

test("a body is what it was, whatever numbers and positions it has", () => {
  const { run, session } = createSession();
  run(`: numbers 0 -1 127 128 16384 -129 9223372036854775807 -9223372036854775808 1e -0e 1.5e300 ;\n`);
  run(`: far\n${" \n".repeat(5000)} 1 ;`);
  const word = (name: string) =>
    session.search.find(new TextEncoder().encode(name), 0, name.length)?.index ?? 0;
  const body = Array.from(session.compiler.bodyOf(word("numbers")) ?? []);
  expect(body.filter((_, at) => at % 4 < 3)).toEqual([
    ...[0, 0, 0, 0, 0xffffffff, 0xffffffff, 0, 127, 0, 0, 128, 0, 0, 16384, 0, 0, 0xffffff7f, 0xffffffff],
    ...[0, 0xffffffff, 0x7fffffff, 0, 0, 0x80000000],
    ...[1, 0, 0x3ff00000, 1, 0, 0x80000000, 1, ...wordsOf(1.5e300), 12, 0, 0],
  ]);
  const far = session.compiler.bodyOf(word("far")) ?? new Uint32Array(0);
  expect(session.positions.place(far[3] ?? 0)?.line).toBe(5002);
});

const wordsOf = (value: number): number[] => [...new Uint32Array(new Float64Array([value]).buffer)];
