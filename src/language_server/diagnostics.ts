/** What `fastforth check` says of a file, for an editor. */
import { resolve } from "node:path";
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver";
import type { RuleName, Severity } from "../checking/rules.ts";
import type { FileOfProgram } from "./analyses.ts";
import type { Documents } from "./documents.ts";
import { rangeOf } from "./positions.ts";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Hint,
};
const fading: ReadonlySet<RuleName> = new Set(["unused-word", "unused-local", "unreachable-code"]);
const MAX_TOLD = 500;

export function diagnosticsOf({ file }: FileOfProgram, documents: Documents): Diagnostic[] {
  return file.diagnostics.slice(0, MAX_TOLD).map(({ rule, severity, message, range, related, hint }) => ({
    range: rangeOf(range),
    severity: severities[severity],
    code: rule,
    source: "fastforth",
    message: hint === undefined ? message : `${message}\n${hint}`,
    ...(fading.has(rule) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    relatedInformation: related.map((other) => ({
      message: other.message,
      location: { uri: documents.addressOf(resolve(other.range.file)), range: rangeOf(other.range) },
    })),
  }));
}
