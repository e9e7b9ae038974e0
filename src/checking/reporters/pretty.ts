/** For people: each report with its line, the places that belong to it, and what to do; then totals. */
import type { Paint } from "../../forth/paint.ts";
import { excerpt } from "../../forth/report.ts";
import { counted, timeText } from "../../testing/reporter.ts";
import type { Diagnostic, SourceRange } from "../diagnostic.ts";
import type { CheckSummary } from "../summary.ts";

export function prettyReport(summary: CheckSummary, paint: Paint): string {
  const lines = summary.diagnostics.flatMap((diagnostic) => [...diagnosticLines(diagnostic, paint), ""]);
  const totals = totalsLine(summary);
  lines.push(summary.counts.error > 0 ? paint.error(totals) : paint.strong(totals));
  return `${lines.join("\n")}\n`;
}

/** One report. */
export function diagnosticLines(diagnostic: Diagnostic, paint: Paint): string[] {
  const { rule, severity, message, range, related, hint } = diagnostic;
  const label = severity === "error" ? paint.error : severity === "warning" ? paint.warning : paint.strong;
  const lines = [
    `${paint.strong(placeText(range))}: ${label(severity)}: ${message} ${paint.dim(`[${rule}]`)}`,
    ...excerptOf(range, paint),
  ];
  for (const { message: what, range: where } of related)
    lines.push(`  ${what}: ${placeText(where)}`, ...excerptOf(where, paint));
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines;
}

const placeText = ({ file, line, column }: SourceRange): string => `${file}:${line}:${column}`;

function excerptOf(range: SourceRange, paint: Paint): string[] {
  const { file: name, line, column, endColumn, lineText } = range;
  return excerpt({ name, line, column, lineText }, endColumn - column, paint);
}

/** The line of totals. */
export function totalsLine({ counts, files, lines, words, milliseconds, diagnostics }: CheckSummary): string {
  const found = (["error", "warning", "note"] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => counted(counts[severity], severity));
  const isHidden = counts.note > 0 && !diagnostics.some(({ severity }) => severity === "note");
  const read = [counted(files, "file"), counted(lines, "line"), counted(words, "word")].join(", ");
  const verdict = found.length === 0 ? "nothing to report" : found.join(", ");
  return `${verdict}${isHidden ? " (--level note shows notes)" : ""}: ${read} in ${timeText(milliseconds)}`;
}
