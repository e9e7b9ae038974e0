/** `lsp`: what editors start to know about Forth programs. */
import { type CommandDef, defineCommand } from "citty";
import { version } from "../../package.json";
import { serve } from "../language_server/server.ts";
import { expectLongWork } from "../machine/engine.ts";
import { type CommandOption, cittyOptions, parseCommandLine } from "./command_line.ts";
import { metaOf } from "./names.ts";
import { UsageError } from "./usage_error.ts";

const options = {
  stdio: { description: "Talk over standard input and output, as it always does: editors say so" },
} as const satisfies Record<string, CommandOption>;

export const lspExamples = `EDITORS

  Editors start this command; it speaks the Language Server Protocol over standard input and output: errors while you
  type, hover, completion, definitions, references, rename, outline, colours, the stack behind each line, running tests.

  Neovim 0.11      vim.lsp.config("fastforth", { cmd = { "fastforth", "lsp" }, filetypes = { "forth" } })
                   vim.lsp.enable("fastforth")
  Emacs            (add-to-list 'eglot-server-programs '(forth-mode . ("fastforth" "lsp")))
  Helix            [language-server.fastforth] with command = "fastforth" and args = ["lsp"] in languages.toml

EXIT CODES

  0 the editor has ended it; 1 it went without saying so; 2 wrong arguments`;

export const lspCommand: CommandDef = defineCommand({
  meta: metaOf("lsp"),
  args: cittyOptions(options, "none"),
  run: ({ rawArgs }) => {
    const { paths } = parseCommandLine(options, rawArgs);
    if (paths.length > 0) throw new UsageError("lsp takes no files", "editors send what they have open");
    expectLongWork();
    serve({ input: process.stdin, output: process.stdout, version, runTest });
    // The connection ends the process.
    return new Promise<never>(() => {});
  },
});

async function runTest(path: string, name: string | undefined): Promise<{ isGood: boolean; text: string }> {
  const filter = name === undefined ? [] : ["--filter", `/^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$/`];
  const child = Bun.spawn([process.execPath, "test", path, ...filter], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const [output, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { isGood: code === 0, text: `${output}${errors}`.trim() };
}
