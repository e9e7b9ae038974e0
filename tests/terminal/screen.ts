/** A small terminal: what the line editor writes, as rows of characters. It wraps as xterm does: with the next character. */

export class Screen {
  readonly rows: string[][];
  row = 0;
  column = 0;
  /** The character that comes next wraps. */
  private pending = false;

  constructor(
    readonly columns: number,
    readonly height: number,
  ) {
    this.rows = Array.from({ length: height }, () => []);
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
    const tokens = text.match(/\x1b\[[?\d;]*[A-Za-z]|[\s\S]/gu) ?? [];
    for (const token of tokens) this.take(token);
  }

  /** The rows without blanks at their ends. */
  get text(): string[] {
    return this.rows.map((row) =>
      Array.from(row, (character) => character ?? " ")
        .join("")
        .trimEnd(),
    );
  }

  private take(token: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    const [, parameter = "", final] = /^\x1b\[([?\d;]*)([A-Za-z])$/.exec(token) ?? [];
    const count = Number(parameter) || 1;
    if (final !== undefined) {
      if (final === "A") this.moveTo(Math.max(0, this.row - count), this.column);
      else if (final === "C") this.moveTo(this.row, Math.min(this.columns - 1, this.column + count));
      else if (final === "J" || final === "K") this.erase(final === "J");
      else if (final !== "m") throw new Error(`unknown sequence ${JSON.stringify(token)}`);
    } else if (token === "\r") this.moveTo(this.row, 0);
    else if (token === "\n") this.lineFeed();
    else this.put(token);
  }

  private moveTo(row: number, column: number): void {
    this.row = row;
    this.column = column;
    this.pending = false;
  }

  private erase(below: boolean): void {
    (this.rows[this.row] as string[]).length = Math.min(
      this.column,
      (this.rows[this.row] as string[]).length,
    );
    if (below) for (let row = this.row + 1; row < this.height; row++) this.rows[row] = [];
  }

  /** With the carriage return that the system adds. */
  private lineFeed(): void {
    if (this.row === this.height - 1) {
      this.rows.shift();
      this.rows.push([]);
    } else this.row++;
    this.column = 0;
    this.pending = false;
  }

  private put(character: string): void {
    const width = Bun.stringWidth(character);
    if (this.pending || this.column + width > this.columns) this.lineFeed();
    const row = this.rows[this.row] as string[];
    row[this.column] = character;
    for (let at = 1; at < width; at++) row[this.column + at] = "";
    this.column += width;
    if (this.column >= this.columns) {
      this.column = this.columns - 1;
      this.pending = true;
    }
  }
}
