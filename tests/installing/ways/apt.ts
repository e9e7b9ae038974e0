/** apt in a Debian of its own, with a repository in a folder. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemRoot } from "../place.ts";
import { debianRoot, rootObstacle } from "../roots.ts";
import type { Way } from "../story.ts";

export const aptWay: Way = {
  name: "apt",
  platform: "linux-x64",
  obstacle: () =>
    rootObstacle() ?? (Bun.which("debootstrap") === null ? "there is no debootstrap" : undefined),
  open: async ({ releases, folder, kept }) => {
    const root = debianRoot(kept, folder);
    const list = join(root, "etc/apt/sources.list.d/fastforth.list");
    // The publisher's OpenPGP key signs the real one.
    writeFileSync(list, "deb [trusted=yes] file:/repository stable main\n");
    // Whoever is root here is asked for no password.
    writeFileSync(join(root, "usr/local/bin/sudo"), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
    const place = systemRoot(root, {
      env: { DEBIAN_FRONTEND: "noninteractive" },
      watched: ["usr", "etc", "opt", "root", "var", "tmp"],
    });
    const quiet = ["apt-get", "-qq", "-y", "-o", "APT::Sandbox::User=root"];
    return {
      place,
      offer: async (version) => {
        // Packages of all releases in one repository: apt goes back to one that is still there.
        const from = join(releases.packages(version as "1.0.0"), "apt");
        const to = join(root, "repository");
        mkdirSync(to, { recursive: true });
        cpSync(join(from, "pool"), join(to, "pool"), { recursive: true });
        rmSync(join(to, "dists"), { recursive: true, force: true });
        cpSync(join(from, "dists"), join(to, "dists"), { recursive: true });
        const { code, err } = await place.run([...quiet, "update"]);
        if (code !== 0) throw new Error(err);
      },
      install: [...quiet, "install", "fastforth"],
      installVersion: (version) => [
        "sh",
        "-c",
        `${quiet.join(" ")} install --allow-downgrades /repository/pool/fastforth_${version}_amd64.deb`,
      ],
      manager: {
        update: "sudo apt install --only-upgrade fastforth",
        removal: "sudo apt remove fastforth",
        remove: [...quiet, "remove", "fastforth"],
      },
      isTheirs: (path) =>
        /^\/var\/(lib\/(apt|dpkg)|cache|log)\//.test(path) || path.startsWith("/root/work/"),
    };
  },
};
