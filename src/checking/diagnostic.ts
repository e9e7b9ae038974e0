/** What the checker has to say about a place of a program. */
import type { RuleName, Severity } from "./rules.ts";

/** A part of a line of a source file. */
export interface SourceRange {
  readonly file: string;
  /** Bytes from the file's beginning. */
  readonly offset: number;
  readonly length: number;
  /** From 1; columns count characters, and `endColumn` is behind the last. */
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly lineText: string;
}

export interface Diagnostic {
  readonly rule: RuleName;
  readonly severity: Severity;
  readonly message: string;
  readonly range: SourceRange;
  /** Places that have to do with it: where a structure was opened, what a name hides. */
  readonly related: readonly { readonly message: string; readonly range: SourceRange }[];
  /** What to do about it. */
  readonly hint: string | undefined;
}
