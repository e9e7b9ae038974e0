/** The commands by name; each is imported when it is asked for. */
import type { CommandDef } from "citty";
import type { CommandName } from "./names.ts";

export const commands: Readonly<Record<CommandName, () => Promise<CommandDef>>> = {
  run: () => import("./run_command.ts").then(({ runCommand }) => runCommand),
  help: () => import("./help.ts").then(({ helpCommand }) => helpCommand),
  apropos: () => import("./help.ts").then(({ aproposCommand }) => aproposCommand),
  doc: () => import("./doc.ts").then(({ docCommand }) => docCommand),
  words: () => import("./words.ts").then(({ wordsCommand }) => wordsCommand),
  demo: () => import("./demo.ts").then(({ demoCommand }) => demoCommand),
  compile: () => import("./compile.ts").then(({ compileCommand }) => compileCommand),
  "self-update": () => import("./self_update.ts").then(({ selfUpdateCommand }) => selfUpdateCommand),
  test: () => import("./test.ts").then(({ testCommand }) => testCommand),
  check: () => import("./check.ts").then(({ checkCommand }) => checkCommand),
  lsp: () => import("./lsp.ts").then(({ lspCommand }) => lspCommand),
  fmt: () => import("./fmt.ts").then(({ fmtCommand }) => fmtCommand),
  bench: () => import("./bench.ts").then(({ benchCommand }) => benchCommand),
  coverage: () => import("./coverage.ts").then(({ coverageCommand }) => coverageCommand),
  see: () => import("./see.ts").then(({ seeCommand }) => seeCommand),
  plugins: () => import("./plugins.ts").then(({ pluginsCommand }) => pluginsCommand),
  doctor: () => import("./doctor.ts").then(({ doctorCommand }) => doctorCommand),
  completions: () =>
    import("./completions.ts").then(({ completionsCommand }) =>
      completionsCommand({ commands, examples: commandExamples }),
    ),
  uninstall: () => import("./uninstall.ts").then(({ uninstallCommand }) => uninstallCommand),
  verify: () => import("./verify.ts").then(({ verifyCommand }) => verifyCommand),
  version: () => import("./version.ts").then(({ versionCommand }) => versionCommand),
  "check-stage": () => import("./check_stage_command.ts").then(({ checkStageCommand }) => checkStageCommand),
};

/** Examples and exit codes, for the help of the commands that have some. */
export const commandExamples: Readonly<Record<string, () => Promise<string>>> = {
  help: () => import("./help.ts").then(({ helpExamples }) => helpExamples),
  doc: () => import("./doc.ts").then(({ docExamples }) => docExamples),
  words: () => import("./words.ts").then(({ wordsExamples }) => wordsExamples),
  demo: () => import("./demo.ts").then(({ demoExamples }) => demoExamples),
  compile: () => import("./compile.ts").then(({ compileExamples }) => compileExamples),
  "self-update": () => import("./self_update.ts").then(({ selfUpdateExamples }) => selfUpdateExamples),
  test: () => import("./test.ts").then(({ testExamples }) => testExamples),
  check: () => import("./check.ts").then(({ checkExamples }) => checkExamples),
  lsp: () => import("./lsp.ts").then(({ lspExamples }) => lspExamples),
  fmt: () => import("./fmt.ts").then(({ fmtExamples }) => fmtExamples),
  bench: () => import("./bench.ts").then(({ benchExamples }) => benchExamples),
  coverage: () => import("./coverage.ts").then(({ coverageExamples }) => coverageExamples),
  see: () => import("./see.ts").then(({ seeExamples }) => seeExamples),
  plugins: () => import("./plugins.ts").then(({ pluginsExamples }) => pluginsExamples),
  doctor: () => import("./doctor.ts").then(({ doctorExamples }) => doctorExamples),
  verify: () => import("./verify.ts").then(({ verifyExamples }) => verifyExamples),
  uninstall: () => import("./uninstall.ts").then(({ uninstallExamples }) => uninstallExamples),
  completions: () => import("./completions.ts").then(({ completionsExamples }) => completionsExamples),
};
