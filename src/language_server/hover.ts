/** What an editor shows of the word under the cursor. */
import { type Hover, MarkupKind } from "vscode-languageserver";
import { entryOf } from "../reference/word_table.ts";
import type { FileOfProgram } from "./analyses.ts";
import { rangeIn } from "./positions.ts";
import type { Target } from "./program_index.ts";
import { symbolPage, systemPage } from "./word_texts.ts";

export function hoverOf({ index, file }: FileOfProgram, target: Target): Hover | undefined {
  const value = pageOf(index, target);
  if (value === undefined) return undefined;
  return {
    contents: { kind: MarkupKind.Markdown, value },
    range: rangeIn(file.text, target.offset, target.length),
  };
}

function pageOf(index: FileOfProgram["index"], target: Target): string | undefined {
  switch (target.kind) {
    case "local":
      return `\`\`\`forth\n${target.local.name}\n\`\`\`\n\nA local, line ${target.local.range.line}.`;
    case "symbol":
      return symbolPage(target.symbol, index.text(target.symbol.range.file));
    case "system": {
      const entry = entryOf(target.name);
      return entry && systemPage(entry);
    }
  }
}
