/** Annotations of GitHub Actions: workflow commands, one for each failure. */
import { detailLines, type Failure, plainPaint } from "../../words/test_failure.ts";
import type { Reporter, ReporterHost } from "../reporter.ts";
import { totalsLine } from "../reporter.ts";
import { annotation } from "./workflow_command.ts";

/** @param workspace the folder of the repository, from which annotations name files */
export function annotationReporter(
  { write }: Pick<ReporterHost, "write">,
  workspace: string | undefined,
): Reporter {
  return {
    finished: ({ results }) => {
      for (const result of results)
        for (const failure of result.failures) {
          const level = failure.todo !== undefined || result.isFlaky ? "warning" : "error";
          write(`${failureAnnotation(level, failure, workspace)}\n`);
        }
    },
  };
}

/** Annotations, and the line of totals. */
export function githubReporter(host: ReporterHost, workspace: string | undefined): Reporter {
  const annotations = annotationReporter(host, workspace);
  return {
    finished: (summary) => {
      annotations.finished(summary);
      host.write(`${totalsLine(summary)}\n`);
    },
  };
}

function failureAnnotation(
  level: "error" | "warning",
  failure: Failure,
  workspace: string | undefined,
): string {
  const { place, message, test, group } = failure;
  const text = [message, ...detailLines(failure, plainPaint)].join("\n");
  return annotation(level, test ?? group ?? "fastforth test", text, place, workspace);
}
