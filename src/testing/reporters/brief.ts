/** Little text: a dot for each file, or nothing but failures. */
import type { Reporter, ReporterHost } from "../reporter.ts";
import { totalsLine } from "../reporter.ts";
import { failureText } from "./pretty.ts";

const COLUMNS = 80;

export function dotReporter(host: ReporterHost): Reporter {
  let column = 0;
  const signs = { passed: ".", failed: host.paint.error("F"), skipped: "s", deselected: "" } as const;
  return {
    ended: ({ status, isFlaky }) => {
      host.write(isFlaky ? "f" : signs[status]);
      if (++column % COLUMNS === 0) host.write("\n");
    },
    finished: (summary) => {
      if (column % COLUMNS !== 0) host.write("\n");
      host.write(`${failureText(summary, host)}${totalsLine(summary)}\n`);
      if (summary.repeatCommand !== undefined) host.write(`again: ${summary.repeatCommand}\n`);
    },
  };
}

/** Says nothing when all is well. */
export function quietReporter(host: ReporterHost): Reporter {
  return {
    finished: (summary) => {
      if (summary.totals.failures === 0 && !summary.interrupted) return;
      host.write(`${failureText(summary, host)}${totalsLine(summary)}\n`);
    },
  };
}
