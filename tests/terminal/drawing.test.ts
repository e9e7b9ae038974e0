/** The line editor's drawing on a small terminal: texts that wrap, have several lines, or are higher than the screen. */
import { describe, expect, test } from "bun:test";
import { drawLine } from "../../src/terminal/drawing.ts";
import { Screen } from "./screen.ts";

const COLUMNS = 12;
const ROWS = 6;

interface Text {
  readonly characters: readonly string[];
  readonly cursor: number;
}

/** Draws texts one after the other in place of each other, as the editor does; `start` is where the last one began. */
function drawn(texts: readonly Text[], startColumn: number, hint = ""): Screen & { start: number } {
  const screen = new Screen(COLUMNS, ROWS);
  screen.write("#".repeat(startColumn));
  let cursorRow = 0;
  let start = startColumn;
  let lastStart = start;
  for (const { characters, cursor } of texts) {
    lastStart = start;
    const drawing = drawLine({
      characters,
      cursor,
      screen: { columns: COLUMNS, rows: ROWS },
      startColumn: start,
      cursorRow,
      styleOf: (index) => (index % 3 === 0 ? "31" : ""),
      hint,
    });
    screen.write(drawing.text);
    ({ cursorRow, startColumn: start } = drawing);
    expect(screen.column).toBe(drawing.cursorColumn);
  }
  return Object.assign(screen, { start: lastStart });
}

const rowsOf = (screen: Screen): string[] => screen.text.filter((row) => row !== "");

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

/** Numbers from 0 to n - 1 (xorshift32). */
function randomNumbers(from: number): (n: number) => number {
  let state = from * 2 + 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

describe("a drawing", () => {
  test(`takes the place of the one before, without remains (seed ${seed})`, () => {
    const random = randomNumbers(seed);
    const alphabet = ["a", "b", "c", " ", "ä", "漢", "\n", "x", "y", "\t"];
    const text = (): Text => {
      const characters = Array.from(
        { length: random(50) },
        () => alphabet[random(alphabet.length)] as string,
      );
      return { characters, cursor: random(characters.length + 1) };
    };
    for (let round = 0; round < 500; round++) {
      const startColumn = random(4) === 0 ? random(COLUMNS - 1) : 0;
      const last = text();
      const before = Array.from({ length: random(4) }, text);
      const after = drawn([...before, last], startColumn);
      // Behind a text that was higher than the screen, the next one begins its row.
      expect([0, startColumn]).toContain(after.start);
      const alone = rowsOf(drawn([last], after.start));
      expect(alone.length === 0 ? [] : rowsOf(after).slice(-alone.length)).toEqual(alone);
    }
  });

  test("of a text that is higher than the screen shows the part around the cursor", () => {
    const characters = [..."1\n2\n3\n4\n5\n6\n7\n8\n9"];
    const top = drawn([{ characters, cursor: 0 }], 0);
    expect(top.text.slice(0, 5)).toEqual(["1", "2", "3", "4", "5"]);
    expect([top.row, top.column]).toEqual([0, 0]);
    const end = drawn([{ characters, cursor: characters.length }], 0);
    expect(end.text.slice(0, 5)).toEqual(["5", "6", "7", "8", "9"]);
    expect([end.row, end.column]).toEqual([4, 1]);
    const middle = drawn(
      [
        { characters, cursor: 0 },
        { characters, cursor: 6 },
      ],
      0,
    );
    expect(middle.text.slice(0, 5)).toEqual(["4", "5", "6", "7", "8"]);
    expect(middle.row).toBe(0);
  });

  test("of a text whose last row is full, with the cursor where that row is the last one shown", () => {
    const full = [..."a\nb\nc\nd\n123456789012"];
    const after = drawn(
      [
        { characters: full, cursor: 0 },
        { characters: [..."next"], cursor: 4 },
      ],
      0,
    );
    expect(rowsOf(after)).toEqual(["next"]);
  });

  test("has a hint where there is room, and none elsewhere", () => {
    const wide = new Screen(40, 3);
    const picture = {
      cursor: 3,
      screen: { columns: 40, rows: 3 },
      startColumn: 0,
      cursorRow: 0,
      styleOf: () => "",
    };
    wide.write(
      drawLine({ ...picture, characters: [..."dup"], hint: "( x -- x x ) copies the top item, once" }).text,
    );
    expect(wide.text[0]).toBe("dup  ( x -- x x ) copies the top item,…");
    expect([wide.row, wide.column]).toEqual([0, 3]);
    expect(drawn([{ characters: [..."12345678"], cursor: 8 }], 0, "( x -- x )").text[0]).toBe("12345678");
  });
});
