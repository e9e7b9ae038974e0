/** `--version`: what this FastForth is, for a person or as JSON. */
import { version as executable } from "../../package.json";
import { ABI_VERSION, LAYOUT_HASH } from "../abi/bindings.ts";
import type { StageName } from "../abi/handshake.ts";
import type { Generation } from "../plugins/generation.ts";
import { openInstalledStore } from "../plugins/installed.ts";
import { embeddedStageVersion } from "../stages/embedded_stages.ts";
import { parseStages, stageNames } from "../stages/select.ts";
import type { RunLine } from "./options.ts";
import { ExitCode, printText } from "./outcome.ts";

/** Prints the version of the release in use; with `--json` also platform, ABI and what each stage would be. */
export function printVersion(line: RunLine): number {
  const installed = openInstalledStore()?.current();
  const text = line.json
    ? JSON.stringify(describe(line.stages, installed), undefined, 2)
    : [`fastforth ${installed?.version ?? executable}`, ...stageLines(installed)].join("\n");
  printText(text);
  return ExitCode.ok;
}

/** After an update, which stages came with it. */
function stageLines(installed: Generation | undefined): string[] {
  if (installed === undefined) return [];
  const stages = stageNames.map((stage) => {
    const { version, source } = plugin(stage, installed) ?? { version: "built in", source: undefined };
    return `${stage} ${version}${source === "installed" ? " (updated)" : ""}`;
  });
  return [`  executable ${executable}; ${stages.join(", ")}`];
}

function describe(specification: string, installed: Generation | undefined) {
  const choices = parseStages(specification);
  const stages = stageNames.map((stage) => {
    const found = plugin(stage, installed);
    const uses = choices[stage] === "builtin" || found === undefined ? "builtin" : "plugin";
    return [stage, { uses, ...(found === undefined ? {} : { plugin: found.version, source: found.source }) }];
  });
  return {
    name: "fastforth",
    version: installed?.version ?? executable,
    executable,
    platform: `${process.platform}-${process.arch}`,
    abi: { version: ABI_VERSION, layout: LAYOUT_HASH.toString(16).padStart(16, "0") },
    stages: Object.fromEntries(stages),
  };
}

/** The plugin for a stage that would be used. */
function plugin(stage: StageName, installed: Generation | undefined) {
  const updated = installed?.plugins.find((candidate) => candidate.stage === stage);
  if (updated !== undefined) return { version: updated.version, source: "installed" as const };
  const version = embeddedStageVersion(stage);
  return version === undefined ? undefined : { version, source: "embedded" as const };
}
