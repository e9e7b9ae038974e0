/** All mixes of built-in and native stages, and those without an optimizer. */

import { stageNames } from "../../src/abi/stage_names.ts";

/** Their specifications, as `--stages` takes them. */
export const mixes: readonly string[] = [
  ...Array.from({ length: 1 << stageNames.length }, (_, bits) =>
    stageNames.map((stage, at) => `${stage}=${(bits >> at) & 1 ? "plugin" : "builtin"}`).join(","),
  ),
  "parser=builtin,compiler=builtin,optimizer=none,backend=builtin",
  "parser=plugin,compiler=plugin,optimizer=none,backend=plugin",
];

/** Whether all of them can run here. */
export const allRun = process.platform === "linux" && process.arch === "x64";
