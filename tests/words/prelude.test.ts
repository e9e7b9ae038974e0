/** The words that are written in Forth: what a failure while one is compiled leaves behind. */
import { expect, test } from "bun:test";
import { createSession } from "./session.ts";

test("a word whose compilation fails is compiled when it is next needed, and the session is as before", () => {
  const { session, run, stack } = createSession();
  const { compiler } = session;
  const setBody = compiler.setBody.bind(compiler);
  compiler.setBody = () => {
    throw new RangeError("Maximum call stack size exceeded.");
  };
  const order = session.search.order;
  expect(() => run("hex 2 1 3 between")).toThrow(RangeError);
  compiler.setBody = setBody;
  expect(session.search.order).toEqual(order);
  expect(session.base).toBe(16);
  expect(session.compiling).toBe(false);
  expect(session.definition).toBeUndefined();
  session.reset();
  run("2 1 3 between");
  expect(stack()).toEqual([-1n]);
});
