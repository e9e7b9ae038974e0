/** The container image: copied by skopeo, unpacked by umoci, run as the first process, by a user without rights. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { thisMachine } from "../place.ts";
import { versions } from "../releases.ts";
import { rootObstacle } from "../roots.ts";
import { Checks, type Context } from "../story.ts";

export function imageObstacle(): string | undefined {
  for (const tool of ["skopeo", "umoci"]) if (Bun.which(tool) === null) return `there is no ${tool}`;
  return rootObstacle();
}

interface Image {
  readonly root: string;
  /** What a container runtime would start. */
  readonly start: (...args: string[]) => string[];
}

/** An image is exchanged as a whole: an update is another tag, and so is the way back. */
export async function tellImageStory(
  { releases, folder }: Context,
  tell: (what: string, milliseconds: number) => void,
): Promise<void> {
  const check = new Checks(thisMachine(folder), tell);
  const work = join(folder, "mounted");
  mkdirSync(work);
  chmodSync(work, 0o777);
  writeFileSync(join(work, "greet.fth"), ".( Hello, ) next-arg type .( !) cr\n");
  writeFileSync(join(work, "wrong_test.fth"), "T{ 1 2 + -> 4 }T\n");
  const pull = async (version: "1.0.0" | "1.1.0"): Promise<Image> => {
    const layout = join(folder, "registry");
    const from = `oci:${join(releases.packages(version), "oci")}:${version}`;
    await check.expect(`skopeo copy ${version}`, ["skopeo", "copy", "-q", from, `oci:${layout}:${version}`]);
    const bundle = join(folder, version);
    await check.expect("umoci unpack", ["umoci", "unpack", "--image", `${layout}:${version}`, bundle]);
    const { args, env, user, cwd } = JSON.parse(readFileSync(join(bundle, "config.json"), "utf8")).process;
    check.require("a user without rights", user.uid === 65532, JSON.stringify(user));
    const root = join(bundle, "rootfs");
    for (const name of ["proc", "dev"]) mkdirSync(join(root, name), { recursive: true });
    const mounts = [
      `mount -t proc proc "${root}/proc"`,
      `mount --rbind /dev "${root}/dev"`,
      `mount --bind "${work}" "${root}${cwd}"`,
    ];
    // env comes from this machine, before its root is left: the image holds nothing but FastForth.
    const settings = env.map((pair: string) => `"${pair}"`).join(" ");
    const enter = `exec env -i ${settings} ${Bun.which("chroot")} --userspec=${user.uid}:${user.gid} "${root}" "$@"`;
    return {
      root,
      start: (...more) => [
        "unshare",
        "-mpf",
        "sh",
        "-ec",
        [...mounts, enter].join("\n"),
        "sh",
        ...args,
        ...more,
      ],
    };
  };
  releases.serve(versions.first);
  const first = await pull(versions.first);
  check.require("no shell in it", !existsSync(join(first.root, "bin/sh")), "there is one");
  await check.expect("its version", first.start("--version"), { out: "fastforth 1.0.0\n" });
  await check.expect("a script", first.start("/work/greet.fth", "Ada"), { out: "Hello, Ada!\n" });
  await check.expect("a pipe", first.start("-"), { input: "6 7 * .", out: "42 " });
  await check.expect("an exit code", first.start("-e", "3 (bye)"), { code: 3 });
  await check.expect("it is the first process", first.start("-e", 's" /proc/self/stat" slurp-file type'), {
    out: "1 (fastforth)",
  });
  await check.expect("tests", first.start("test", "--junit", "/work/junit.xml", "/work"), { code: 1 });
  check.require("their report", existsSync(join(work, "junit.xml")), "there is none");

  releases.serve(versions.executable);
  const told = { code: 14, err: "Run: pull the newer image\n" };
  await check.expect("self-update says what to do", first.start("self-update"), told);
  const second = await pull(versions.executable);
  await check.expect("its version", second.start("--version"), { out: "fastforth 1.1.0\n" });
  await check.expect("the script", second.start("/work/greet.fth", "Ada"), { out: "Hello, Ada!\n" });
  await check.expect("back", first.start("--version"), { out: "fastforth 1.0.0\n" });
  await check.expect("uninstall says what to do", first.start("uninstall", "--yes"), {
    out: "remove the image",
  });
}
