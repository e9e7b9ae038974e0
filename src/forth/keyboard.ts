/** Keys from standard input: characters and, from a terminal's escape sequences, keys without a character. */
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import type { Input } from "../machine/input.ts";
import type { Output } from "../machine/output.ts";
import type { Terminal } from "../machine/terminal.ts";

const ESCAPE = 0x1b;

/** Key events at and above this one are keys without a character; smaller ones are (extended) characters. */
export const FIRST_FUNCTION_KEY = 0x40000000;

/** Bits of a key event for the keys held down with it (10.6.2.1740.01 and its neighbours). */
export const KeyMask = { shift: 0x10000000, alternate: 0x20000000, control: 0x08000000 } as const;

/** Keys without a character, in the order of their numbers, by the names that K-… gives them. */
export const functionKeys = [
  "left",
  "right",
  "up",
  "down",
  "home",
  "end",
  "prior",
  "next",
  "insert",
  "delete",
  ...Array.from({ length: 12 }, (_, i) => `f${i + 1}`),
] as const;

/** Final letters of `ESC [ letter` and `ESC O letter`. */
const letterKeys: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
};

/** Numbers of `ESC [ number ~`. */
const numberKeys: Readonly<Record<number, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "prior",
  6: "next",
  7: "home",
  8: "end",
  11: "f1",
  12: "f2",
  13: "f3",
  14: "f4",
  15: "f5",
  17: "f6",
  18: "f7",
  19: "f8",
  20: "f9",
  21: "f10",
  23: "f11",
  24: "f12",
};

/** What a terminal sends around a pasted text when it is asked to (xterm, "Bracketed Paste Mode"); no keys of programs. */
export const PasteEvent = { begin: FIRST_FUNCTION_KEY + 0x100, end: FIRST_FUNCTION_KEY + 0x101 } as const;
const pasteMarks: Readonly<Record<number, number>> = { 200: PasteEvent.begin, 201: PasteEvent.end };

/** Milliseconds between the pieces of one key, and between looks for the next. */
const LONGEST_PAUSE = 30;
const PAUSE = 3;
const LONGEST_SEQUENCE = 16;
/** What follows Escape: `ESC [ number ; modifiers ~`, `ESC [ 1 ; modifiers letter`, `ESC O letter`. */
const SEQUENCE = /^(?:\[(\d*)(?:;(\d+))?([A-Za-z~])|O([A-Za-z]))/;

/** The event of a key without a character, by its name in `functionKeys`. */
export function functionKey(name: string): number {
  return FIRST_FUNCTION_KEY + functionKeys.indexOf(name);
}

export class Keyboard {
  constructor(
    private readonly input: Input,
    private readonly output: Output,
    private readonly terminal: Terminal,
  ) {}

  /** Whether a key can be had without waiting. */
  ready(): boolean {
    if (this.input.buffered) return true;
    this.output.flush();
    this.terminal.enterRaw();
    return this.terminal.keyReady() && this.input.more();
  }

  /** The next byte, waiting for it. Throws -39 at the end of the input. */
  readByte(): number {
    const byte = this.waitForByte();
    if (byte < 0) throw new ForthThrow(ThrowCodes.unexpectedEndOfFile, "standard input has ended");
    return byte;
  }

  /** The next byte, waiting for it; less than zero at the end of the input. */
  private waitForByte(): number {
    if (!this.input.buffered) {
      this.output.flush();
      this.terminal.enterRaw();
    }
    return this.input.readByte();
  }

  /** What follows an Escape. The bytes of one key may come in pieces, soon after each other; one on its own is the key Escape. */
  private sequence(): string {
    const { input, terminal } = this;
    const read = () => String.fromCharCode(...input.window().subarray(0, LONGEST_SEQUENCE));
    for (
      let waited = 0;
      isIncomplete(read()) && terminal.isTerminal && waited <= LONGEST_PAUSE;
      waited += PAUSE
    ) {
      if (terminal.keyReady()) input.more();
      else Bun.sleepSync(PAUSE);
    }
    return read();
  }

  /** The next key event: a byte, a key without a character, or -1 (as in gforth) at the end of the input. */
  readEvent(): number {
    const byte = this.waitForByte();
    if (byte !== ESCAPE) return byte;
    const { input } = this;
    const text = this.sequence();
    const match = SEQUENCE.exec(text);
    const event = match === null ? undefined : sequenceEvent(match);
    if (match === null || event === undefined) return byte;
    input.take(match[0].length);
    return event;
  }
}

const isIncomplete = (text: string): boolean => /^(?:\[[\d;]*|O)?$/.test(text);

function sequenceEvent(match: RegExpExecArray): number | undefined {
  const [, number = "", modifiers = "1", final = "", afterO = ""] = match;
  const mark = final === "~" ? pasteMarks[Number(number)] : undefined;
  if (mark !== undefined) return mark;
  const name = final === "~" ? numberKeys[Number(number)] : letterKeys[final + afterO];
  if (name === undefined) return undefined;
  // xterm sends one more than the sum of 1 for Shift, 2 for Alt and 4 for Control.
  const held = Number(modifiers) - 1;
  const masks =
    (held & 1 ? KeyMask.shift : 0) | (held & 2 ? KeyMask.alternate : 0) | (held & 4 ? KeyMask.control : 0);
  return functionKey(name) | masks;
}
