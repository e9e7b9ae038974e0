/** Shows a long text screen by screen. */
import { FIRST_FUNCTION_KEY, functionKey, type Keyboard } from "../forth/keyboard.ts";
import type { Input } from "../machine/input.ts";
import type { Output } from "../machine/output.ts";
import type { Terminal } from "../machine/terminal.ts";

interface PagerParts {
  readonly keyboard: Keyboard;
  readonly output: Output;
  readonly terminal: Terminal;
  readonly input: Input;
  /** Colours the line that waits for a key. */
  readonly dim: (text: string) => string;
}

const SPACE = 0x20;
const forLine: ReadonlySet<number> = new Set([0x0d, 0x0a, functionKey("down")]);
const forScreen: ReadonlySet<number> = new Set([SPACE, functionKey("next")]);
/** q, Q, Escape, Ctrl-D; less than zero is the end of the input. */
const forEnd: ReadonlySet<number> = new Set([0x71, 0x51, 0x1b, 0x04, -1]);

/**
 * Writes whole lines; waits for a key behind each screen: Enter for a line, space for a screen, q for the end. Whoever
 * types something else has read enough: it begins the next line.
 */
export function page(text: string, { keyboard, output, terminal, input, dim }: PagerParts): void {
  const { rows, columns } = terminal.size();
  const lines = text.replace(/\n$/, "").split("\n");
  const heightOf = (line: string) => Math.max(1, Math.ceil(Bun.stringWidth(line) / columns));
  let room = rows - 1;
  for (const [at, line] of lines.entries()) {
    const height = heightOf(line);
    if (height > room && at > 0) {
      const more = lines.length - at;
      output.text(dim(`-- ${more} more ${more === 1 ? "line" : "lines"}: space, Enter, q --`));
      output.flush();
      terminal.enterRaw();
      const key = readKey(keyboard);
      output.text("\r\x1b[K");
      if (key > SPACE && key < FIRST_FUNCTION_KEY && !forEnd.has(key)) input.putBack(Uint8Array.of(key));
      if (!forLine.has(key) && !forScreen.has(key)) return;
      room = forLine.has(key) ? height : rows - 1;
    }
    room -= height;
    output.text(`${line}\n`);
  }
}

/** A key that means something here; arrows to the sides, for example, do not. */
function readKey(keyboard: Keyboard): number {
  for (;;) {
    const key = keyboard.readEvent();
    if (
      key < FIRST_FUNCTION_KEY
        ? key < 0 || forEnd.has(key) || forLine.has(key) || key >= SPACE
        : forLine.has(key) || forScreen.has(key)
    )
      return key;
  }
}
