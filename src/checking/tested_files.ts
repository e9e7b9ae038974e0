/** What is said of files that a test run has run: what running them does not show. */
import type { Paint } from "../forth/paint.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type CheckedProgram, checkProgram } from "./program.ts";
import { annotationsOf } from "./reporters/github.ts";
import { diagnosticLines } from "./reporters/pretty.ts";
import type { RuleName } from "./rules.ts";
import { summarize } from "./summary.ts";

/** What a run of the file tells, too. */
const toldByRunning: ReadonlySet<RuleName> = new Set([
  ...(["unknown-name", "unbalanced-structure", "unfinished-definition", "compile-only"] as const),
  ...(["missing-file", "load-error"] as const),
]);
const MAX_SHOWN = 20;

interface TestChecks {
  /** For people; empty when there is nothing to say. */
  text(paint: Paint): string;
  /** Annotations of GitHub Actions. They are warnings: a test run does not fail for them. */
  annotations(workspace: string | undefined): string;
}

export function checkTests(files: readonly string[]): TestChecks {
  const programs = [...new Set(files)].flatMap((file): CheckedProgram[] => {
    try {
      return [checkProgram(file, { testing: true })];
    } catch {
      // That the file cannot be read is said by the run.
      return [];
    }
  });
  const { diagnostics } = summarize(programs, "warning", 0);
  const told = diagnostics
    .filter(({ rule }) => !toldByRunning.has(rule))
    .map((diagnostic): Diagnostic => ({ ...diagnostic, severity: "warning" }));
  return {
    text: (paint) => textOf(told, paint),
    annotations: (workspace) => annotationsOf(told, workspace),
  };
}

function textOf(told: readonly Diagnostic[], paint: Paint): string {
  if (told.length === 0) return "";
  const lines = told.slice(0, MAX_SHOWN).flatMap((diagnostic) => ["", ...diagnosticLines(diagnostic, paint)]);
  const hidden = told.length - MAX_SHOWN;
  if (hidden > 0) lines.push("", `${hidden} more warnings: see fastforth check FILE`);
  return `${lines.join("\n")}\n`;
}
