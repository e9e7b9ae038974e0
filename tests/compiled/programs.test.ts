/**
 * Programs that try what the runtime of compiled programs does in Zig (plugins-src/program/words) do compiled what they do
 * in a session, down to their reports. Each file of `programs/` is one, whose beginning is `main`.
 */
import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fastforth } from "../cli/fastforth.ts";
import { compiled, run } from "../executables/compiled_program.ts";
import { runnable } from "../linking/running.ts";

const folder = join(import.meta.dir, "programs");
const names = [...new Bun.Glob("*.fth").scanSync(folder)].sort().map((file) => file.slice(0, -".fth".length));

/** What programs read from standard input. */
const inputs: Readonly<Record<string, string>> = {
  keys: "ab\x1b[A\x1b[1;5P12\nlineq€last\n\x1b",
};
const args = ["one", "two words"];

/** What a stack holds in a report depends on the code, and only a session has sources around a place. */
const plain = (text: string): string => text.replace(/^ {2}stack: .*\n| {4}from .*\n/gm, "");

test.each(runnable.flatMap((target) => names.map((name) => [target, name] as const)))(
  "%s %s",
  async (target, name) => {
    const source = await Bun.file(join(folder, `${name}.fth`)).text();
    const program = compiled(target, name, source);
    const stdin = inputs[name] ?? "";
    // What the compiled program has written while it was loaded is in the folder where it was compiled.
    const result = await run(target, program, { args, stdin, cwd: dirname(program) });
    const other = join(dirname(program), `${name}-session`);
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, `${name}.fth`), source);
    writeFileSync(join(other, "run.fth"), `include ${name}.fth\nmain\n`);
    const session = await fastforth(["run", "run.fth", ...args], { cwd: other, stdin });
    expect({ ...result, err: plain(result.err) }).toEqual({
      out: session.out,
      err: plain(session.err),
      end: session.code as number,
    });
  },
);
