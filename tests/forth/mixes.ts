/** Mixes of built-in and native stages, and those without an optimizer, as `--stages` takes them. */

import { stageNames } from "../../src/abi/stage_names.ts";

/** By their bits which stages are plugins. */
const combinations = Array.from({ length: 1 << stageNames.length }, (_, bits) => ({
  plugins: stageNames.filter((_, at) => (bits >> at) & 1).length,
  name: stageNames.map((stage, at) => `${stage}=${(bits >> at) & 1 ? "plugin" : "builtin"}`).join(","),
}));

/** All stages of one kind. */
export const pureMixes = combinations
  .filter(({ plugins }) => plugins === 0 || plugins === stageNames.length)
  .map(({ name }) => name);

/** In these each stage meets each other one in every combination: all of one kind, and each alone a plugin. */
export const pairwiseMixes: readonly string[] = [
  ...pureMixes,
  ...combinations.filter(({ plugins }) => plugins === 1).map(({ name }) => name),
  "parser=builtin,compiler=builtin,optimizer=none,backend=builtin",
  "parser=plugin,compiler=plugin,optimizer=none,backend=plugin",
];

export const mixes: readonly string[] = [
  ...new Set([...combinations.map(({ name }) => name), ...pairwiseMixes]),
];

const otherMixes = mixes.filter((name) => !pairwiseMixes.includes(name));

/** Some mixes, and one of the others: those take turns from case to case. @param number of the case */
export const withAnother = (some: readonly string[], number: number): readonly string[] => [
  ...some,
  otherMixes[number % otherMixes.length] as string,
];

/** Whether all of them can run here. */
export const allRun = process.platform === "linux" && process.arch === "x64";
