// `npm run try:packages`: FastForth as people get it: installed, run, updated, rolled back and removed, in every way that
// this machine has the tools for. Releases are built with keys of their own and served on the loopback; registries are of
// our own, too. It takes some minutes and gigabytes, fetches tools from npm, PyPI and Debian, and changes nothing outside
// of `dist/.tests/installing` and a temporary folder.
//
//   npm run try:packages                    everything
//   npm run try:packages -- npm apt         some ways
//   npm run try:packages -- --again npm     with the releases that were made last
//   npm run try:packages -- --list

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "../../release/steps.ts";
import { fetchLibraries, makeReleases, type Releases, reopenReleases } from "./releases.ts";
import { type Context, tellStory, type Way } from "./story.ts";
import { aptWay } from "./ways/apt.ts";
import { imageObstacle, tellImageStory } from "./ways/image.ts";
import { scriptWays } from "./ways/install_script.ts";
import { npmWay } from "./ways/npm.ts";
import { pypiWays } from "./ways/pypi.ts";

type Tell = (what: string, milliseconds: number) => void;
type Trial = Pick<Way, "name" | "platform" | "obstacle"> & {
  readonly run: (context: Context, tell: Tell) => Promise<void>;
};

const ways: readonly Way[] = [...scriptWays, npmWay, ...pypiWays, aptWay];
const trials: readonly Trial[] = [
  ...ways.map((way) => ({
    ...way,
    run: async (context: Context, tell: Tell) => {
      const installation = await way.open(context);
      try {
        await tellStory(installation, context.releases, tell);
      } finally {
        await installation.close?.();
      }
    },
  })),
  { name: "image", platform: "linux-x64", obstacle: imageObstacle, run: tellImageStory },
];

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { list: { type: "boolean" }, keep: { type: "boolean" }, again: { type: "boolean" } },
  });
  const chosen = trials.filter(
    ({ name }) =>
      positionals.length === 0 ||
      positionals.some((wanted) => name === wanted || name.startsWith(`${wanted} `)),
  );
  if (values.list || chosen.length === 0) {
    for (const { name, obstacle } of trials) console.log(`${name.padEnd(24)}${obstacle() ?? ""}`);
    return chosen.length === 0 ? 2 : 0;
  }
  const possible = chosen.filter((trial) => {
    const reason = trial.obstacle();
    if (reason !== undefined) console.log(`${trial.name}: not tried: ${reason}`);
    return reason === undefined;
  });
  const kept = join(projectRoot, "dist", ".tests", "installing");
  mkdirSync(kept, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "fastforth-installing-"));
  const releases = await releasesFor(possible, kept, values.again === true);
  let failures = 0;
  try {
    for (const { name, run } of possible) {
      const own = join(folder, name.replaceAll(" ", "-"));
      mkdirSync(own);
      console.log(`\n${name}`);
      try {
        await run({ releases, folder: own, kept }, (what, milliseconds) =>
          console.log(`  ${(milliseconds / 1000).toFixed(2).padStart(7)} s  ${what}`),
        );
      } catch (error) {
        failures++;
        console.log(`  failed: ${(error as Error).message}`);
      }
      if (!values.keep) rmSync(own, { recursive: true, force: true });
    }
  } finally {
    await releases.stop();
    if (values.keep) console.log(`\nKept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n${possible.length - failures} of ${possible.length} ways went well.`);
  return failures === 0 ? 0 : 1;
}

async function releasesFor(chosen: readonly Trial[], kept: string, again: boolean): Promise<Releases> {
  const folder = join(kept, "releases");
  if (again) return reopenReleases(folder);
  const platforms = [...new Set(chosen.map(({ platform }) => platform))];
  const libraries = chosen.some(({ name }) => name === "image") ? fetchLibraries(kept, ["amd64"]) : [];
  return await makeReleases(folder, platforms, libraries, (line) => console.log(line));
}

process.exit(await main());
