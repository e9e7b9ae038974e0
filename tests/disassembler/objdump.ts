/** GNU objdump as the reference of the disassemblers. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What objdump calls an architecture, and the commands that may know it, the best first. */
export interface Reference {
  readonly commands: readonly string[];
  readonly machine: readonly string[];
  /** The object format that a command for it lists. */
  readonly format: string;
}

export const x86Reference: Reference = {
  commands: ["x86_64-linux-gnu-objdump", "objdump"],
  machine: ["-m", "i386:x86-64", "-M", "intel"],
  format: "elf64-x86-64",
};

export const aarch64Reference: Reference = {
  commands: ["aarch64-linux-gnu-objdump", "objdump"],
  machine: ["-m", "aarch64"],
  format: "elf64-littleaarch64",
};

/** The command that knows the architecture; undefined when none is installed. */
export function objdumpFor({ commands, format }: Reference): string | undefined {
  return commands.find((command) => {
    if (Bun.which(command) === null) return false;
    return Bun.spawnSync([command, "--info"]).stdout.toString().includes(format);
  });
}

/** One line of a listing. */
export interface ReferenceInstruction {
  readonly offset: number;
  /** Blanks and comments are those of `normalized`. */
  readonly text: string;
}

/** Disassembles bytes as if they began at address 0. */
export function objdump(command: string, { machine }: Reference, code: Uint8Array): ReferenceInstruction[] {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-objdump-"));
  try {
    const path = join(folder, "code");
    writeFileSync(path, code);
    const flags = ["-D", "-z", "-w", "-b", "binary", ...machine, "--no-show-raw-insn"];
    const run = Bun.spawnSync([command, ...flags, path]);
    if (run.exitCode !== 0) throw new Error(run.stderr.toString());
    return [...run.stdout.toString().matchAll(/^\s*([0-9a-f]+):\t(.*)$/gm)].map(
      ([, offset = "", text = ""]) => ({
        offset: Number.parseInt(offset, 16),
        text: normalized(text),
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prefixes that change nothing, which objdump spells out. */
const superfluousPrefix = /^(?:rex(?:\.[WRXB]+)?|data16|addr32|[cdefgs]s) /;

/**
 * Without comments, with one blank between mnemonic and operands, and without what disassemblers may well differ in:
 * prefixes without meaning, SIB bytes without an index, of which objdump makes registers riz and eiz, and how a negative
 * distance from RIP is written.
 */
export function normalized(text: string): string {
  let result = text
    .replace(/\s{2,}#.*$|\s*\/\/.*$/, "")
    .replace(/\s+/g, " ")
    .replace(/\[[re]iz\*\d\+(0x[0-9a-f]+)\]/, "$1")
    .replace(/\[riz\*\d-(0x[0-9a-f]+)\]/, (_, distance) => `0x${(2n ** 64n - BigInt(distance)).toString(16)}`)
    .replace(/\+[re]iz\*\d/, "")
    .replace(/ds:(0x)/, "$1")
    .replace(/(e|r)ip\+0xffffffff([89a-f][0-9a-f]{7})\]/, (_, size, low) => {
      return `${size}ip-0x${(2 ** 32 - Number.parseInt(low, 16)).toString(16)}]`;
    })
    .trim();
  while (superfluousPrefix.test(result)) result = result.replace(superfluousPrefix, "");
  return result;
}
