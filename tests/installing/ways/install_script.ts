/** install.sh: here, on musl, and on arm64 in an emulator. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { systemRoot, thisMachine } from "../place.ts";
import { type Releases, versions } from "../releases.ts";
import { rootObstacle, smallRoot, staticEmulator } from "../roots.ts";
import type { Installation, Way } from "../story.ts";

const script = (releases: Releases) => join(releases.packages(versions.first), "install.sh");

const commands = (path: string, bin: string): Omit<Installation, "place"> => ({
  offer: async () => undefined,
  install: ["sh", path],
  installVersion: (version) => ["sh", path, "--version", version],
  program: [bin],
  remove: ["sh", path, "--uninstall"],
});

const here: Way = {
  name: "install.sh",
  platform: "linux-x64",
  obstacle: () =>
    process.platform === "linux" && process.arch === "x64" ? undefined : "this is no Linux on x64",
  open: async ({ releases, folder }) => {
    const place = thisMachine(folder);
    return { place, ...commands(script(releases), join(place.home, ".local/bin/fastforth")) };
  },
};

function inRoot(architecture: "x64" | "arm64", libc: "glibc" | "musl"): Way {
  const platform = `linux-${architecture}${libc === "musl" ? "-musl" : ""}`;
  return {
    name: `install.sh ${platform.replace("linux-", "")}`,
    platform,
    obstacle: () => rootObstacle() ?? (Bun.which("busybox") === null ? "there is no busybox" : undefined),
    open: async ({ releases, folder, kept }) => {
      const root = await smallRoot(kept, folder, architecture, libc);
      copyFileSync(script(releases), join(root, "install.sh"));
      const place = systemRoot(root, {
        emulator: architecture === "arm64" ? staticEmulator(kept) : undefined,
        watched: ["root", "tmp", "bin", "usr"],
      });
      return { place, ...commands("/install.sh", "/root/.local/bin/fastforth") };
    },
  };
}

export const scriptWays: readonly Way[] = [
  here,
  inRoot("x64", "musl"),
  inRoot("arm64", "glibc"),
  inRoot("arm64", "musl"),
];
