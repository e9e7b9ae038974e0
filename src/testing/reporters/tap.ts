/** TAP version 13: a line for each named test, and one for each file's assertions outside of them. */
import { detailLines, placeText, plainPaint } from "../../words/test_failure.ts";
import type { Reporter, ReporterHost } from "../reporter.ts";
import { casesOf } from "../test_cases.ts";

export function tapReporter({ write }: Pick<ReporterHost, "write">): Reporter {
  return {
    finished: ({ results, interrupted }) => {
      const lines = ["TAP version 13"];
      let number = 0;
      for (const result of results) {
        for (const { name, status, reason, failures } of casesOf(result)) {
          number++;
          const directive =
            status === "skipped"
              ? ` # SKIP ${reason ?? ""}`
              : status === "todo"
                ? ` # TODO ${reason ?? ""}`
                : "";
          const isOk = status === "todo" ? failures.length === 0 : status !== "failed";
          lines.push(
            `${isOk ? "ok" : "not ok"} ${number} - ${escaped(`${result.path}: ${name}`)}${directive.trimEnd()}`,
          );
          for (const failure of failures) {
            lines.push(`# ${escaped(`${placeText(failure.place)}: ${failure.message}`)}`);
            lines.push(...detailLines(failure, plainPaint).map((line) => `#   ${escaped(line)}`));
          }
        }
      }
      lines.push(`1..${number}`);
      if (interrupted) lines.push("Bail out! interrupted");
      write(`${lines.join("\n")}\n`);
    },
  };
}

/** A `#` in a description would begin a directive. */
const escaped = (text: string): string => text.replace(/[\r\n]+/g, " ").replace(/[\\#]/g, "\\$&");
