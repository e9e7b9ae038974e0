/** The stack behind each line, and the effects of definitions that have no stack comment, in the text of an editor. */
import { type InlayHint, InlayHintKind, type Range } from "vscode-languageserver";
import type { ItemsBehindLine, StackAt } from "../checking/editor_details.ts";
import { effectText, isKnown } from "../checking/effect.ts";
import type { SourceText } from "../checking/source_file.ts";
import type { DeclaredEffect } from "../checking/stack_comment.ts";
import type { StackView } from "../checking/stack_trace.ts";
import type { ProgramSymbol } from "../checking/symbols.ts";
import type { FileOfProgram } from "./analyses.ts";
import { rangeOf } from "./positions.ts";

/** Stacks with more items are told by their highest ones. */
const MAX_SHOWN = 8;

export function stackHints({ file }: FileOfProgram, { start, end }: Range): InlayHint[] {
  const { text } = file;
  const hints: InlayHint[] = [];
  const add = (line: number, label: string, tooltip: string, character = text.line(line).length) => {
    if (line - 1 < start.line || line - 1 > end.line) return;
    const kind = InlayHintKind.Type;
    hints.push({ position: { line: line - 1, character }, label, tooltip, kind, paddingLeft: true });
  };
  for (const symbol of file.symbols.values()) {
    const { effect, declared, isBroken, range } = symbol;
    if (effect === undefined || declared !== undefined || isBroken || !isKnown(effect)) continue;
    add(
      range.line,
      effectText(effect),
      `what ${symbol.name} does, as far as its body tells`,
      rangeOf(range).end.character,
    );
  }
  for (const [line, stack] of lastOfLines(file.stacks, text)) {
    const label = labelOf(stack);
    if (label !== undefined && !endsOn(stack.symbol, line)) add(line, label, "the stack behind this line");
  }
  for (const [line, items] of file.interpreted)
    if (items.depth > 0)
      add(line, itemsText(items), "the stack behind this line while the program is loaded");
  return hints;
}

/** By line: the stack behind its last word. */
function lastOfLines(stacks: readonly StackAt[], text: SourceText): ReadonlyMap<number, StackAt> {
  const lines = new Map<number, StackAt>();
  for (const stack of stacks) {
    const line = text.lineOf(stack.offset);
    const known = lines.get(line);
    if (known === undefined || known.offset < stack.offset) lines.set(line, stack);
  }
  return lines;
}

/** What is left at the end of a definition, its effect tells. */
const endsOn = (symbol: ProgramSymbol | undefined, line: number): boolean => symbol?.end?.line === line;

function labelOf({ views, symbol }: StackAt): string | undefined {
  const [view, ...others] = views;
  if (view === undefined || views.some(({ isLost }) => isLost)) return undefined;
  const names = inputNames(symbol);
  if (others.length === 0) return `( ${itemsOf(view, names).join(" ")} )`.replace("(  )", "( )");
  const texts = views.map((each) => itemsOf(each, names).join(" "));
  return `( ${[...new Set(texts)].sort((a, b) => a.length - b.length).join(" | ")} )`;
}

/** Names of a word's inputs as its comment has them, the deepest first. */
function inputNames(symbol: ProgramSymbol | undefined): readonly string[] {
  const effect = symbol?.effect;
  const count = effect !== undefined && isKnown(effect) ? effect.cellIn : 0;
  const written = namesIn(symbol?.declared);
  return written.length === count ? written : Array.from({ length: count }, () => "x");
}

function namesIn(declared: DeclaredEffect | undefined): readonly string[] {
  const [side, ...others] = declared?.inputs ?? [];
  if (side === undefined || others.length > 0 || side.isOpen || declared?.namesFloats === true) return [];
  return side.items.map(({ name }) => name);
}

function itemsOf({ cells, taken, floats }: StackView, names: readonly string[]): string[] {
  const untouched = names.slice(0, Math.max(0, names.length - taken));
  const items = cells.map((cell) => {
    if (typeof cell === "number") return names[names.length - 1 - cell] ?? "x";
    return cell.value === undefined || cell.value < -9999n || cell.value > 9999n ? "x" : String(cell.value);
  });
  const all = shortened([...untouched, ...items]);
  return floats === 0 ? all : [...all, `F: ${floats > 0 ? "r ".repeat(floats).trim() : `${floats}`}`];
}

const shortened = (items: readonly string[]): string[] =>
  items.length <= MAX_SHOWN ? [...items] : ["…", ...items.slice(-MAX_SHOWN)];

function itemsText({ depth, items }: ItemsBehindLine): string {
  const more = depth > items.length ? ["…"] : [];
  return `( ${[...more, ...items].join(" ")} )`;
}
