/** What is said of a word: its effect in a line, and a page of Markdown. */
import { basename } from "node:path";
import { effectText, isKnown } from "../checking/effect.ts";
import type { SourceText } from "../checking/source_file.ts";
import type { ProgramSymbol } from "../checking/symbols.ts";
import { shownText } from "../machine/system_text.ts";
import { commentsOf } from "../reference/program_word.ts";
import { sentence } from "../reference/word_page.ts";
import { effectComment, type WordEntry } from "../reference/word_table.ts";

/** Bytes around a definition that are looked at for comments. */
const NEARBY = 8192;

interface SymbolText {
  /** In parentheses: as it is written, else as it was found. */
  readonly effect: string | undefined;
  /** In parentheses. */
  readonly found: string | undefined;
  readonly comment: readonly string[];
}

export function textOfSymbol(symbol: ProgramSymbol, text: SourceText | undefined): SymbolText {
  const { declared, effect, isBroken, range, end } = symbol;
  const found = effect !== undefined && isKnown(effect) && !isBroken ? effectText(effect) : undefined;
  const comments =
    text === undefined ? undefined : around(text.bytes, range.offset, end ?? range, symbol.name);
  const written = declared?.text.trim() ?? comments?.effect;
  return {
    effect: written === undefined ? found : `( ${written} )`,
    found,
    comment: comments?.comment ?? [],
  };
}

/** The effect alone, in parentheses: for lists, which have many. Comments are looked at where nothing else tells it. */
export function effectOfSymbol(symbol: ProgramSymbol, text: SourceText | undefined): string | undefined {
  const { declared, effect, isBroken } = symbol;
  if (declared !== undefined) return `( ${declared.text.trim()} )`;
  return effect !== undefined && isKnown(effect) && !isBroken
    ? effectText(effect)
    : textOfSymbol(symbol, text).effect;
}

function around(
  bytes: Uint8Array,
  start: number,
  last: { readonly offset: number; readonly length: number },
  name: string,
): ReturnType<typeof commentsOf> {
  const end = last.offset + last.length;
  const shown = (from: number, to: number) => shownText(bytes.subarray(Math.max(0, from), to));
  return commentsOf(
    { before: shown(start - NEARBY, start), inside: shown(start, end), behind: shown(end, end + NEARBY) },
    name,
  );
}

export function symbolPage(symbol: ProgramSymbol, text: SourceText | undefined): string {
  const { effect } = textOfSymbol(symbol, text);
  const { name } = symbol;
  return `${codeBlock(`${name}${effect === undefined ? "" : ` ${effect}`}`)}\n\n${aboutSymbol(symbol, text)}`;
}

/** What is said of a word below its name and effect. */
export function aboutSymbol(symbol: ProgramSymbol, text: SourceText | undefined): string {
  const { effect, found, comment } = textOfSymbol(symbol, text);
  const { kind, isImmediate, range } = symbol;
  const parts: string[] = [];
  if (comment.length > 0) parts.push(comment.map(escaped).join("\n"));
  const facts = [kind === "word" ? "" : kind, isImmediate ? "immediate" : ""];
  if (found !== undefined && found !== effect) facts.push(`found out: \`${found}\``);
  facts.push(`${escaped(basename(range.file))}, line ${range.line}`);
  parts.push(sentence(facts.filter((fact) => fact !== "").join("; ")));
  return parts.join("\n\n");
}

export const systemPage = (entry: WordEntry): string =>
  `${codeBlock(`${entry.name} ${effectComment(entry)}`)}\n\n${aboutEntry(entry)}`;

/** What is said of a word of the system below its name and effect. */
export function aboutEntry(entry: WordEntry): string {
  const parts = [escaped(sentence(entry.summary))];
  if (entry.example.length > 0) {
    const lines = entry.example.map(({ code, output }) =>
      output === undefined ? code : `${code}  \\ ${output}`,
    );
    parts.push(codeBlock(lines.join("\n")));
  }
  parts.push(entry.standard === undefined ? entry.set : `[${entry.set}](${entry.standard})`);
  return parts.join("\n\n");
}

const codeBlock = (code: string): string => `\`\`\`forth\n${code}\n\`\`\``;
const escaped = (text: string): string => text.replace(/[\\*_`<[\]]/g, "\\$&");
