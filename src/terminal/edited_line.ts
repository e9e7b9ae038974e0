/** A text under a cursor, as somebody edits it: a line, or several when it comes from the history. It knows characters, no terminal. */

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Splits text into what a person takes for one character each. */
function characters(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every character of ASCII is one of its own
  if (/^[\x00-\x7f]*$/.test(text)) return text.split("");
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

const isSpace = (character: string | undefined): boolean => character === undefined || character <= " ";
const LINE_END = "\n";
/** Beyond as many characters an argument list is too long for the engine. */
const MOST_AT_ONCE = 10_000;

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

  /** What lies before the cursor in its line. */
  get before(): string {
    return this.line.slice(this.lineStart(), this.at).join("");
  }

  /** Takes time in proportion to the text alone, unless the cursor has something behind it. */
  insert(text: string): void {
    // What comes may belong to the character before, as an accent does.
    const neighbour = this.at > 0 ? (this.line[this.at - 1] as string) : "";
    const joined = characters(neighbour + text);
    const start = this.at - (neighbour === "" ? 0 : 1);
    const behind = this.line.slice(this.at);
    this.line.length = start;
    for (let from = 0; from < joined.length; from += MOST_AT_ONCE)
      this.line.push(...joined.slice(from, from + MOST_AT_ONCE));
    this.at = this.line.length;
    for (const character of behind) this.line.push(character);
  }

  /** Puts `text` in the place of `replaced`, which lies before the cursor. */
  replaceBefore(replaced: string, text: string): void {
    const count = characters(replaced).length;
    this.at -= count;
    this.line.splice(this.at, count);
    this.insert(text);
  }

  left(): void {
    this.at = Math.max(0, this.at - 1);
  }

  right(): void {
    this.at = Math.min(this.line.length, this.at + 1);
  }

  toStart(): void {
    this.at = this.lineStart();
  }

  toEnd(): void {
    this.at = this.lineEnd();
  }

  /** Behind the last character of the last line. */
  toLast(): void {
    this.at = this.line.length;
  }

  private lineStart(): number {
    return this.at === 0 ? 0 : this.line.lastIndexOf(LINE_END, this.at - 1) + 1;
  }

  private lineEnd(): number {
    const end = this.line.indexOf(LINE_END, this.at);
    return end < 0 ? this.line.length : end;
  }

  /** Goes to the line above, as far to the right; false in the first one. */
  up(): boolean {
    const start = this.lineStart();
    if (start === 0) return false;
    const column = this.at - start;
    this.at = start - 1;
    this.at = Math.min(this.lineStart() + column, start - 1);
    return true;
  }

  /** Goes to the line below; false in the last one. */
  down(): boolean {
    const column = this.at - this.lineStart();
    const end = this.lineEnd();
    if (end === this.line.length) return false;
    this.at = end + 1;
    this.at = Math.min(this.at + column, this.lineEnd());
    return true;
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
