/** What the standard's THROW codes mean, what brings them about, and what to do: `texts/throw_codes.txt`. */
import { ForthThrow } from "../machine/exceptions.ts";
import { usableWidth, wrapped } from "./layout.ts";
import { referenceTexts } from "./texts.ts";
import type { PageStyle } from "./word_page.ts";

interface ThrowEntry {
  readonly code: number;
  /** As error reports have it. */
  readonly message: string;
  readonly paragraphs: readonly string[];
  /** Programs that end with it, a line each. */
  readonly examples: readonly string[];
}

let entries: ReadonlyMap<number, ThrowEntry> | undefined;

/** All codes, -1 first. */
export function throwCodes(): ReadonlyMap<number, ThrowEntry> {
  entries ??= new Map(readEntries(referenceTexts().get("throw_codes.txt") ?? ""));
  return entries;
}

/** Blocks that begin with a code; a line that begins with `> ` is an example, the others are paragraphs. */
function readEntries(text: string): [number, ThrowEntry][] {
  return text
    .split(/^(?=-\d+$)/m)
    .filter((block) => block.startsWith("-"))
    .map((block) => {
      const [number = "", ...rest] = block.trimEnd().split("\n");
      const code = Number(number);
      const lines = rest.map((line) => line.trim()).filter((line) => line !== "");
      const paragraphs = lines.filter((line) => !line.startsWith("> "));
      const examples = lines.filter((line) => line.startsWith("> ")).map((line) => line.slice(2));
      return [code, { code, message: new ForthThrow(code).message, paragraphs, examples }];
    });
}

export function throwPage({ code, message, paragraphs, examples }: ThrowEntry, style: PageStyle): string {
  const width = usableWidth(style.columns);
  const lines = [`${style.paint.strong(`${code} ${message}`)}`];
  for (const paragraph of paragraphs) lines.push(...wrapped(paragraph, width, "  "), "");
  for (const example of examples) lines.push(`    ${example}`);
  return `${lines.join("\n").trimEnd()}\n`;
}

/** All codes with their messages. */
export function throwList({ paint }: PageStyle): string {
  const lines = [...throwCodes().values()].map(
    ({ code, message }) => `  ${String(code).padStart(4)}  ${message}`,
  );
  return `${[paint.strong("Standard THROW codes"), ...lines, "", "  help -9 tells of one."].join("\n")}\n`;
}
