// Runs a script of this project under the pinned Bun: `node .ci/bun.mjs <script.ts> [arguments]`.
//
// It is the one file that runs before anything is installed, so it uses Node's own modules alone. It brings
// node_modules in line with package-lock.json, finds Bun inside it, and passes on the exit code.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function main() {
  if (!dependenciesAreCurrent()) installDependencies();
  const bun =
    findBun() ?? fail("Bun is missing from node_modules: run `npm install` and look at its errors.");
  const run = spawnSync(bun, process.argv.slice(2), { stdio: "inherit" });
  if (run.signal) process.kill(process.pid, run.signal);
  process.exit(run.status ?? 1);
}

/** True when every package that the lockfile demands is installed in the version that it names. */
function dependenciesAreCurrent() {
  const installedPath = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedPath)) return false;
  const wanted = readLock(join(root, "package-lock.json"));
  const installed = readLock(installedPath);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const found = installed[path];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
}

function readLock(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

/**
 * Installs what the lockfile says, with its integrity hashes; no package's own scripts run. It is `npm install`
 * because `npm ci` demands an entry for each platform's optional package, which not every registry holds.
 */
function installDependencies() {
  console.error("Installing npm dependencies …");
  const npm = process.env.npm_execpath;
  const flags = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  const install = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...flags], options)
    : spawnSync("npm", flags, { ...options, shell: process.platform === "win32" });
  if (install.status !== 0) fail("npm could not install the dependencies in package-lock.json; see above.");
}

/**
 * The path of the pinned Bun. Its binary lies in a package for the platform, or, where npm ran the install
 * script of the package `bun`, in that package itself.
 */
function findBun() {
  const modules = join(root, "node_modules");
  const version = readLock(join(root, "package-lock.json"))["node_modules/bun"].version;
  const platforms = existsSync(join(modules, "@oven")) ? readdirSync(join(modules, "@oven")) : [];
  const candidates = [
    ...platforms.flatMap((name) =>
      ["bun", "bun.exe"].map((file) => join(modules, "@oven", name, "bin", file)),
    ),
    join(modules, "bun", "bin", "bun.exe"),
  ];
  return candidates.find((path) => {
    if (!existsSync(path)) return false;
    const probe = spawnSync(path, ["--version"], { encoding: "utf8" });
    return probe.status === 0 && probe.stdout.trim() === version;
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

main();
