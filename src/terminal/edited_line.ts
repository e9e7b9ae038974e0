/** A line of text under a cursor, as somebody edits it. It knows characters, no terminal. */

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Splits text into what a person takes for one character each. */
function characters(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

const isSpace = (character: string | undefined): boolean => character === undefined || character <= " ";

export class EditedLine {
  private line: string[] = [];
  private at = 0;
  /** What was cut last. */
  private cutText: string[] = [];

  get text(): string {
    return this.line.join("");
  }

  /** Replaces everything; the cursor goes behind it. */
  set text(text: string) {
    this.line = characters(text);
    this.at = this.line.length;
  }

  /** The characters, for drawing. */
  get characters(): readonly string[] {
    return this.line;
  }

  /** How many characters lie before the cursor. */
  get cursor(): number {
    return this.at;
  }

  /** The part of a word that lies before the cursor: what completion completes. */
  get wordStart(): string {
    let start = this.at;
    while (start > 0 && !isSpace(this.line[start - 1])) start--;
    return this.line.slice(start, this.at).join("");
  }

  insert(text: string): void {
    const before = characters(this.line.slice(0, this.at).join("") + text);
    this.line = [...before, ...this.line.slice(this.at)];
    this.at = before.length;
  }

  /** Puts `text` in the place of `wordStart`. */
  replaceWordStart(text: string): void {
    const start = this.at - characters(this.wordStart).length;
    this.line.splice(start, this.at - start);
    this.at = start;
    this.insert(text);
  }

  left(): void {
    this.at = Math.max(0, this.at - 1);
  }

  right(): void {
    this.at = Math.min(this.line.length, this.at + 1);
  }

  toStart(): void {
    this.at = 0;
  }

  toEnd(): void {
    this.at = this.line.length;
  }

  wordLeft(): void {
    while (this.at > 0 && isSpace(this.line[this.at - 1])) this.at--;
    while (this.at > 0 && !isSpace(this.line[this.at - 1])) this.at--;
  }

  wordRight(): void {
    const end = this.line.length;
    while (this.at < end && isSpace(this.line[this.at])) this.at++;
    while (this.at < end && !isSpace(this.line[this.at])) this.at++;
  }

  deleteBefore(): void {
    if (this.at > 0) this.line.splice(--this.at, 1);
  }

  deleteAfter(): void {
    this.line.splice(this.at, 1);
  }

  /** Swaps the two characters before the cursor, at the end of the line, or around it. */
  transpose(): void {
    if (this.at === 0 || this.line.length < 2) return;
    if (this.at < this.line.length) this.at++;
    const [first, second] = this.line.splice(this.at - 2, 2) as [string, string];
    this.line.splice(this.at - 2, 0, second, first);
  }

  /** Cuts from where the cursor is to where `move` takes it. */
  cut(move: (line: EditedLine) => void): void {
    const from = this.at;
    move(this);
    const start = Math.min(from, this.at);
    const length = Math.abs(from - this.at);
    if (length > 0) this.cutText = this.line.splice(start, length);
    this.at = start;
  }

  /** Inserts what was cut last. */
  paste(): void {
    this.insert(this.cutText.join(""));
  }
}
