/** npm, with a registry of its own (verdaccio). */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { thisMachine } from "../place.ts";
import type { Way } from "../story.ts";

/** The newest verdaccio wants a newer Node, and asks for a package under a name that not every registry has. */
const registryPackage = {
  private: true,
  dependencies: { verdaccio: "6.8.0" },
  overrides: { "node-fetch": "2.7.0" },
};

const registryConfig = `storage: ./storage
max_body_size: 500mb
packages:
  '**': { access: $all, publish: $all, unpublish: $all }
log: { type: stdout, level: warn }
`;

export const npmWay: Way = {
  name: "npm",
  platform: "linux-x64",
  obstacle: () => (Bun.which("npm") === null ? "there is no npm" : undefined),
  open: async ({ releases, folder, kept }) => {
    const registry = await startRegistry(kept, folder);
    const prefix = join(folder, "prefix");
    const place = thisMachine(folder, {
      PATH: join(prefix, "bin"),
      npm_config_prefix: prefix,
      npm_config_registry: registry.url,
      npm_config_cache: join(folder, "cache"),
      npm_config_update_notifier: "false",
      [`npm_config_//127.0.0.1:${registry.port}/:_authToken`]: "nobody",
    });
    return {
      place,
      offer: async (version) => {
        const packages = join(releases.packages(version as "1.0.0"), "npm");
        // The platforms' packages first: the other one names them.
        const files = readdirSync(packages).sort((a, b) => b.length - a.length);
        for (const file of files) {
          const { code, err } = await place.run(["npm", "publish", "--access=public", join(packages, file)]);
          if (code !== 0) throw new Error(err);
        }
      },
      install: ["npm", "install", "-g", "fastforth"],
      installVersion: (version) => ["npm", "install", "-g", `fastforth@${version}`],
      manager: { update: "npm update -g fastforth", removal: "npm uninstall -g fastforth" },
      extras: async (check) => {
        await check.expect("npx", ["npx", "--yes", "fastforth@latest", "greet.fth", "Ada"], {
          out: "Hello, Ada!",
        });
        const old = ["npx", "--yes", "fastforth@1.0.0"];
        const told = { code: 14, err: "Run: npx fastforth@latest\n" };
        await check.expect("npx names the command", [...old, "self-update", "--version", "latest"], told);
        await check.expect("in a project", ["npm", "install", "--prefix", ".", "fastforth@1.0.0"]);
        const inProject = ["npx", "--prefix", ".", "fastforth"];
        const project = { code: 14, err: "Run: npm update fastforth\n" };
        await check.expect(
          "a project's command",
          [...inProject, "self-update", "--version", "latest"],
          project,
        );
      },
      // npm's own.
      isTheirs: (path) => path.startsWith(join(folder, "cache")) || path.startsWith(join(folder, "registry")),
      close: async () => registry.stop(),
    };
  },
};

export interface Registry {
  readonly url: string;
  readonly port: number;
  readonly stop: () => void;
}

/** A registry that asks no other one. */
export async function startRegistry(kept: string, folder: string): Promise<Registry> {
  const programs = join(kept, "verdaccio");
  if (!existsSync(join(programs, "node_modules"))) {
    mkdirSync(programs, { recursive: true });
    writeFileSync(join(programs, "package.json"), JSON.stringify(registryPackage));
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: programs,
      stdio: "ignore",
    });
  }
  const own = join(folder, "registry");
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, "config.yaml"), registryConfig);
  const port = await freePort();
  const program = join(programs, "node_modules", "verdaccio", "bin", "verdaccio");
  const child = spawn(
    "node",
    [program, "--config", join(own, "config.yaml"), "--listen", `127.0.0.1:${port}`],
    {
      cwd: own,
      stdio: "ignore",
    },
  );
  const url = `http://127.0.0.1:${port}/`;
  await answers(`${url}-/ping`);
  return { url, port, stop: () => child.kill() };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Waits until a server is there. @throws Error when that takes too long */
export async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    try {
      await fetch(url);
      return;
    } catch {
      await Bun.sleep(100);
    }
  }
  throw new Error(`Nobody answers at ${url}.`);
}
