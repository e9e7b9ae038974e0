/** One JSON document: what was found, and the words of the program with their effects. */
import type { SourceRange } from "../diagnostic.ts";
import { effectText, isKnown, isStatic } from "../effect.ts";
import type { CheckSummary } from "../summary.ts";
import type { ProgramSymbol } from "../symbols.ts";

export function jsonReport(summary: CheckSummary): string {
  const { counts, files, lines, words, milliseconds } = summary;
  const diagnostics = summary.diagnostics.map(({ rule, severity, message, range, related, hint }) => ({
    rule,
    severity,
    message,
    ...place(range),
    source: range.lineText,
    related: related.map((other) => ({ message: other.message, ...place(other.range) })),
    ...(hint === undefined ? {} : { hint }),
  }));
  const defined = summary.programs.flatMap(({ symbols }) => symbols.map(wordOf));
  const document = { diagnostics, words: defined, summary: { ...counts, files, lines, words, milliseconds } };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const place = ({ file, line, column, endColumn }: SourceRange) => ({ file, line, column, endColumn });

function wordOf({ name, kind, range, declared, effect, documentation, isImmediate, uses }: ProgramSymbol) {
  return {
    name,
    kind,
    ...place(range),
    ...(declared === undefined ? {} : { declared: `( ${declared.text} )` }),
    ...(effect !== undefined && isKnown(effect) ? { effect: effectText(effect) } : {}),
    ...(effect === undefined ? {} : { isStatic: isStatic(effect) }),
    ...(documentation === undefined ? {} : { documentation }),
    ...(isImmediate ? { isImmediate } : {}),
    uses,
  };
}
