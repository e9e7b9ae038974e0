/** The pages of help about topics and errors: their programs run and do what they say. */
import { describe, expect, test } from "bun:test";
import { throwCodes } from "../../src/reference/throw_codes.ts";
import { topicNamed, topics } from "../../src/reference/topics.ts";
import { readExampleLine } from "../../src/reference/word_table.ts";
import { expectedLike, expectedOf, outputOf, programOf } from "./examples.ts";

const WIDEST = 80;

describe("topics", () => {
  test.each(topics().map((topic) => [topic.name, topic] as const))("%s", (_, { lines }) => {
    const example = lines
      .filter((line) => line.startsWith("    ") && line[4] !== " ")
      .map((line) => readExampleLine(line.slice(4)));
    // What stands between two lines' outputs in a session is not there.
    const written = outputOf(programOf(example)).replaceAll(" ", "");
    expect(written).toBe(expectedLike(written, expectedOf(example).replaceAll(" ", "")));
    expect(lines.filter((line) => line.length > WIDEST)).toEqual([]);
  });

  test("the first page names all others", () => {
    const first = topicNamed("start")?.lines.join("\n") ?? "";
    const missing = topics().filter(
      ({ name }) => name !== "start" && !new RegExp(`\\b${name}\\b`).test(first),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});

describe("THROW codes", () => {
  test("each of the standard's has a page", () => {
    expect([...throwCodes().keys()]).toEqual(Array.from({ length: 79 }, (_, i) => -1 - i));
    for (const { paragraphs } of throwCodes().values()) expect(paragraphs.length).toBeGreaterThan(0);
  });

  const examples = [...throwCodes().values()].flatMap(({ code, examples }) =>
    examples.map((program) => [code, program] as const),
  );
  test.each(examples)("%i: %s", (code, program) => {
    expect(outputOf(program)).toContain(`(THROW ${code})`);
  });
});
