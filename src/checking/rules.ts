/** What the checker reports: the name of each kind of report, how grave it is, what it is in one line. */

export type Severity = "error" | "warning" | "note";

interface Rule {
  readonly severity: Severity;
  readonly summary: string;
}

export const rules = {
  "unknown-name": { severity: "error", summary: "a name that is neither a word nor a number" },
  "unbalanced-structure": {
    severity: "error",
    summary: "a control structure that is not closed, or closed twice",
  },
  "unfinished-definition": { severity: "error", summary: "a definition, comment or string without an end" },
  "compile-only": { severity: "error", summary: "a word outside of a definition that works only inside one" },
  "missing-file": { severity: "error", summary: "an included file that is not there" },
  "load-error": { severity: "error", summary: "the program THROWs while it is loaded" },
  "stack-comment": { severity: "error", summary: "a stack comment that is not what the word does" },
  "return-stack": { severity: "error", summary: "a word that leaves or takes too much of the return stack" },
  "low-address": { severity: "error", summary: "a value stored to an address below 4096" },
  "stack-comment-form": { severity: "warning", summary: "a stack comment without --" },
  "unreachable-code": { severity: "warning", summary: "code that no path leads to" },
  "unused-local": { severity: "warning", summary: "a local that nothing reads" },
  "redefined-word": { severity: "warning", summary: "a name that the same file has defined before" },
  "unused-ignore": { severity: "warning", summary: "a check-ignore that silences nothing" },
  "shadowed-name": { severity: "note", summary: "a name that hides another word or local" },
  "unused-word": { severity: "note", summary: "a word that the program does not use" },
  "varying-effect": { severity: "note", summary: "a word whose stack effect is known only when it runs" },
  "not-run": { severity: "note", summary: "a part of the program that the checker did not run to its end" },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;

export const ruleNames = Object.keys(rules) as RuleName[];

export const isRuleName = (name: string): name is RuleName => Object.hasOwn(rules, name);

const ranks: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

/** Whether a severity is at least as grave as another. */
export const isAtLeast = (severity: Severity, least: Severity): boolean => ranks[severity] >= ranks[least];
