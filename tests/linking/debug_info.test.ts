// What debuggers, profilers and readers of ELF files make of programs.

import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { link } from "../../src/linking/link.ts";
import { RelocatableObject } from "../../src/linking/object_reader.ts";
import type { LinkTarget } from "../../src/linking/piece.ts";
import { debuggableProgram, debugInfo, source } from "./debuggable_program.ts";
import { piecesForSmallProgram } from "./made_pieces.ts";
import { run, runnable, withFile } from "./running.ts";
import { smallProgram } from "./small_program.ts";
import { zigObject } from "./zig_objects.ts";

const isHere = process.platform === "linux" && process.arch === "x64";

/** Whether a tool is there; says so when not. */
function has(tool: string, debianPackage: string): boolean {
  if (Bun.which(tool) !== null) return true;
  console.warn(`SKIPPED: no ${tool} (Debian: ${debianPackage})`);
  return false;
}

/** What a tool says of a program; an error when it complains. */
function output(file: Uint8Array, ...command: readonly string[]): string {
  return withFile(file, (path) => {
    writeFileSync(join(dirname(path), "program.fth"), source);
    const done = Bun.spawnSync([...command, path], { cwd: dirname(path), stdin: "ignore" });
    expect(done.stderr.toString()).toBe("");
    expect(done.exitCode).toBe(0);
    return done.stdout.toString();
  });
}

const hasReadelf = has("readelf", "binutils");
const hasGdb = isHere && has("gdb", "gdb");

test.skipIf(!runnable.includes("linux-x64"))("the program runs", () => {
  expect(run("linux-x64", debuggableProgram())).toBe("exit 7");
});

describe("readers of ELF files have nothing to complain of", () => {
  const programs: [string, () => Uint8Array][] = [
    ["with debug information", () => debuggableProgram()],
    ["without", () => debuggableProgram({ debug: { ...debugInfo, functions: [] } })],
    ["stripped", () => debuggableProgram({ strip: true })],
    ["of an object, for x64", () => ofObject("linux-x64")],
    ["of an object, for arm64", () => ofObject("linux-arm64")],
  ];
  const ofObject = (target: LinkTarget) => {
    const pieces = piecesForSmallProgram(target, "x");
    const sources = [new RelocatableObject(zigObject(smallProgram, target))];
    return link({ target, pieces, sources, roots: [], entry: "_start", strip: false }).file;
  };

  test.skipIf(!hasReadelf).each(programs)("readelf, of a program %s", (_, make) => {
    expect(output(make(), "readelf", "-aW")).not.toMatch(/warning|error|corrupt|<unknown/i);
    output(make(), "readelf", "-wlLiraf", "--debug-dump=decodedline,frames-interp");
  });

  test.skipIf(!has("objdump", "binutils"))("objdump and nm", () => {
    const listing = output(debuggableProgram(), "objdump", "-dl", "--no-show-raw-insn");
    expect(listing).toMatch(
      /<2words\+more\?>:\n2words\+more\?\(\):\n\S*program\.fth:4\n.*sub {4}\$0x18,%rsp/,
    );
    expect(listing).toMatch(/program\.fth:3\n.*call +\w+ <leaf>/);
    expect(output(debuggableProgram(), "nm")).toMatch(
      /^\w{16} T 2words\+more\?\n\w{16} T leaf\n\w{16} T main\n$/,
    );
  });

  test.skipIf(!has("llvm-dwarfdump", "llvm"))("llvm-dwarfdump", () => {
    expect(output(debuggableProgram(), "llvm-dwarfdump", "--verify")).toContain("No errors.");
  });
});

describe.skipIf(!hasGdb)("gdb", () => {
  const gdb = (...commands: readonly string[]) =>
    withFile(debuggableProgram(), (path) => {
      writeFileSync(join(dirname(path), "program.fth"), source);
      const flags = ["-nx", "-batch", "-ex", "set style enabled off", "-ex", "set debuginfod enabled off"];
      const each = commands.flatMap((command) => ["-ex", command]);
      const done = Bun.spawnSync(["gdb", ...flags, ...each, path], { cwd: dirname(path), stdin: "ignore" });
      expect(done.stderr.toString().replace(/^warning: Error disabling address space.*\n/, "")).toBe("");
      return done.stdout.toString();
    });

  test("a backtrace at a word has words and lines, inlined ones too", () => {
    const shown = gdb("break leaf", "run", "bt", "stepi", "bt");
    const words = [
      "#0 .*leaf \\(\\) at .*program.fth:2",
      "#1 .*between \\(\\) at .*program.fth:3",
      "#2 +2words\\+more\\? \\(\\) at .*program.fth:5",
      "#3 .*main \\(\\) at .*program.fth:8",
    ].join("\\n");
    // Before and after the stack pointer moves; nobody called the outermost.
    expect(shown).toMatch(new RegExp(`${words}\\n[^#]*${words}\\n$`));
  });

  test("a breakpoint on a word of any name, on a line, on an inlined word; steps by line", () => {
    const shown = gdb("break 2words+more?", "run", "next", "step", "next", "info line");
    expect(shown).toContain("Breakpoint 1, 2words+more? () at ./program.fth:4\n4\t: 2words+more?  1 frame");
    expect(shown).toContain("\n5\t   between\nbetween () at ./program.fth:3\n3\t: between  leaf ;\n");
    expect(shown).toMatch(/\n6\t;\nLine 6 .* starts at address \w+ <2words\+more\?\+10> and ends at/);
    expect(gdb("break between", "run")).toContain(
      "Breakpoint 1, between () at ./program.fth:3\n3\t: between",
    );
    const atLine = gdb("break program.fth:6", "run", "info frame");
    expect(atLine).toContain("program.fth:6\n6\t;");
  });
});
