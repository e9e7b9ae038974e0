/** JSON, a line for each file as it ends and one for the whole. */
import type { Reporter, ReporterHost } from "../reporter.ts";

export function jsonReporter({ write }: Pick<ReporterHost, "write">): Reporter {
  return {
    ended: ({ included: _, ...result }) => write(`${JSON.stringify({ event: "file", ...result })}\n`),
    finished: ({ totals, milliseconds, seed, interrupted, repeatCommand }) =>
      write(
        `${JSON.stringify({ event: "end", ...totals, milliseconds, seed, interrupted, repeat: repeatCommand })}\n`,
      ),
  };
}
