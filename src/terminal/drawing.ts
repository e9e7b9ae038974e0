/** How a line under a cursor looks on a terminal: the bytes that draw it in place of what was drawn before. */

interface Drawing {
  readonly text: string;
  /** Where it leaves the cursor: rows below the row that the line begins in. */
  readonly cursorRow: number;
  readonly cursorColumn: number;
}

/**
 * Draws a line that wraps at the screen's edge.
 * @param startColumn where the line begins, behind what a program has written
 * @param cursorRow where the drawing before left the cursor
 */
export function drawLine(
  characters: readonly string[],
  cursor: number,
  columns: number,
  startColumn: number,
  cursorRow: number,
): Drawing {
  let row = 0;
  let column = startColumn;
  let cursorAt = { row, column };
  for (let i = 0; i <= characters.length; i++) {
    const width = i < characters.length ? Bun.stringWidth(visible(characters[i] as string)) : 1;
    if (column + width > columns) {
      row++;
      column = 0;
    }
    if (i === cursor) cursorAt = { row, column };
    if (i < characters.length) column += width;
  }
  const up = cursorRow > 0 ? `\x1b[${cursorRow}A` : "";
  const shown = characters.map(visible).join("");
  // At the edge a terminal wraps only with the next character: make it wrap now.
  const wrapped = column === 0 && row > 0 ? " \r" : "";
  const back = row > cursorAt.row ? `\x1b[${row - cursorAt.row}A` : "";
  const text = `${up}\r${along(startColumn)}\x1b[J${shown}${wrapped}${back}\r${along(cursorAt.column)}`;
  return { text, cursorRow: cursorAt.row, cursorColumn: cursorAt.column };
}

const along = (columns: number): string => (columns > 0 ? `\x1b[${columns}C` : "");

/** Control characters would move the cursor; they are shown as their letters. */
function visible(character: string): string {
  return character < " " ? `^${String.fromCharCode(character.charCodeAt(0) + 0x40)}` : character;
}
