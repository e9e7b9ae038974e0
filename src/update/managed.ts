// Whether a package manager put the executable where it is. Such a file is that manager's: to replace it would be undone
// at its next run, or break what it believes. Plugins are not concerned: they lie in the user's own folder.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Who looks after the executable, and how to have it updated. */
export interface Manager {
  readonly name: string;
  /** The command to type for an update. */
  readonly command: string;
  /** The command to type for its removal. */
  readonly removal: string;
}

/** What is asked of the system; tests give their own. */
export interface SystemView {
  /** The text of a file, or undefined. */
  readonly readText: (path: string) => string | undefined;
  /** Whether a command ends well; false when there is no such command. */
  readonly succeeds: (command: readonly string[]) => boolean;
}

/** The name of the file that a packager puts beside the executable: lines with the manager's name, its command for updates, that for removal. */
export const receiptName = "fastforth.managed-by";

/** @param path of the executable, with all links followed */
export function findManager(path: string, system: SystemView = thisSystem): Manager | undefined {
  return (
    managerIn(environments, path) ??
    managerByReceipt(path, system) ??
    managerIn(installations, path) ??
    managerByDatabase(path, system)
  );
}

function managerByReceipt(path: string, system: SystemView): Manager | undefined {
  const receipt = system.readText(join(dirname(path), receiptName));
  if (receipt === undefined) return undefined;
  const [name = "", command = "", removal = ""] = receipt.split("\n").map((line) => line.trim());
  const unknown = "the command of that package manager";
  return { name: name || "a package manager", command: command || unknown, removal: removal || unknown };
}

type ManagersByPath = readonly (readonly [RegExp, Manager])[];

/** Tools that install another manager's packages, receipt and all, into folders of their own. */
const environments: ManagersByPath = [
  [
    /[/\\]uv[/\\](?:data[/\\])?tools[/\\]/,
    { name: "uv", command: "uv tool upgrade fastforth", removal: "uv tool uninstall fastforth" },
  ],
  [/[/\\]uv[/\\]/, { name: "uvx", command: "uvx fastforth@latest", removal: "uv cache clean fastforth" }],
  [
    /[/\\]pipx[/\\]/,
    { name: "pipx", command: "pipx upgrade fastforth", removal: "pipx uninstall fastforth" },
  ],
  [
    /[/\\]_npx[/\\]/,
    { name: "npx", command: "npx fastforth@latest", removal: 'rm -rf "$(npm config get cache)/_npx"' },
  ],
  [
    /[/\\]\.bun[/\\]install[/\\]global[/\\]/,
    { name: "bun", command: "bun update -g fastforth", removal: "bun remove -g fastforth" },
  ],
  [
    /[/\\]pnpm[/\\]global[/\\]/,
    { name: "pnpm", command: "pnpm update -g fastforth", removal: "pnpm remove -g fastforth" },
  ],
];

const installations: ManagersByPath = [
  [
    /(?:[/\\]lib|[/\\]npm|nodejs)[/\\]node_modules[/\\]/,
    { name: "npm", command: "npm update -g fastforth", removal: "npm uninstall -g fastforth" },
  ],
  // In a project.
  [
    /[/\\]node_modules[/\\]/,
    { name: "npm", command: "npm update fastforth", removal: "npm uninstall fastforth" },
  ],
  [
    /[/\\](Cellar|linuxbrew|homebrew)[/\\]/,
    { name: "Homebrew", command: "brew upgrade fastforth", removal: "brew uninstall fastforth" },
  ],
  [
    /^\/nix\/store\//,
    { name: "Nix", command: "nix profile upgrade fastforth", removal: "nix profile remove fastforth" },
  ],
  [/^\/gnu\/store\//, { name: "Guix", command: "guix upgrade fastforth", removal: "guix remove fastforth" }],
  [/^\/snap\//, { name: "Snap", command: "snap refresh fastforth", removal: "snap remove fastforth" }],
  [
    /[/\\]flatpak[/\\]app[/\\]/,
    { name: "Flatpak", command: "flatpak update fastforth", removal: "flatpak uninstall fastforth" },
  ],
  [
    /[/\\]\.?asdf[/\\]installs[/\\]/,
    { name: "asdf", command: "asdf install fastforth latest", removal: "asdf uninstall fastforth" },
  ],
  [
    /[/\\]mise[/\\]installs[/\\]/,
    { name: "mise", command: "mise upgrade fastforth", removal: "mise uninstall fastforth" },
  ],
  [
    /\\scoop\\apps\\/i,
    { name: "Scoop", command: "scoop update fastforth", removal: "scoop uninstall fastforth" },
  ],
  [
    /\\chocolatey\\/i,
    { name: "Chocolatey", command: "choco upgrade fastforth", removal: "choco uninstall fastforth" },
  ],
  [
    /\\WinGet\\Packages\\/i,
    { name: "WinGet", command: "winget upgrade fastforth", removal: "winget uninstall fastforth" },
  ],
];

function managerIn(managers: ManagersByPath, path: string): Manager | undefined {
  return managers.find(([pattern]) => pattern.test(path))?.[1];
}

/** The commands by which package managers say whether a file is theirs. */
const byDatabase: readonly (readonly [readonly string[], Manager])[] = [
  [
    ["dpkg-query", "-S"],
    {
      name: "apt",
      command: "sudo apt install --only-upgrade fastforth",
      removal: "sudo apt remove fastforth",
    },
  ],
  [
    ["rpm", "-qf"],
    { name: "rpm", command: "sudo dnf upgrade fastforth", removal: "sudo dnf remove fastforth" },
  ],
  [
    ["pacman", "-Qo"],
    { name: "pacman", command: "sudo pacman -S fastforth", removal: "sudo pacman -R fastforth" },
  ],
  [
    ["apk", "info", "--who-owns"],
    { name: "apk", command: "sudo apk upgrade fastforth", removal: "sudo apk del fastforth" },
  ],
];

function managerByDatabase(path: string, system: SystemView): Manager | undefined {
  // Packages of a system never put files into homes or below /usr/local.
  if (!/^\/(usr|bin|opt)\//.test(path) || path.startsWith("/usr/local/")) return undefined;
  return byDatabase.find(([command]) => system.succeeds([...command, path]))?.[1];
}

const thisSystem: SystemView = {
  readText: (path) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
  succeeds: (command) => {
    try {
      const run = Bun.spawnSync([...command], { stdio: ["ignore", "ignore", "ignore"], timeout: 10_000 });
      return run.exitCode === 0;
    } catch {
      return false; // There is no such command, so no such package manager.
    }
  },
};
