/** The page of each rule, for `fastforth check --explain`. Each has an example that is reported and one that is not: tests run them. */
import compileOnly from "./pages/compile-only.md" with { type: "text" };
import loadError from "./pages/load-error.md" with { type: "text" };
import lowAddress from "./pages/low-address.md" with { type: "text" };
import missingFile from "./pages/missing-file.md" with { type: "text" };
import notRun from "./pages/not-run.md" with { type: "text" };
import redefinedWord from "./pages/redefined-word.md" with { type: "text" };
import returnStack from "./pages/return-stack.md" with { type: "text" };
import shadowedName from "./pages/shadowed-name.md" with { type: "text" };
import stackComment from "./pages/stack-comment.md" with { type: "text" };
import stackCommentForm from "./pages/stack-comment-form.md" with { type: "text" };
import unbalancedStructure from "./pages/unbalanced-structure.md" with { type: "text" };
import unfinishedDefinition from "./pages/unfinished-definition.md" with { type: "text" };
import unknownName from "./pages/unknown-name.md" with { type: "text" };
import unreachableCode from "./pages/unreachable-code.md" with { type: "text" };
import unusedIgnore from "./pages/unused-ignore.md" with { type: "text" };
import unusedLocal from "./pages/unused-local.md" with { type: "text" };
import unusedWord from "./pages/unused-word.md" with { type: "text" };
import varyingEffect from "./pages/varying-effect.md" with { type: "text" };
import type { RuleName } from "./rules.ts";

export const explanations: Readonly<Record<RuleName, string>> = {
  "unknown-name": unknownName,
  "unbalanced-structure": unbalancedStructure,
  "unfinished-definition": unfinishedDefinition,
  "compile-only": compileOnly,
  "missing-file": missingFile,
  "load-error": loadError,
  "stack-comment": stackComment,
  "stack-comment-form": stackCommentForm,
  "return-stack": returnStack,
  "low-address": lowAddress,
  "unreachable-code": unreachableCode,
  "unused-local": unusedLocal,
  "redefined-word": redefinedWord,
  "shadowed-name": shadowedName,
  "unused-word": unusedWord,
  "varying-effect": varyingEffect,
  "not-run": notRun,
  "unused-ignore": unusedIgnore,
};
