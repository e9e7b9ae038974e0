/** Edits lines on a terminal: reads keys, draws, remembers, completes. */

import { FIRST_FUNCTION_KEY, functionKey, type Keyboard, KeyMask, PasteEvent } from "../forth/keyboard.ts";
import type { Input } from "../machine/input.ts";
import type { Output } from "../machine/output.ts";
import { bytesOf, textOf } from "../machine/system_text.ts";
import type { Terminal } from "../machine/terminal.ts";
import type { Assistance } from "./assistance.ts";
import { drawLine } from "./drawing.ts";
import { EditedLine } from "./edited_line.ts";

const control = (letter: string): number => letter.charCodeAt(0) - 0x40;
const ESCAPE = 0x1b;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const TAB = 0x09;
const BACKSPACE = 0x08;
const DELETE = 0x7f;
const SPACE = 0x20;
/** Has the terminal mark pasted texts (xterm, "Bracketed Paste Mode"), or not. */
const MARK_PASTES = "\x1b[?2004h";
const LEAVE_PASTES = "\x1b[?2004l";

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
  readonly input: Input;
}

/** A search in the history: the text that entries must have, and the entry that is shown. */
interface Search {
  text: string;
  at: number;
  /** The line that was typed before. */
  readonly draft: string;
}

export class LineEditor {
  private line = new EditedLine();
  private startColumn = 0;
  private cursorRow = 0;
  /** Place in the history, the line that was left for it, and what entries must begin with. */
  private historyAt = 0;
  private draft = "";
  private search: Search | undefined;
  private lastKey = 0;
  private assistance: Assistance | undefined;
  /** What is waiting as pasted text has been shown, as lines of one entry. */
  private shown = false;

  constructor(private readonly parts: LineEditorParts) {}

  /** Whether the next line has been shown already, together with the one before. */
  get nextIsShown(): boolean {
    return this.shown && this.parts.input.pasted > 0;
  }

  /**
   * Lets a line be edited, from where the output has come to. It stays on the screen, with the cursor behind it. Of a text
   * with several lines it gives the first; the others are what is read next.
   * @returns undefined for Ctrl-D in an empty line
   * @throws what reading a key throws: THROW -28 for Ctrl-C, a Timeout
   */
  read(assistance?: Assistance): string | undefined {
    const { output, terminal, input } = this.parts;
    const shown = this.nextIsShown;
    this.shown = shown;
    this.line.text = "";
    this.startColumn = output.column % terminal.size().columns;
    this.cursorRow = 0;
    this.assistance = assistance;
    this.historyAt = assistance?.history.entries.length ?? 0;
    this.draft = "";
    this.search = undefined;
    terminal.enterRaw();
    if (input.pasted > 0 && this.takePasted()) {
      if (!shown) this.leave();
      return this.line.text;
    }
    this.write(MARK_PASTES);
    terminal.whenContinued = () => this.drawAnew();
    try {
      return this.readKeys();
    } finally {
      terminal.whenContinued = undefined;
      // The terminal stays as it is: what is typed while the line is interpreted waits for the next one.
      this.search = undefined;
      this.leave();
      this.write(LEAVE_PASTES);
    }
  }

  private readKeys(): string | undefined {
    const { keyboard, input } = this.parts;
    for (;;) {
      if (!input.buffered) this.draw(this.hint());
      const key = keyboard.readEvent();
      if (key === PasteEvent.begin) {
        if (this.receivePaste()) return this.line.text;
      } else if (this.search !== undefined && this.searchKey(this.search, key)) {
        // It was for the search.
      } else if (key === LINE_FEED || key === CARRIAGE_RETURN) {
        return this.firstLine();
      } else if (key === control("D") && this.line.text === "") {
        return undefined;
      } else {
        this.handle(key);
      }
      this.lastKey = key;
    }
  }

  /** Of several lines, gives the first and keeps the others as what is read next. */
  private firstLine(): string {
    const { text } = this.line;
    const end = text.indexOf("\n");
    if (end < 0) return text;
    this.parts.input.putBack(bytesOf(`${text.slice(end + 1)}\n`));
    this.shown = true;
    return text.slice(0, end);
  }

  // ---- pasted texts -----------------------------------------------------------------------------------------------

  /** Reads a pasted text up to its mark; true when it has ended the line. */
  private receivePaste(): boolean {
    const { keyboard, input } = this.parts;
    const bytes: number[] = [];
    for (let key = keyboard.readEvent(); key !== PasteEvent.end; key = keyboard.readEvent()) {
      if (key < 0) break;
      // An escape sequence within a pasted text means nothing.
      if (key <= 0xff) bytes.push(key);
    }
    this.search = undefined;
    this.shown = false;
    input.putBack(Uint8Array.from(bytes));
    return input.pasted > 0 && this.takePasted();
  }

  /** Inserts pasted text up to a line end; true when there was one. Tabs and other keys are text in it. */
  private takePasted(): boolean {
    const { input } = this.parts;
    const window = input.window().subarray(0, input.pasted);
    const end = window.findIndex((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN);
    this.line.insert(textOf(window.slice(0, end < 0 ? window.length : end)));
    if (end < 0) {
      input.take(window.length);
      return false;
    }
    const isPair = window[end] === CARRIAGE_RETURN && window[end + 1] === LINE_FEED;
    input.take(end + (isPair ? 2 : 1));
    return true;
  }

  // ---- keys -------------------------------------------------------------------------------------------------------

  private handle(key: number): void {
    const edit = edits.get(key);
    if (edit !== undefined) return edit(this.line);
    switch (key) {
      case control("P"):
      case functionKey("up"):
        if (!this.line.up()) this.recall(-1);
        return;
      case control("N"):
      case functionKey("down"):
        if (!this.line.down()) this.recall(1);
        return;
      case control("R"):
        return this.beginSearch();
      case TAB:
        return this.complete();
      case control("L"):
        this.parts.output.text("\x1b[2J\x1b[H");
        this.startColumn = 0;
        this.cursorRow = 0;
        return;
      case ESCAPE:
        if (this.parts.input.buffered)
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

  // ---- history ----------------------------------------------------------------------------------------------------

  /** Goes to the next entry, in either direction, that begins with what was typed. */
  private recall(step: -1 | 1): void {
    const history = this.assistance?.history;
    if (history === undefined) return;
    const count = history.entries.length;
    if (this.historyAt === count) this.draft = this.line.text;
    const matches = (entry: string) => entry.startsWith(this.draft);
    const at = step < 0 ? history.before(this.historyAt, matches) : history.behind(this.historyAt, matches);
    if (at < 0 || (step > 0 && this.historyAt === count)) return;
    this.historyAt = at;
    this.line.text = history.entries[at] ?? this.draft;
  }

  private beginSearch(): void {
    if (this.assistance !== undefined)
      this.search = { text: "", at: this.assistance.history.entries.length, draft: this.line.text };
  }

  /** Handles a key of a search; false for one that ends it and does what it always does. */
  private searchKey(search: Search, key: number): boolean {
    if (key === control("R")) this.findOlder(search, search.at);
    else if (key === DELETE || key === BACKSPACE) this.searchFor(search, search.text.slice(0, -1));
    else if (key === ESCAPE || key === control("G")) {
      this.line.text = search.draft;
      this.search = undefined;
    } else if (key >= SPACE && key < FIRST_FUNCTION_KEY)
      this.searchFor(search, search.text + this.character(key));
    else {
      this.search = undefined;
      return false;
    }
    return true;
  }

  private searchFor(search: Search, text: string): void {
    search.text = text;
    this.findOlder(search, this.assistance?.history.entries.length ?? 0);
  }

  private findOlder(search: Search, before: number): void {
    const history = this.assistance?.history;
    if (history === undefined || search.text === "") return;
    const wanted = search.text.toLowerCase();
    const at = history.before(before, (entry) => entry.toLowerCase().includes(wanted));
    if (at < 0) return;
    search.at = at;
    this.historyAt = at;
    this.line.text = history.entries[at] as string;
  }

  // ---- completion -------------------------------------------------------------------------------------------------

  /** Completes what is before the cursor as far as it is certain; the second Tab in a row shows what it may become. */
  private complete(): void {
    const completion = this.assistance?.complete(this.line.before);
    if (completion === undefined) return;
    const { start, candidates } = completion;
    const [only = ""] = candidates;
    if (candidates.length === 1) return this.line.replaceBefore(start, only + completion.behind(only));
    const common = commonStart(candidates);
    if (common.length > start.length) this.line.replaceBefore(start, common);
    else if (this.lastKey === TAB && candidates.length > 0)
      this.show(this.assistance?.list(completion, this.parts.terminal.size().columns) ?? "");
  }

  /** Writes lines below the text, which is drawn anew below them. */
  private show(lines: string): void {
    const { cursor } = this.line;
    this.leave();
    this.parts.output.text(`\n${lines}\n`);
    this.startColumn = 0;
    this.cursorRow = 0;
    while (this.line.cursor > cursor) this.line.left();
  }

  // ---- drawing ----------------------------------------------------------------------------------------------------

  private hint(): string {
    const { line, assistance, search } = this;
    if (assistance === undefined || search !== undefined) return "";
    return assistance.hint(line.text, line.characters.slice(0, line.cursor).join("").length);
  }

  private draw(hint = ""): void {
    const { output, terminal } = this.parts;
    const { line, search } = this;
    const prefix = search === undefined ? [] : [...`search '${search.text}': `];
    const styles = this.assistance?.styles(line.characters, line.cursor);
    const drawing = drawLine({
      characters: [...prefix, ...line.characters],
      cursor: prefix.length + line.cursor,
      screen: terminal.size(),
      startColumn: this.startColumn,
      cursorRow: this.cursorRow,
      styleOf: (index) => styles?.[index - prefix.length] ?? "",
      hint,
    });
    output.text(drawing.text);
    output.flush();
    this.cursorRow = drawing.cursorRow;
    this.startColumn = drawing.startColumn;
    // What was counted included the escape sequences.
    output.column = drawing.cursorColumn;
  }

  /** A shell has been at work: the cursor is where it has left it, and pastes are marked as it wants it. */
  private drawAnew(): void {
    this.startColumn = 0;
    this.cursorRow = 0;
    this.write(MARK_PASTES);
    this.draw(this.hint());
  }

  /** Draws the text once more with the cursor behind it. */
  private leave(): void {
    this.line.toLast();
    this.draw();
  }

  /** Writes what moves no cursor. */
  private write(sequence: string): void {
    const { output } = this.parts;
    const { column } = output;
    output.text(sequence);
    output.column = column;
  }
}

/** The longest text that all names begin with. */
function commonStart(names: readonly string[]): string {
  const [first = "", ...others] = names;
  let length = first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}
