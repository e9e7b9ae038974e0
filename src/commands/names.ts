/** What the commands are called. A file of the same name is run with `./NAME`. */
export const commandNames = [
  "run",
  "help",
  "apropos",
  "doc",
  "words",
  "demo",
  "test",
  "check",
  "lsp",
  "fmt",
  "bench",
  "coverage",
  "compile",
  "self-update",
  "see",
  "plugins",
  "doctor",
  "completions",
  "uninstall",
  "verify",
  "version",
  "check-stage",
] as const;

export type CommandName = (typeof commandNames)[number];
