/** `--version`: what this executable is, for a person or as JSON. */
import { version } from "../../package.json";
import { ABI_VERSION, LAYOUT_HASH } from "../abi/bindings.ts";
import { embeddedStageVersion } from "../stages/embedded_stages.ts";
import { parseStages, stageNames } from "../stages/select.ts";
import type { RunLine } from "./options.ts";
import { ExitCode, printText } from "./outcome.ts";

/** Prints the version; with `--json` also platform, ABI and what each stage would be. */
export function printVersion(line: RunLine): number {
  printText(line.json ? JSON.stringify(describe(line.stages), undefined, 2) : `fastforth ${version}`);
  return ExitCode.ok;
}

function describe(specification: string) {
  const choices = parseStages(specification);
  const stages = stageNames.map((stage) => {
    const plugin = embeddedStageVersion(stage);
    const uses = choices[stage] === "builtin" || plugin === undefined ? "builtin" : "plugin";
    return [stage, { uses, ...(plugin === undefined ? {} : { plugin }) }];
  });
  return {
    name: "fastforth",
    version,
    platform: `${process.platform}-${process.arch}`,
    abi: { version: ABI_VERSION, layout: LAYOUT_HASH.toString(16).padStart(16, "0") },
    stages: Object.fromEntries(stages),
  };
}
