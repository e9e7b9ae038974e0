// Compiled programs under gdb: words, lines, and a backtrace wherever one stops.

import { describe, expect, test } from "bun:test";
import { dirname } from "node:path";
import { fastforth, file } from "../cli/fastforth.ts";

const isHere = process.platform === "linux" && process.arch === "x64";
const hasPython =
  Bun.which("gdb") !== null &&
  Bun.spawnSync(["gdb", "-nx", "-batch", "-ex", "python print(6 * 7)"]).stdout.toString() === "42\n";
if (isHere && !hasPython) console.warn("SKIPPED: no gdb with Python (Debian: gdb)");

const program = `\\ Words that gdb stops in.
variable seed  1 seed !
: random ( -- n )  seed @ 1103515245 * 12345 + dup seed ! 16 rshift ;
: factorial ( n -- n )  dup 2 < if  drop 1  else  dup 1- recurse *  then ;
: sum ( -- n )
   0  3 0 do
      i factorial +  random 7 mod +
   loop ;
defer act
: 2act? ( n -- n )  factorial  dup 24 = throw ;
\\ Nobody can guess which word that is.
: action ( -- xt )  [ ' 2act? 2* ] literal 2/ ;
: begin-here
   action is act
   sum drop  5 act drop
   4 ['] act catch drop drop ;
`;

/** Steps through instructions; prints what is wrong with backtraces in the code of words, and how many were right. */
const stepping = `
import gdb, re
gdb.execute("break begin-here", to_string=True)
gdb.execute("run", to_string=True)
right = 0
for step in range(1500):
    frame = gdb.newest_frame()
    where = gdb.execute("info symbol 0x%x" % frame.pc(), to_string=True).strip()
    names = []
    while frame is not None:
        if frame.type() != gdb.INLINE_FRAME:
            names.append(frame.name())
        frame = frame.older()
    # Symbols of words have their numbers behind their names.
    if re.search(r" [(][0-9]+[)]", where):
        if names[-2:] != ["begin-here", "runtime of generated code"] or None in names:
            print("WRONG", where, names)
        else:
            right += 1
    elif right > 0 and len(names) < 2 and "runtime" not in where:
        break
    gdb.execute("stepi", to_string=True)
print("RIGHT", right)
`;

describe.skipIf(!isHere || !hasPython)("gdb", () => {
  const gdb = async (...args: readonly string[]) => {
    const source = file("words.fth", program);
    const output = source.replace(".fth", "");
    const compiled = await fastforth(["compile", source, "-o", output, "--entry", "begin-here"]);
    expect(compiled.err).toBe("");
    const flags = ["-nx", "-batch", "-ex", "set style enabled off", "-ex", "set debuginfod enabled off"];
    const run = Bun.spawnSync(["gdb", ...flags, ...args, output], { cwd: dirname(output), stdin: "ignore" });
    return run.stdout.toString();
  };

  test("a breakpoint on a word, a backtrace with words and lines, steps by line", async () => {
    const commands = ["break factorial", "run", "bt", "delete", "break random", "continue", "info line"];
    const shown = await gdb(...commands.flatMap((command) => ["-ex", command]));
    expect(shown).toMatch(/^#0 .*factorial \(\) at \S*words\.fth:4\n#1 .*sum \(\) at \S*words\.fth:7\n/m);
    expect(shown).toMatch(
      /^#\d .*begin-here \(\) at \S*words\.fth:15\n#\d .*runtime of generated code \(\)$/m,
    );
    expect(shown).toContain("random () at");
    expect(shown).toContain("3\t: random ( -- n )  seed @");
  });

  test("a backtrace from a function of the library, which has a stack of its own, goes on to the words", async () => {
    const source = file("library.fth", ": greet  cr ;\n: main  5 0 do i . greet loop ;\n");
    const output = source.replace(".fth", "");
    expect((await fastforth(["compile", source, "-o", output])).err).toBe("");
    const commands = ["break 'library cr'", "run", "bt"].flatMap((command) => ["-ex", command]);
    const run = Bun.spawnSync(
      ["gdb", "-nx", "-batch", "-ex", "set debuginfod enabled off", ...commands, output],
      {
        stdin: "ignore",
      },
    );
    expect(run.stdout.toString()).toMatch(
      /^#0 .*library cr \(\)\n(?:#\d .*\n)*#\d .*main \(\) at .*library\.fth:2$/m,
    );
    expect(run.stderr.toString()).not.toContain("corrupt stack");
  });

  test("a backtrace at every instruction of a word, back to where the program begins", async () => {
    const script = file("stepping.py", stepping);
    const shown = await gdb("-x", script);
    expect(shown.match(/^WRONG .*$/gm) ?? []).toEqual([]);
    expect(Number(/^RIGHT (\d+)$/m.exec(shown)?.[1])).toBeGreaterThan(200);
  }, 60_000);
});
