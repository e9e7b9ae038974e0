/** Reporters by name. */
import type { Paint } from "../../forth/paint.ts";
import type { CheckSummary } from "../summary.ts";
import { githubReport } from "./github.ts";
import { jsonReport } from "./json.ts";
import { prettyReport, totalsLine } from "./pretty.ts";
import { sarifReport } from "./sarif.ts";

export const checkReporterNames = ["pretty", "json", "sarif", "github"] as const;
export type CheckReporterName = (typeof checkReporterNames)[number];

/** What a report needs to know besides what was found. */
interface ReportSurroundings {
  readonly paint: Paint;
  /** The folder of the repository, from which files are named. */
  readonly workspace: string | undefined;
  readonly version: string;
}

/** The report as text, lines ended. */
export function checkReport(
  name: CheckReporterName,
  summary: CheckSummary,
  { paint, workspace, version }: ReportSurroundings,
): string {
  switch (name) {
    case "pretty":
      return prettyReport(summary, paint);
    case "json":
      return jsonReport(summary);
    case "sarif":
      return sarifReport(summary, workspace, version);
    case "github":
      return `${githubReport(summary, workspace)}${totalsLine(summary)}\n`;
  }
}
