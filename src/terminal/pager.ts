/** Shows a long text screen by screen. */
import type { Keyboard } from "../forth/keyboard.ts";
import type { Output } from "../machine/output.ts";
import type { Terminal } from "../machine/terminal.ts";

interface PagerParts {
  readonly keyboard: Keyboard;
  readonly output: Output;
  readonly terminal: Terminal;
  /** Colours the line that waits for a key. */
  readonly dim: (text: string) => string;
}

const ENTER = "\r\n";
/** Also Escape. */
const QUIT = "qQ\x1b";

/** Writes whole lines; waits for a key behind each screen: Enter for a line, q for the end, any other for a screen. */
export function page(text: string, { keyboard, output, terminal, dim }: PagerParts): void {
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
      const key = String.fromCharCode(keyboard.readByte());
      output.text("\r\x1b[K");
      if (QUIT.includes(key)) return;
      room = ENTER.includes(key) ? height : rows - 1;
    }
    room -= height;
    output.text(`${line}\n`);
  }
}
