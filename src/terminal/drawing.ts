/** How a text under a cursor looks on a terminal: the bytes that draw it in place of what was drawn before. */

interface Drawing {
  readonly text: string;
  /** Where it leaves the cursor: rows below the row that the drawing begins in. */
  readonly cursorRow: number;
  readonly cursorColumn: number;
  /** Where the text begins from now on: a part of it has taken the place of what stood before it. */
  readonly startColumn: number;
}

/** What is to be drawn, and where. */
interface Picture {
  /** With line ends where a new row begins. */
  readonly characters: readonly string[];
  /** How many characters lie before the cursor. */
  readonly cursor: number;
  readonly screen: { readonly columns: number; readonly rows: number };
  /** Where the first row begins, behind what a program has written. */
  readonly startColumn: number;
  /** Where the drawing before left the cursor. */
  readonly cursorRow: number;
  /** The parameters of SGR (ECMA-48, 8.3.117) for a character; empty for none. */
  readonly styleOf: (index: number) => string;
  /** Stands dimmed behind the text when there is room on its row. */
  readonly hint: string;
}

const LINE_END = "\n";
const DIM = "2";

/** Draws a text that wraps at the screen's edge. Of one with more rows than the screen those around the cursor are drawn. */
export function drawLine(picture: Picture): Drawing {
  const { characters, cursor, screen, startColumn, cursorRow } = picture;
  const places = placesOf(characters, screen.columns, startColumn);
  const cursorPlace = places[cursor] as Place;
  const last = places.at(-1) as Place;
  const mostRows = Math.max(1, screen.rows - 1);
  const top = last.row < mostRows ? 0 : Math.max(0, Math.min(cursorPlace.row, last.row - mostRows + 1));
  const bottom = Math.min(last.row, top + mostRows - 1);
  const from = places.findIndex(({ row }) => row >= top);
  const behind = places.findIndex(({ row }) => row > bottom);
  // The line end of the last row that is drawn would open another one.
  const to = behind < 0 ? characters.length : behind - (characters[behind - 1] === LINE_END ? 1 : 0);
  const showsEnd = to === characters.length && last.row === bottom;
  const firstColumn = top === 0 ? startColumn : 0;
  const up = cursorRow > 0 ? `\x1b[${cursorRow}A` : "";
  // At the edge a terminal wraps only with the next character: make it wrap now.
  const wrapped =
    showsEnd && last.column === 0 && last.row > top && characters.at(-1) !== LINE_END ? " \r" : "";
  const room = screen.columns - last.column - 3;
  const hint = showsEnd && wrapped === "" && picture.hint !== "" ? cut(picture.hint, room) : "";
  const shownHint = hint === "" ? "" : `  ${styled(hint, DIM)}`;
  const back = bottom > cursorPlace.row ? `\x1b[${bottom - cursorPlace.row}A` : "";
  const shown = styledText(picture, from, to);
  const text = `${up}\r${along(firstColumn)}\x1b[J${shown}${wrapped}${shownHint}${back}\r${along(cursorPlace.column)}`;
  return {
    text,
    cursorRow: cursorPlace.row - top,
    cursorColumn: cursorPlace.column,
    startColumn: firstColumn,
  };
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Where each character stands, and where one behind the last would. */
function placesOf(characters: readonly string[], columns: number, startColumn: number): Place[] {
  const places: Place[] = [];
  let row = 0;
  let column = startColumn;
  for (let i = 0; i <= characters.length; i++) {
    const character = characters[i];
    const isLineEnd = character === LINE_END;
    const width = character === undefined || isLineEnd ? 1 : widthOf(character);
    // A line end needs no place of its own at the edge.
    if (column + width > columns && !(isLineEnd && column === columns)) {
      row++;
      column = 0;
    }
    places.push({ row, column: Math.min(column, columns - 1) });
    if (isLineEnd) {
      row++;
      column = 0;
    } else column += width;
  }
  return places;
}

const widthOf = (character: string): number =>
  character >= " " && character < "\x7f" ? 1 : Bun.stringWidth(visible(character));

function styledText({ characters, styleOf }: Picture, from: number, to: number): string {
  let text = "";
  let style = "";
  for (let i = from; i < to; i++) {
    const wanted = styleOf(i);
    if (wanted !== style) text += `\x1b[0${wanted === "" ? "" : `;${wanted}`}m`;
    style = wanted;
    text += visible(characters[i] as string);
  }
  return style === "" ? text : `${text}\x1b[0m`;
}

const styled = (text: string, style: string): string => `\x1b[${style}m${text}\x1b[0m`;

/** The part of a text that fits; nothing when that is too little. */
function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  return room < 12 ? "" : `${text.slice(0, room - 1)}…`;
}

const along = (columns: number): string => (columns > 0 ? `\x1b[${columns}C` : "");

/** Control characters would move the cursor; they are shown as their letters, but a Tab is a blank. */
function visible(character: string): string {
  if (character >= " " || character === LINE_END) return character;
  return character === "\t" ? " " : `^${String.fromCharCode(character.charCodeAt(0) + 0x40)}`;
}
