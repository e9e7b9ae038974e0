/** Annotations of GitHub Actions: workflow commands, one for each failure. */
import { relative, resolve } from "node:path";
import { detailLines, type Failure, plainPaint } from "../../words/test_failure.ts";
import type { Reporter, ReporterHost } from "../reporter.ts";
import { totalsLine } from "../reporter.ts";

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
          write(`${annotation(level, failure, workspace)}\n`);
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

function annotation(level: "error" | "warning", failure: Failure, workspace: string | undefined): string {
  const { place, message, test } = failure;
  const title = test ?? failure.group ?? "fastforth test";
  const at =
    place === undefined
      ? {}
      : {
          file: workspace === undefined ? place.file : relative(workspace, resolve(place.file)),
          line: String(place.line),
          col: String(place.column),
        };
  const properties = Object.entries({ ...at, title }).map(
    ([key, value]) => `${key}=${escapeProperty(value)}`,
  );
  const text = [message, ...detailLines(failure, plainPaint)].join("\n");
  return `::${level} ${properties.join(",")}::${escapeData(text)}`;
}

/** As the runner reads them back: percent signs and line ends, in properties what separates them, too. */
const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
