/** The result of checking one or several programs. */
import type { Diagnostic } from "./diagnostic.ts";
import type { CheckedProgram } from "./program.ts";
import { isAtLeast, type Severity } from "./rules.ts";

export interface CheckSummary {
  /** What is told, in order. */
  readonly diagnostics: readonly Diagnostic[];
  readonly programs: readonly CheckedProgram[];
  /** Of everything that was found, also of what is not told. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly files: number;
  readonly lines: number;
  readonly words: number;
  readonly milliseconds: number;
}

/** Puts programs together: what is said of a file that several include is said once. @param least the least that is told */
export function summarize(
  programs: readonly CheckedProgram[],
  least: Severity,
  milliseconds: number,
): CheckSummary {
  const all = new Map<string, Diagnostic>();
  const lines = new Map<string, number>();
  const words = new Set<string>();
  for (const { diagnostics, files, symbols } of programs) {
    for (const { path, lineCount } of files) lines.set(path, lineCount);
    for (const { range } of symbols) words.add(`${range.file} ${range.offset}`);
    for (const diagnostic of diagnostics) {
      const { rule, range, message } = diagnostic;
      all.set(`${range.file} ${range.offset} ${rule} ${message}`, diagnostic);
    }
  }
  const counts: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
  for (const { severity } of all.values()) counts[severity]++;
  return {
    diagnostics: [...all.values()].filter(({ severity }) => isAtLeast(severity, least)),
    programs,
    counts,
    files: lines.size,
    lines: [...lines.values()].reduce((sum, count) => sum + count, 0),
    words: words.size,
    milliseconds,
  };
}
