/** pip and uv, with an index of their own (pypiserver). */
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { thisMachine } from "../place.ts";
import type { Context, Installation, Way } from "../story.ts";
import { answers, freePort } from "./npm.ts";

/** pypiserver and uv, in an environment of their own; uv alone is in `uv`, too. @returns the folder of their programs */
function tools(kept: string): string {
  const folder = join(kept, "python");
  if (!existsSync(join(folder, "bin", "uv"))) {
    execFileSync("python3", ["-m", "venv", folder]);
    execFileSync(join(folder, "bin", "pip"), ["install", "-q", "pypiserver", "uv"], { stdio: "ignore" });
  }
  mkdirSync(join(folder, "uv"), { recursive: true });
  for (const name of ["uv", "uvx"])
    if (!existsSync(join(folder, "uv", name)))
      symlinkSync(join(folder, "bin", name), join(folder, "uv", name));
  return join(folder, "bin");
}

async function open(
  { releases, folder, kept }: Context,
  describe: (
    bin: string,
    folder: string,
  ) => Partial<Installation> & Pick<Installation, "install" | "installVersion">,
): Promise<Installation> {
  const bin = tools(kept);
  const index = join(folder, "index");
  mkdirSync(index, { recursive: true });
  const port = await freePort();
  const server = spawn(
    join(bin, "pypi-server"),
    ["run", "-i", "127.0.0.1", "-p", `${port}`, "--disable-fallback", index],
    {
      stdio: "ignore",
    },
  );
  const url = `http://127.0.0.1:${port}/simple/`;
  await answers(url);
  const place = thisMachine(folder, {
    PATH: [join(folder, "home/.local/bin"), join(folder, "venv/bin"), join(kept, "python/uv")].join(":"),
    // pip asks whatever it finds on the PATH for its version.
    RUSTUP_HOME: join(folder, "cache"),
    PIP_INDEX_URL: url,
    PIP_CACHE_DIR: join(folder, "cache"),
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    UV_DEFAULT_INDEX: url,
    UV_CACHE_DIR: join(folder, "cache"),
    UV_PYTHON_DOWNLOADS: "never",
  });
  return {
    place,
    offer: async (version) => {
      const packages = join(releases.packages(version as "1.0.0"), "pypi");
      for (const file of readdirSync(packages)) copyFileSync(join(packages, file), join(index, file));
    },
    isTheirs: (path) => ["cache", "index", "venv"].some((name) => path.startsWith(join(folder, name))),
    close: async () => {
      server.kill();
    },
    ...describe(bin, folder),
  };
}

const obstacle = () => (Bun.which("python3") === null ? "there is no python3" : undefined);

export const pypiWays: readonly Way[] = [
  {
    name: "pip",
    platform: "linux-x64",
    obstacle,
    open: async (context) => {
      const { folder } = context;
      execFileSync("python3", ["-m", "venv", join(folder, "venv")]);
      const before = new Set(readdirSync(join(folder, "venv"), { recursive: true, encoding: "utf8" }));
      return await open(context, () => ({
        install: ["pip", "install", "-q", "fastforth"],
        installVersion: (version) => ["pip", "install", "-q", `fastforth==${version}`],
        manager: {
          update: "pip install --upgrade fastforth",
          removal: "pip uninstall fastforth",
          remove: ["pip", "uninstall", "--yes", "fastforth"],
        },
        // Of the environment: what was there before, and what Python has compiled since.
        isTheirs: (path) =>
          ["cache", "index"].some((name) => path.startsWith(join(folder, name))) ||
          path.includes("__pycache__") ||
          before.has(path.slice(join(folder, "venv/").length)),
      }));
    },
  },
  {
    name: "uv",
    platform: "linux-x64",
    obstacle,
    open: (context) =>
      open(context, (bin, folder) => {
        const uv = join(bin, "uv");
        const uvx = join(bin, "uvx");
        return {
          install: [uv, "tool", "install", "-q", "fastforth"],
          installVersion: (version) => [uv, "tool", "install", "-q", "--force", `fastforth==${version}`],
          manager: {
            update: "uv tool upgrade fastforth",
            removal: "uv tool uninstall fastforth",
            remove: [uv, "tool", "uninstall", "-q", "fastforth"],
          },
          extras: async (check) => {
            await check.expect("uvx", [uvx, "-q", "fastforth@latest", "greet.fth", "Ada"], {
              out: "Hello, Ada!",
            });
            const old = [uvx, "-q", "fastforth@1.0.0", "self-update", "--version", "latest"];
            await check.expect("uvx names the command", old, {
              code: 14,
              err: "Run: uvx fastforth@latest\n",
            });
          },
          isTheirs: (path) =>
            ["cache", "index", "home/.local/share/uv"].some((name) => path.startsWith(join(folder, name))) ||
            path.endsWith("/.local/bin/env"),
        };
      }),
  },
];
