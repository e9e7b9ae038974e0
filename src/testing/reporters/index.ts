/** The reporters by name. */
import type { Reporter, ReporterHost, ReporterName } from "../reporter.ts";
import { dotReporter, quietReporter } from "./brief.ts";
import { githubReporter } from "./github.ts";
import { jsonReporter } from "./json.ts";
import { junitReporter } from "./junit.ts";
import { prettyReporter } from "./pretty.ts";
import { tapReporter } from "./tap.ts";

export function makeReporter(
  name: ReporterName,
  host: ReporterHost,
  workspace: string | undefined,
): Reporter {
  switch (name) {
    case "pretty":
      return prettyReporter(host);
    case "dot":
      return dotReporter(host);
    case "tap":
      return tapReporter(host);
    case "junit":
      return junitReporter(host, process.env.GITLAB_CI === "true");
    case "json":
      return jsonReporter(host);
    case "github":
      return githubReporter(host, workspace);
    case "quiet":
      return quietReporter(host);
  }
}
