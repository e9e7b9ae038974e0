/** The words that are written in Forth: what a failure while one is compiled leaves behind. */
import { expect, test } from "bun:test";
import { preludeDefinitions } from "../../src/forth/prelude.ts";
import { systemTable } from "../../src/words/system_words.ts";
import { createSession } from "./session.ts";

/** The records of every body of the prelude, by name, in a session where the names given meant another word before. */
function preludeBodies(redefined: Iterable<string>, immediate: boolean): Map<string, number[]> {
  const { session, run } = createSession();
  run(": shadow -4095 throw ;");
  const shadow = session.latest?.xt as number;
  for (const name of redefined) {
    const word = session.createWord(name);
    word.xt = shadow;
    word.immediate = immediate;
  }
  const bodies = new Map<string, number[]>();
  for (let index = 1; index <= systemTable.count; index++) {
    if (systemTable.body(index) === undefined) continue;
    const word = session.dictionary.word(index);
    if (word?.prelude !== undefined) session.compilePrelude(word);
    bodies.set(systemTable.name(index), Array.from(session.compiler.bodyOf(index) ?? []));
  }
  return bodies;
}

test("no redefinition changes a word that is written in Forth", () => {
  // Whatever stands in a body, be it a word, a number or a local; and every word that a body may come to use.
  const names = new Set(preludeDefinitions.flatMap(({ body }) => body.split(/\s+/)));
  for (let index = 1; index <= systemTable.count; index++) names.add(systemTable.name(index));
  names.delete("");
  const kept = preludeBodies([], false);
  expect(kept.size).toBeGreaterThan(200);
  expect(preludeBodies(names, false)).toEqual(kept);
  expect(preludeBodies(names, true)).toEqual(kept);
});

test("a word whose compilation fails is compiled when it is next needed, and the session is as before", () => {
  const { session, run, stack } = createSession();
  const { compiler } = session;
  const setBody = compiler.setBody.bind(compiler);
  compiler.setBody = () => {
    throw new RangeError("Maximum call stack size exceeded.");
  };
  const order = session.search.order;
  expect(() => run("$10 base ! 2 1 3 between")).toThrow(RangeError);
  compiler.setBody = setBody;
  expect(session.search.order).toEqual(order);
  expect(session.base).toBe(16);
  expect(session.compiling).toBe(false);
  expect(session.definition).toBeUndefined();
  session.reset();
  run("2 1 3 between");
  expect(stack()).toEqual([-1n]);
});
