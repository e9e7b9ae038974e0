/** Where a command runs: with a clean home of its own, on this machine or in another system's root. */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Place {
  /** The home, as this machine sees it. */
  readonly home: string;
  /** The home, as commands see it. */
  readonly homeInside: string;
  /** Runs a command to its end, in a folder of the home. */
  readonly run: (command: readonly string[], input?: string) => Promise<Outcome>;
  /** The paths below some folders, as commands see them. */
  readonly files: () => string[];
}

const TIMEOUT = 300_000;

async function runCommand(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  input: string,
): Promise<Outcome> {
  const child = Bun.spawn([...command], {
    cwd,
    env,
    stdin: new Blob([input]),
    stdout: "pipe",
    stderr: "pipe",
    timeout: TIMEOUT,
    killSignal: "SIGKILL",
  });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  await child.exited;
  return { code: child.exitCode, out, err };
}

/** This machine, with an empty home and what `env` adds. */
export function thisMachine(folder: string, env: Readonly<Record<string, string>> = {}): Place {
  const home = join(folder, "home");
  mkdirSync(join(home, "work"), { recursive: true });
  const { PATH: more, ...rest } = env;
  const path = [more, process.env.PATH].filter((part) => part !== undefined).join(":");
  return {
    home,
    homeInside: home,
    run: (command, input = "") =>
      runCommand(command, { HOME: home, NO_COLOR: "1", ...rest, PATH: path }, join(home, "work"), input),
    files: () => filesBelow(folder, [""]).map((name) => join(folder, name)),
  };
}

export interface RootOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A static emulator for the root's programs. */
  readonly emulator?: string | undefined;
  /** Folders whose files are looked at, relative to the root. */
  readonly watched: readonly string[];
}

/** A folder with another system in it; needs the rights to change roots. */
export function systemRoot(root: string, options: RootOptions): Place {
  const { env = {}, emulator, watched } = options;
  const homeInside = "/root";
  const home = join(root, homeInside);
  mkdirSync(join(home, "work"), { recursive: true });
  for (const name of ["proc", "dev", "tmp", "etc"]) mkdirSync(join(root, name), { recursive: true });
  const prepare = [
    ...(emulator === undefined ? [] : registration(emulator)),
    `mount --rbind /proc "${root}/proc"`,
    `mount --rbind /dev "${root}/dev"`,
  ];
  const path = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin";
  return {
    home,
    homeInside,
    run: (command, input = "") => {
      const inside = { HOME: homeInside, NO_COLOR: "1", PATH: path, ...env };
      const words = Object.entries(inside).map(([name, value]) => `${name}=${value}`);
      // Entered through the root's own shell, so that the folder is one of its own.
      const enter = `cd ${homeInside}/work && exec env -i ${words.map(quoted).join(" ")} ${command.map(quoted).join(" ")}`;
      const script = [...prepare, `exec chroot "${root}" /bin/sh -c ${quoted(enter)}`];
      const own = emulator === undefined ? ["-m"] : ["-Urm"];
      return runCommand(["unshare", ...own, "sh", "-ec", script.join("\n")], process.env, "/", input);
    },
    files: () => filesBelow(root, watched),
  };
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Has the kernel run arm64 programs in an emulator that need not be in their root, in this namespace alone. */
function registration(emulator: string): string[] {
  const magic = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`;
  const mask = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;
  return [
    "mount -t binfmt_misc none /proc/sys/fs/binfmt_misc",
    `printf '%s' ':arm64:M::${magic}:${mask}:${emulator}:PF' >/proc/sys/fs/binfmt_misc/register`,
  ];
}

function filesBelow(root: string, folders: readonly string[]): string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length)),
    )
    .sort();
}
