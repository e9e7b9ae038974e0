/** `--version`: what this FastForth is, for a person or as JSON. */
import { version as executable } from "../../package.json";
import { stageNames } from "../abi/stage_names.ts";
import type { Generation } from "../plugins/generation.ts";
import { openInstalledStore } from "../plugins/installed.ts";
import { embeddedStageVersion } from "../plugins/open_plugin.ts";
import type { StageDescription } from "../plugins/stage_description.ts";
import { parseStages } from "../stages/select.ts";
import type { RunLine } from "./options.ts";
import { ExitCode, printText } from "./outcome.ts";

/** Few ask for all of it. */
const lateInstallation = () => require("./installation.ts") as typeof import("./installation.ts");

/** Prints the version of the release in use; with `--json` also platform, ABI and what each stage would be. */
export function printVersion(line: RunLine): number {
  printText(line.json ? JSON.stringify(describe(line.stages), undefined, 2) : versionText());
  return ExitCode.ok;
}

/** After an update, also which stages came with it, from the record alone: nothing of it is tried out or loaded. */
function versionText(): string {
  const installed = openInstalledStore()?.current();
  if (installed === undefined) return `fastforth ${executable}`;
  const stages = stageNames.map((stage) => stageText(stage, installed));
  return `fastforth ${installed.version}\n  executable ${executable}; ${stages.join(", ")}`;
}

function stageText(stage: StageDescription["stage"], installed: Generation): string {
  const updated = installed.plugins.find((plugin) => plugin.stage === stage);
  if (updated !== undefined) return `${stage} ${updated.version} (updated)`;
  return `${stage} ${embeddedStageVersion(stage) ?? "built in"}`;
}

function describe(specification: string) {
  const choices = parseStages(specification);
  const { stages, ...installation } = lateInstallation().describeInstallation();
  const uses = ({ stage, source }: StageDescription) =>
    choices === "interpreter" || choices[stage] === "builtin" || source === "built-in" ? "builtin" : "plugin";
  const described = stages.map((description) => {
    const { stage, ...rest } = description;
    return [stage, { uses: uses(description), ...rest }];
  });
  return { name: "fastforth", ...installation, stages: Object.fromEntries(described) };
}
