// The examples of a page of the manual: fenced blocks, by what their first line says.
//
//   ```forth            a program, or with a name behind it a file for the blocks that follow
//   ```session          lines as typed in a session
//   ```console          commands behind "$ ", with what they print; a line with … alone stands for any others
//   ```output  ```error what the block before it prints, and what its message has in it

export interface Block {
  readonly kind: string;
  /** The file that a `forth` block is kept in. */
  readonly file: string | undefined;
  readonly text: string;
  /** Of the block's first line in the page. */
  readonly line: number;
}

/** The fenced blocks of a page. */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const opening = /^```(\w+)(?: (\S+))?$/.exec(lines[at] ?? "");
    if (opening === null) {
      if (lines[at] === "```") at = lines.indexOf("```", at + 1);
      continue;
    }
    const end = lines.indexOf("```", at + 1);
    const text = `${lines.slice(at + 1, end).join("\n")}\n`;
    blocks.push({ kind: opening[1] ?? "", file: opening[2], text, line: at + 2 });
    at = end;
  }
  return blocks;
}

export interface Command {
  readonly command: string;
  readonly output: readonly string[];
}

/** The commands of a console block. */
export function commandsOf(text: string): Command[] {
  const parts = text.split(/^\$ /m).slice(1);
  return parts.map((part) => {
    const [command = "", ...output] = part.trimEnd().split("\n");
    if (output.length > 0 && output.every((line) => line === "…"))
      throw new Error(`${command}: a page that shows nothing of what it prints shows an error, too`);
    return { command, output };
  });
}

/** Whether lines are what a page shows; … stands for any lines. */
export function isShown(shown: readonly string[], lines: readonly string[]): boolean {
  const [first, ...rest] = shown;
  if (first === undefined) return lines.length === 0;
  if (first === "…") return lines.some((_, at) => isShown(rest, lines.slice(at))) || isShown(rest, []);
  return lines.length > 0 && first.trimEnd() === lines[0]?.trimEnd() && isShown(rest, lines.slice(1));
}
