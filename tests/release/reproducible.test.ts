// The same source gives the same bytes, wherever it lies and whatever the time. Whole releases of every platform take many
// minutes: FASTFORTH_TEST_RELEASE=1, or a list of platforms, has them built, twice, in two checkouts.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build } from "../../release/build.ts";
import { executablePlatform } from "../../release/executable_format.ts";
import { compileStage } from "../../release/libraries.ts";
import { hostPlatform, platformNamed, platformNames } from "../../release/platforms.ts";
import { projectRoot } from "../../release/steps.ts";
import { stageNames } from "../../src/abi/stage_names.ts";
import { sha256 } from "../../src/trust/bytes.ts";
import { copyCheckout } from "./checkout_copy.ts";

const wanted = process.env.FASTFORTH_TEST_RELEASE ?? "";
const wholeReleases = wanted !== "";
/** `1` stands for all platforms. */
const releasePlatforms = wanted === "1" ? platformNames : wanted.split(",");
const minutes = 60_000;

let temporary: string | undefined;
let copy = "";
let results = "";

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), "fastforth-reproducible-"));
  copy = join(temporary, "another", "check out");
  results = join(temporary, "results");
  mkdirSync(results);
  copyCheckout(copy);
});
afterAll(() => {
  if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
});

const hashOf = (path: string) => sha256(readFileSync(path));

/** Runs a script of a checkout, in another time zone and language. */
function run(checkout: string, args: readonly string[]): string {
  const env = { ...process.env, TZ: "Pacific/Auckland", LANG: "C" };
  const child = Bun.spawnSync([process.execPath, ...args], { cwd: checkout, env, stderr: "pipe" });
  if (child.exitCode !== 0) throw new Error(child.stderr.toString());
  return child.stdout.toString();
}

test(
  "stages, compiled in two folders with caches of their own",
  () => {
    const { library, librarySuffix } = platformNamed(hostPlatform());
    // They differ in nothing that could matter here; two of them take seconds, all of them most of a minute.
    for (const stage of wholeReleases ? stageNames : stageNames.slice(0, 2)) {
      const output = join(results, stage);
      compileStage(stage, copy, output);
      expect([stage, hashOf(output)]).toEqual([
        stage,
        hashOf(join(projectRoot, "dist", "plugins", `${stage}-${library}${librarySuffix}`)),
      ]);
    }
  },
  5 * minutes,
);

test.each(["darwin-arm64", "windows-x64"])(
  "a stage for %s, compiled in two folders under two names",
  (platform) => {
    const outputs = [projectRoot, copy].map((sources, index) => {
      const output = join(results, `parser-${platform}-${index}`);
      compileStage("parser", sources, output, platform);
      return output;
    });
    const [ours, theirs] = outputs.map(hashOf);
    expect(theirs).toBe(ours ?? "");
  },
  2 * minutes,
);

test(
  "the executable, compiled in two folders under two names",
  async () => {
    const ours = await build(hostPlatform(), { output: join(results, "fastforth") });
    // The libraries are the same, as the test before shows.
    for (const folder of ["plugins", ".build"]) {
      cpSync(join(projectRoot, "dist", folder), join(copy, "dist", folder), { recursive: true });
    }
    const theirs = join(results, "another-name");
    run(copy, ["build.ts", `--output=${theirs}`]);
    expect(hashOf(theirs)).toBe(hashOf(ours));
  },
  2 * minutes,
);

if (!wholeReleases) console.log("skipped: whole releases, twice; FASTFORTH_TEST_RELEASE=1 has them built");

test.if(wholeReleases)(
  "whole releases of every platform",
  () => {
    if (temporary === undefined) throw new Error("There is no copy of the checkout.");
    rmSync(join(temporary, "another", "check out", "dist"), { recursive: true, force: true });
    const [keys, roots] = ["private", "public"].map((name) => join(results, name));
    run(projectRoot, [
      "release/main.ts",
      "keys",
      `--private=${keys}`,
      `--public=${roots}`,
      "--date=1764000000",
    ]);
    const sites = [projectRoot, copy].map((checkout, index) => {
      const site = join(results, `site-${index}`);
      const folders = [
        `--private=${keys}`,
        `--public=${roots}`,
        `--site=${site}`,
        `--platforms=${releasePlatforms}`,
      ];
      console.log(run(checkout, ["release/main.ts", "publish", ...folders, "--date=1764000000"]));
      return site;
    });
    const [first = {}, second] = sites.map(hashes);
    expect(second).toEqual(first);
    for (const platform of releasePlatforms) checkExecutable(sites[0] ?? "", platform);
    const kept = process.env.FASTFORTH_KEEP_RELEASE;
    if (kept !== undefined) mkdirSync(kept, { recursive: true });
    if (kept !== undefined) cpSync(results, kept, { recursive: true });
  },
  60 * minutes,
);

function hashes(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.sort().map((path) => [relative(folder, path), hashOf(path)]));
}

function checkExecutable(site: string, platform: string): void {
  const release = readdirSync(site).find((name) => name.startsWith("v")) ?? "";
  const suffix = platform.startsWith("windows-") ? ".exe" : "";
  const path = join(site, release, `fastforth-${platform}${suffix}.zst`);
  expect(existsSync(path)).toBe(true);
  expect(executablePlatform(Bun.zstdDecompressSync(readFileSync(path)))).toBe(platform);
}
