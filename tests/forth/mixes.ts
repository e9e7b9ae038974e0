/** All mixes of built-in and native stages. */

import { stageNames } from "../../src/abi/stage_names.ts";

/** Their specifications, as `--stages` takes them. */
export const mixes: readonly string[] = Array.from({ length: 1 << stageNames.length }, (_, bits) =>
  stageNames.map((stage, at) => `${stage}=${(bits >> at) & 1 ? "plugin" : "builtin"}`).join(","),
);

/** Whether all of them can run here. */
export const allRun = process.platform === "linux" && process.arch === "x64";
