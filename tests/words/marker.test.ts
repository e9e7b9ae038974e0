/** MARKER gives back what the words behind it have taken, the host's memory too. */
import { expect, test } from "bun:test";
import { createSession } from "./session.ts";

test("words that come and go take no more memory than the first of them", () => {
  const { run, session } = createSession();
  const taken = () => {
    const { texts, count } = session.positions.mark();
    return [session.dictionary.end, session.dataSpace.here, texts, count, ...session.compiler.bodySizes];
  };
  run(': round s" marker m : square dup * ; : cube dup square * ; 3 cube drop m" evaluate ;');
  run(": rounds 0 do round loop ;  300 rounds");
  let others: number[] | undefined;
  // Numbers of words that are gone are not used again at once (decision 22); 60,000 of them come and go each time.
  for (let time = 0; time < 3; time++) {
    run("20000 rounds");
    const [end = 0, ...rest] = taken();
    expect(end).toBeLessThan(70_000);
    // What is hot has its code from the first time on.
    others ??= rest;
    expect(rest).toEqual(others);
  }
});
