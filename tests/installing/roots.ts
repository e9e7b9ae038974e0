/** Systems in folders: Debian, and small ones around a C library and busybox. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { findZig } from "../../release/zig.ts";
import { fetchDebian } from "./releases.ts";

type Architecture = "x64" | "arm64";
const debianNames = { x64: "amd64", arm64: "arm64" } as const;
const gnuNames = { x64: "x86_64", arm64: "aarch64" } as const;

/** Why there can be no roots here; undefined when there can. */
export function rootObstacle(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return "this is no Linux on x86-64";
  if (process.getuid?.() !== 0) return "only root enters another root";
  for (const tool of ["unshare", "chroot", "apt-get", "dpkg-deb"])
    if (Bun.which(tool) === null) return `there is no ${tool}`;
  return undefined;
}

/** Debian as debootstrap makes it. */
export function debianRoot(kept: string, folder: string): string {
  const made = join(kept, "debian");
  if (!existsSync(made)) {
    const unfinished = mkdtempSync(join(kept, "unfinished-"));
    execFileSync("debootstrap", ["--variant=minbase", "stable", unfinished], { stdio: "ignore" });
    renameSync(unfinished, made);
  }
  const root = join(folder, "root");
  execFileSync("cp", ["-a", "--reflink=auto", made, root]);
  return root;
}

/** A C library and busybox, as small images have them. */
export async function smallRoot(
  kept: string,
  folder: string,
  architecture: Architecture,
  libc: "glibc" | "musl",
): Promise<string> {
  const root = join(folder, "root");
  for (const name of ["bin", "lib", "usr/lib", "etc", "root"])
    mkdirSync(join(root, name), { recursive: true });
  unpackDebian(kept, "busybox-static", architecture, (from) => {
    const program = ["bin/busybox", "usr/bin/busybox"].map((name) => join(from, name)).find(existsSync) ?? "";
    copyFileSync(program, join(root, "bin", "busybox"));
  });
  // The names of its tools, from this machine's: the other one may be for another processor.
  const tools = execFileSync("busybox", ["--list"], { encoding: "utf8" }).trim().split("\n");
  for (const name of tools) if (name !== "busybox") symlinkSync("busybox", join(root, "bin", name));
  if (libc === "glibc") putGlibc(kept, root, architecture);
  else await putMusl(kept, root, architecture);
  return root;
}

/** @param use is called with the folder that holds what the package installs */
function unpackDebian(
  kept: string,
  name: string,
  architecture: Architecture,
  use: (from: string) => void,
): void {
  const from = mkdtempSync(join(kept, "unpacked-"));
  try {
    execFileSync("dpkg-deb", ["-x", fetchDebian(kept, name, debianNames[architecture]), from]);
    use(from);
  } finally {
    rmSync(from, { recursive: true });
  }
}

function putGlibc(kept: string, root: string, architecture: Architecture): void {
  unpackDebian(kept, "libc6", architecture, (from) => {
    const library = [join(from, "lib"), join(from, "usr/lib")].find(existsSync) ?? from;
    cpSync(join(library, `${gnuNames[architecture]}-linux-gnu`), join(root, "lib"), {
      recursive: true,
      verbatimSymlinks: true,
    });
  });
  if (architecture === "x64") symlinkSync("lib", join(root, "lib64"));
}

/**
 * musl, and the C++ library beside it that Bun asks for, as Alpine calls them. Debian has no C++ library for musl; wheels
 * for musl carry one. That of this version lacks two functions of today's, which report what has gone
 * wrong already: a library between them and the executable has these.
 */
async function putMusl(kept: string, root: string, architecture: Architecture): Promise<void> {
  const name = gnuNames[architecture];
  unpackDebian(kept, "musl", architecture, (from) => {
    const path = `${name}-linux-musl/libc.so`;
    const library = [join(from, "usr/lib", path), join(from, "lib", path)].find(existsSync) ?? path;
    copyFileSync(library, join(root, "lib", `ld-musl-${name}.so.1`));
  });
  symlinkSync(`ld-musl-${name}.so.1`, join(root, "lib", `libc.musl-${name}.so.1`));
  const wheels = mkdtempSync(join(kept, "wheel-"));
  try {
    const platform = ["--platform", `musllinux_1_1_${name}`, "--platform", `musllinux_1_2_${name}`];
    const choice = [
      ...platform,
      "--python-version",
      "3.11",
      "--only-binary=:all:",
      "--no-deps",
      "-d",
      wheels,
    ];
    execFileSync("python3", ["-m", "pip", "download", "-q", ...choice, "greenlet==3.2.4"], {
      stdio: "ignore",
    });
    const [wheel = ""] = readdirSync(wheels);
    execFileSync("python3", ["-m", "zipfile", "-e", join(wheels, wheel), wheels]);
    const libraries = join(wheels, "greenlet.libs");
    for (const file of readdirSync(libraries)) {
      copyFileSync(join(libraries, file), join(root, "usr/lib", file));
      chmodSync(join(root, "usr/lib", file), 0o755);
    }
    const own = readdirSync(libraries).find((file) => file.startsWith("libstdc++")) ?? "";
    const source = join(wheels, "newer.c");
    const missing = ["_ZSt21__glibcxx_assert_failPKciS0_S0_", "_ZSt28__throw_bad_array_new_lengthv"];
    const text = missing.map((symbol) => `void ${symbol}(void) { abort(); }\n`).join("");
    writeFileSync(source, `void abort(void);\n${text}`);
    const target = ["-target", `${name}-linux-musl`, "-shared", "-nostdlib", "-O2", "-Wl,--no-as-needed"];
    const [zig = "zig", ...words] = findZig();
    const output = join(root, "usr/lib", "libstdc++.so.6");
    execFileSync(zig, [...words, "cc", ...target, "-o", output, source, join(root, "usr/lib", own)]);
  } finally {
    rmSync(wheels, { recursive: true });
  }
}

/** An emulator that needs nothing of the root in which it runs. */
export function staticEmulator(kept: string): string {
  const path = join(kept, "qemu-aarch64-static");
  if (!existsSync(path))
    unpackDebian(kept, "qemu-user-static", "x64", (from) =>
      copyFileSync(join(from, "usr/bin/qemu-aarch64-static"), path),
    );
  return path;
}
