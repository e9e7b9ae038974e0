/** Annotations of GitHub Actions, one for each report. */
import { annotation } from "../../testing/reporters/workflow_command.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Severity } from "../rules.ts";
import type { CheckSummary } from "../summary.ts";

const levels = { error: "error", warning: "warning", note: "notice" } as const satisfies Record<
  Severity,
  string
>;

export const githubReport = ({ diagnostics }: CheckSummary, workspace: string | undefined): string =>
  annotationsOf(diagnostics, workspace);

/** @param workspace the folder of the repository, from which annotations name files */
export function annotationsOf(diagnostics: readonly Diagnostic[], workspace: string | undefined): string {
  return diagnostics
    .map(({ rule, severity, message, range, related, hint }) => {
      const text = [
        message,
        ...related.map(
          (other) => `${other.message}: ${other.range.file}:${other.range.line}:${other.range.column}`,
        ),
        ...(hint === undefined ? [] : [`hint: ${hint}`]),
      ].join("\n");
      return `${annotation(levels[severity], `check: ${rule}`, text, range, workspace)}\n`;
    })
    .join("");
}
