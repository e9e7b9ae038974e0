/** The stages: where each comes from, and why not from where a better one is. */
import { stageProvider } from "../plugins/process_stages.ts";
import type { StageDescription } from "../plugins/stage_description.ts";
import { type Examined, type Finding, ok, warning } from "./finding.ts";

export function examineStages(): Examined<readonly StageDescription[]> {
  const stages = stageProvider().describeStages();
  return { facts: stages, findings: stages.flatMap(findingsOf) };
}

function findingsOf({ stage, source, version, signature, passedOver }: StageDescription): Finding[] {
  const by =
    signature === "release key" ? ", signed by a release key" : signature === "unsigned" ? ", unsigned" : "";
  const passed = passedOver.map((better) =>
    warning(
      `Not the ${better.source} ${stage}${better.version === undefined ? "" : ` ${better.version}`}: ${better.reason}.`,
      better.source === "installed"
        ? "`fastforth self-update` installs it anew."
        : "The executable is damaged, or does not fit this system: install it anew.",
    ),
  );
  return [ok(`${stage} ${version}, ${source}${by}`), ...passed];
}
