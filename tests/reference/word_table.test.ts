/** The table of words: its examples run, and its stack effects are the words' own. */
import { describe, expect, test } from "bun:test";
import { wordTable } from "../../src/reference/word_table.ts";
import { agree, countsOf, openEffectSession, systemEffect } from "./effects.ts";
import { expectedLike, expectedOf, outputOf, programOf } from "./examples.ts";

const entries = [...wordTable().words.values()];
/** Entries that share an example. */
const described = new Map(entries.map((entry) => [entry.names.join(" "), entry]));
/** Words of tests are found by programs that ask for them. */
const preludes: Readonly<Record<string, string>> = { "Words of tests": "require test/ttester.fs\n" };

describe("sentences", () => {
  test("are short, and have no full stop", () => {
    const odd = entries.filter(({ summary }) => summary.length > 170 || summary.endsWith("."));
    expect(odd.map(({ name }) => name)).toEqual([]);
  });
});

describe("examples", () => {
  test.each([...described.values()].map((entry) => [entry.names.join(" "), entry] as const))(
    "%s",
    (_, entry) => {
      const written = outputOf(programOf(entry.example), preludes[entry.set]);
      expect(written).toBe(expectedLike(written, expectedOf(entry.example)));
    },
  );
});

describe("stack effects", () => {
  const session = openEffectSession();
  const found = entries.map((entry) => {
    const { name, effect } = entry;
    return { name, effect, written: countsOf(effect), actual: systemEffect(session, name) };
  });

  test("are those that the system knows or the compiler finds", () => {
    const wrong = found.filter(
      ({ written, actual }) => written !== undefined && actual !== undefined && !agree(written, actual),
    );
    expect(wrong.map(({ name, effect, actual }) => `${name} ( ${effect} ) is ${actual}`)).toEqual([]);
  });

  test("are known for most words", () => {
    const known = found.filter(({ written, actual }) => written !== undefined && actual !== undefined);
    expect(known.length).toBeGreaterThan(700);
  });

  test("a wrong one is noticed", () => {
    const dup = systemEffect(session, "dup") ?? "";
    expect([agree(countsOf("x -- x x") ?? "", dup), agree(countsOf("x -- x") ?? "", dup)]).toEqual([
      true,
      false,
    ]);
    expect(countsOf("-- flag F: r1 r2 --")).toBe("0 -- 1 F: 2 -- 0");
    expect(countsOf('d n -- ud "name" R: -- x')).toBe("3 -- 2");
  });
});
