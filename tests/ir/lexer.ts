/** A place in textual ForthIR that could not be read. `line` and `column` count from 1. */
export class IrSyntaxError extends Error {
  override readonly name = "IrSyntaxError";
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(`${line}:${column}: ${message}`);
    this.line = line;
    this.column = column;
  }
}

const blank = /(?:[ \t\r\n]+|#[^\n]*)*/y;
const token =
  /->|[(),:=@]|[A-Za-z_][A-Za-z0-9_.]*|-?(?:inf|0x[0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?)/y;

/** Cuts textual ForthIR into names, numbers and punctuation; blanks and comments are skipped. */
export class Lexer {
  /** The token under the cursor; empty at the end. */
  current = "";
  private readonly text: string;
  private start = 0;
  private end = 0;

  constructor(text: string) {
    this.text = text;
    this.advance();
  }

  advance(): void {
    blank.lastIndex = this.end;
    blank.test(this.text);
    this.start = blank.lastIndex;
    token.lastIndex = this.start;
    const found = token.exec(this.text);
    this.current = found === null ? "" : found[0];
    this.end = this.start + this.current.length;
    if (found === null && this.start < this.text.length) {
      throw this.error(`unexpected character ${this.text[this.start]}`);
    }
  }

  /** Takes the token when it is `text`. */
  accept(text: string): boolean {
    if (this.current !== text) return false;
    this.advance();
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.error(`expected ${text}, not ${this.current || "the end"}`);
  }

  /** Takes an unsigned number up to `limit`, written after `prefix` in one token: `v12`, `block3`, `7`. */
  takeNumber(prefix: string, what: string, limit = 0xffffffff): number {
    const digits = this.current.startsWith(prefix) ? this.current.slice(prefix.length) : "";
    const number = Number(digits);
    if (!/^[0-9]+$/.test(digits) || number > limit) {
      throw this.error(`expected ${what}, not ${this.current || "the end"}`);
    }
    this.advance();
    return number;
  }

  /** Where the token under the cursor begins, for an error that is found later. */
  get mark(): number {
    return this.start;
  }

  /** An error at the token under the cursor, or at an earlier mark. */
  error(message: string, mark = this.start): IrSyntaxError {
    const before = this.text.slice(0, mark);
    const line = before.split("\n").length;
    return new IrSyntaxError(message, line, mark - before.lastIndexOf("\n"));
  }
}
