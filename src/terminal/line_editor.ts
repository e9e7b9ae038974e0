/** Edits lines on a terminal: reads keys, draws, remembers, completes. */

import { FIRST_FUNCTION_KEY, functionKey, type Keyboard, KeyMask } from "../forth/keyboard.ts";
import type { Output } from "../machine/output.ts";
import { textOf } from "../machine/system_text.ts";
import type { Terminal } from "../machine/terminal.ts";
import { drawLine } from "./drawing.ts";
import { EditedLine } from "./edited_line.ts";
import type { History } from "./history.ts";

/** The names that begin with some text. */
type Completer = (start: string) => readonly string[];

const control = (letter: string): number => letter.charCodeAt(0) - 0x40;
const ESCAPE = 0x1b;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const TAB = 0x09;
const BACKSPACE = 0x08;
const DELETE = 0x7f;
const SPACE = 0x20;
const SHOWN_COMPLETIONS = 100;

const edits: ReadonlyMap<number, (line: EditedLine) => void> = new Map([
  [control("A"), (line) => line.toStart()],
  [functionKey("home"), (line) => line.toStart()],
  [control("E"), (line) => line.toEnd()],
  [functionKey("end"), (line) => line.toEnd()],
  [control("B"), (line) => line.left()],
  [functionKey("left"), (line) => line.left()],
  [control("F"), (line) => line.right()],
  [functionKey("right"), (line) => line.right()],
  [functionKey("left") | KeyMask.control, (line) => line.wordLeft()],
  [functionKey("right") | KeyMask.control, (line) => line.wordRight()],
  [functionKey("left") | KeyMask.alternate, (line) => line.wordLeft()],
  [functionKey("right") | KeyMask.alternate, (line) => line.wordRight()],
  [DELETE, (line) => line.deleteBefore()],
  [BACKSPACE, (line) => line.deleteBefore()],
  [control("D"), (line) => line.deleteAfter()],
  [functionKey("delete"), (line) => line.deleteAfter()],
  [control("T"), (line) => line.transpose()],
  [control("K"), (line) => line.cut((cut) => cut.toEnd())],
  [control("U"), (line) => line.cut((cut) => cut.toStart())],
  [control("W"), (line) => line.cut((cut) => cut.wordLeft())],
  [control("Y"), (line) => line.paste()],
]);

/** The letter keys with Alt, which sends Escape before them. */
const alternateEdits: ReadonlyMap<string, (line: EditedLine) => void> = new Map([
  ["b", (line) => line.wordLeft()],
  ["f", (line) => line.wordRight()],
  ["d", (line) => line.cut((cut) => cut.wordRight())],
  [String.fromCharCode(DELETE), (line) => line.cut((cut) => cut.wordLeft())],
]);

interface LineEditorParts {
  readonly keyboard: Keyboard;
  readonly output: Output;
  readonly terminal: Terminal;
  /** Whether keys are waiting already: then there is no need to draw yet. */
  readonly typedAhead: () => boolean;
}

/** What a line is edited with; without these, it is neither remembered nor completed. */
export interface Assistance {
  readonly history: History;
  readonly complete: Completer;
}

export class LineEditor {
  private line = new EditedLine();
  private startColumn = 0;
  private cursorRow = 0;
  /** Place in the history, and the line that was left for it. */
  private historyAt = 0;
  private draft = "";
  private lastKey = 0;

  constructor(private readonly parts: LineEditorParts) {}

  /**
   * Lets a line be edited, from where the output has come to. It stays on the screen, with the cursor behind it.
   * @returns undefined for Ctrl-D in an empty line
   * @throws what reading a key throws: THROW -28 for Ctrl-C, a Timeout
   */
  read(assistance?: Assistance): string | undefined {
    const { output, terminal } = this.parts;
    this.line.text = "";
    this.startColumn = output.column % terminal.size().columns;
    this.cursorRow = 0;
    this.historyAt = assistance?.history.lines.length ?? 0;
    this.draft = "";
    terminal.enterRaw();
    try {
      for (;;) {
        const key = this.parts.keyboard.readEvent();
        if (key === LINE_FEED || key === CARRIAGE_RETURN) return this.line.text;
        if (key === control("D") && this.line.text === "") return undefined;
        this.handle(key, assistance);
        this.lastKey = key;
        if (!this.parts.typedAhead()) this.draw();
      }
    } finally {
      // The terminal stays as it is: what is typed while the line is interpreted waits for the next one.
      this.leave();
    }
  }

  private handle(key: number, assistance: Assistance | undefined): void {
    const edit = edits.get(key);
    if (edit !== undefined) return edit(this.line);
    switch (key) {
      case control("P"):
      case functionKey("up"):
        return this.recall(assistance, -1);
      case control("N"):
      case functionKey("down"):
        return this.recall(assistance, 1);
      case TAB:
        return this.complete(assistance);
      case control("L"):
        this.parts.output.text("\x1b[2J\x1b[H");
        this.startColumn = 0;
        this.cursorRow = 0;
        return;
      case ESCAPE:
        if (this.parts.typedAhead())
          alternateEdits.get(String.fromCharCode(this.parts.keyboard.readByte()))?.(this.line);
        return;
    }
    if (key >= SPACE && key < FIRST_FUNCTION_KEY) this.line.insert(this.character(key));
  }

  /** The character that begins with this byte; the others of its UTF-8 sequence are read. */
  private character(first: number): string {
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    const bytes = [first];
    while (bytes.length < length) bytes.push(this.parts.keyboard.readByte());
    return textOf(Uint8Array.from(bytes));
  }

  private recall(assistance: Assistance | undefined, step: number): void {
    if (assistance === undefined) return;
    const { lines } = assistance.history;
    const at = this.historyAt + step;
    if (at < 0 || at > lines.length) return;
    if (this.historyAt === lines.length) this.draft = this.line.text;
    this.historyAt = at;
    this.line.text = lines[at] ?? this.draft;
  }

  /** Completes the word before the cursor as far as it is certain; the second Tab in a row shows what it may become. */
  private complete(assistance: Assistance | undefined): void {
    const start = this.line.wordStart;
    const names = assistance?.complete(start) ?? [];
    if (names.length === 1) return this.line.replaceWordStart(`${names[0]} `);
    const common = commonStart(names);
    if (common.length > start.length) this.line.replaceWordStart(common);
    else if (this.lastKey === TAB && names.length > 0) this.show(names);
  }

  /** Writes names below the line, which is drawn anew below them. */
  private show(names: readonly string[]): void {
    const shown = names.slice(0, SHOWN_COMPLETIONS);
    const more = names.length - shown.length;
    this.leave();
    this.parts.output.text(`\n${shown.join("  ")}${more > 0 ? `  … and ${more} more` : ""}\n`);
    this.startColumn = 0;
    this.cursorRow = 0;
  }

  private draw(): void {
    const { output, terminal } = this.parts;
    const { columns } = terminal.size();
    const { characters, cursor } = this.line;
    const drawing = drawLine(characters, cursor, columns, this.startColumn, this.cursorRow);
    output.text(drawing.text);
    output.flush();
    this.cursorRow = drawing.cursorRow;
    // What was counted included the escape sequences.
    output.column = drawing.cursorColumn;
  }

  /** Draws the line once more with the cursor behind it. */
  private leave(): void {
    this.line.toEnd();
    this.draw();
  }
}

/** The longest text that all names begin with. */
function commonStart(names: readonly string[]): string {
  const [first = "", ...others] = names;
  let length = first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}
