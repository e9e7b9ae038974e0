// Row 31: whose installation an executable is, from where it lies, what lies beside it, and what package managers say.

import { expect, test } from "bun:test";
import { dirname, join } from "node:path";
import { parseSelfUpdateLine } from "../../src/commands/self_update_options.ts";
import { findManager, receiptName, type SystemView } from "../../src/update/managed.ts";
import { updateServer } from "../../src/update/server.ts";

/** A system with some files, and package managers that own some of them. */
function system(
  files: Record<string, string> = {},
  owners: Record<string, string> = {},
): SystemView & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    readText: (path) => files[path],
    succeeds: (command) => {
      asked.push(command.join(" "));
      return owners[command.at(-1) ?? ""] === command[0];
    },
  };
}

test("an executable in a home or below /usr/local is nobody's but its user's, and nobody is asked", () => {
  for (const path of [
    "/home/ada/bin/fastforth",
    "/usr/local/bin/fastforth",
    "/root/fastforth",
    "/tmp/fastforth",
  ]) {
    const view = system();
    expect(findManager(path, view)).toBeUndefined();
    expect(view.asked).toEqual([]);
  }
});

test("the path tells the manager", () => {
  const known = {
    "/usr/lib/node_modules/fastforth/bin/fastforth": "npm update -g fastforth",
    "C:\\Users\\ada\\AppData\\Roaming\\npm\\node_modules\\fastforth\\bin\\fastforth.exe":
      "npm update -g fastforth",
    "/home/ada/project/node_modules/@fastforth/linux-x64/bin/fastforth": "npm update fastforth",
    "/home/ada/.npm/_npx/0a1b/node_modules/@fastforth/linux-x64/bin/fastforth": "npx fastforth@latest",
    "/home/ada/.bun/install/global/node_modules/@fastforth/linux-x64/bin/fastforth":
      "bun update -g fastforth",
    "/home/ada/.local/share/pnpm/global/5/node_modules/fastforth": "pnpm update -g fastforth",
    "/opt/homebrew/Cellar/fastforth/1.0.0/bin/fastforth": "brew upgrade fastforth",
    "/home/linuxbrew/.linuxbrew/Cellar/fastforth/1.0.0/bin/fastforth": "brew upgrade fastforth",
    "/nix/store/abc-fastforth-1.0.0/bin/fastforth": "nix profile upgrade fastforth",
    "/snap/fastforth/12/bin/fastforth": "snap refresh fastforth",
    "/home/ada/.asdf/installs/fastforth/1.0.0/bin/fastforth": "asdf install fastforth latest",
    "/home/ada/.local/share/mise/installs/fastforth/1.0.0/fastforth": "mise upgrade fastforth",
    "C:\\Users\\ada\\scoop\\apps\\fastforth\\current\\fastforth.exe": "scoop update fastforth",
    "C:\\ProgramData\\chocolatey\\lib\\fastforth\\fastforth.exe": "choco upgrade fastforth",
  };
  for (const [path, command] of Object.entries(known))
    expect(findManager(path, system())?.command).toBe(command);
});

test("tools with folders of their own install what another manager's receipt lies beside", () => {
  for (const [folder, command] of Object.entries({
    "/home/ada/.local/share/uv/tools/fastforth/bin": "uv tool upgrade fastforth",
    "/home/ada/.cache/uv/archive-v0/x1/bin": "uvx fastforth@latest",
    "/home/ada/.local/share/pipx/venvs/fastforth/bin": "pipx upgrade fastforth",
    "/home/ada/venv/bin": "pip install --upgrade fastforth",
  })) {
    const receipt = "pip\npip install --upgrade fastforth\npip uninstall fastforth\n";
    const view = system({ [join(folder, receiptName)]: receipt });
    expect(findManager(join(folder, "fastforth"), view)?.command).toBe(command);
  }
});

test("the databases of the system's package managers are asked about files of theirs", () => {
  const path = "/usr/bin/fastforth";
  for (const [tool, command] of Object.entries({
    "dpkg-query": "sudo apt install --only-upgrade fastforth",
    rpm: "sudo dnf upgrade fastforth",
    pacman: "sudo pacman -S fastforth",
    apk: "sudo apk upgrade fastforth",
  }))
    expect(findManager(path, system({}, { [path]: tool }))?.command).toBe(command);
  expect(findManager(path, system())).toBeUndefined();
});

test("a receipt beside the executable counts before all else", () => {
  const path = "/opt/homebrew/Cellar/fastforth/1.0.0/bin/fastforth";
  const receipt = join(dirname(path), receiptName);
  const named = system({ [receipt]: "Example OS\npkg upgrade fastforth\npkg remove fastforth\n" });
  expect(findManager(path, named)).toEqual({
    name: "Example OS",
    command: "pkg upgrade fastforth",
    removal: "pkg remove fastforth",
  });
  expect(findManager(path, system({ [receipt]: "" }))?.name).toBe("a package manager");
});

test("the server: named, from the environment, or none", () => {
  const env = { FASTFORTH_UPDATE_SERVER: "https://mirror.example" };
  expect(updateServer("https://named.example", env)).toBe("https://named.example");
  expect(updateServer(undefined, env)).toBe("https://mirror.example");
  expect(updateServer(undefined, { FASTFORTH_UPDATE_SERVER: "" })).toBeUndefined();
});

test("the options", () => {
  expect(parseSelfUpdateLine([])).toMatchObject({
    check: false,
    channel: "stable",
    pin: undefined,
    patches: true,
  });
  expect(parseSelfUpdateLine(["--version=1.2.3-rc.1", "--no-patches"])).toMatchObject({
    pin: "1.2.3-rc.1",
    patches: false,
  });
  expect(parseSelfUpdateLine(["--version", "latest"])).toMatchObject({ pin: undefined, liftStay: true });
  expect(parseSelfUpdateLine(["--rollback", "--version", "1.0.0"])).toMatchObject({
    rollback: true,
    pin: "1.0.0",
  });
  for (const wrong of [
    ["extra"],
    ["-c"],
    ["--check=yes"],
    ["--server"],
    ["--server="],
    ["--channel", "../x"],
    ["--channel", "Beta"],
    ["--version", "1.2"],
    ["--version", "1.2.3+build"],
    ["--version", "../1.2.3"],
    ["--rollback", "--check"],
    ["--rollback", "--offline", "x"],
  ])
    expect(() => parseSelfUpdateLine(wrong)).toThrow();
});
