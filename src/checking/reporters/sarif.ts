/** SARIF 2.1.0 (OASIS): a log of one run, with the rules that its results name. */
import { isAbsolute, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { SourceRange } from "../diagnostic.ts";
import { explanations } from "../explanations.ts";
import { ruleNames, rules } from "../rules.ts";
import type { CheckSummary } from "../summary.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/** @param workspace the folder from which files are named; the current one by default */
export function sarifReport(summary: CheckSummary, workspace: string | undefined, version: string): string {
  const location = (range: SourceRange) => physicalLocation(range, workspace);
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "fastforth check", semanticVersion: version, rules: ruleNames.map(ruleOf) } },
        columnKind: "unicodeCodePoints",
        results: summary.diagnostics.map(({ rule, severity, message, range, related, hint }) => ({
          ruleId: rule,
          ruleIndex: ruleNames.indexOf(rule),
          level: severity,
          message: { text: hint === undefined ? message : `${message}\n${hint}` },
          locations: [{ physicalLocation: location(range) }],
          ...(related.length === 0
            ? {}
            : {
                relatedLocations: related.map((other, id) => ({
                  id,
                  physicalLocation: location(other.range),
                  message: { text: other.message },
                })),
              }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleOf(id: (typeof ruleNames)[number]) {
  const { summary, severity } = rules[id];
  return {
    id,
    shortDescription: { text: summary },
    help: { text: explanations[id], markdown: explanations[id] },
    defaultConfiguration: { level: severity },
  };
}

function physicalLocation(range: SourceRange, workspace: string | undefined) {
  return {
    artifactLocation: artifact(range.file, workspace),
    region: {
      startLine: range.line,
      startColumn: range.column,
      endLine: range.line,
      endColumn: range.endColumn,
      snippet: { text: range.lineText },
    },
  };
}

/** Files below the workspace are named from there, so that the log means the same on another machine. */
function artifact(file: string, workspace = process.cwd()): { uri: string; uriBaseId?: string } {
  const path = relative(workspace, resolve(file));
  if (path.startsWith("..") || isAbsolute(path)) return { uri: pathToFileURL(resolve(file)).href };
  const uri = path.split(/[\\/]/).map(encodeURIComponent).join("/");
  return { uri, uriBaseId: "%SRCROOT%" };
}
