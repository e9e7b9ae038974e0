/** What the commands are called, and what they do in a line. A file of such a name is run with `./NAME`. */
const descriptions = {
  run: "Run a program (as without the word run)",
  help: "Tell about a word, a topic, a word set, an error code or a command",
  apropos: "List the words whose names or descriptions have a text in them",
  doc: "Show words of the system, or make pages of a program's words",
  words: "List the words of the system",
  demo: "A tour of FastForth in a few seconds",
  compile: "Make a small executable of a program",
  "self-update": "Bring FastForth up to date, or back",
  test: "Run tests: each file on its own, with a time limit",
  check: "Find what is wrong in programs: names, structures, stack comments",
  lsp: "Tell editors about programs (Language Server Protocol)",
  fmt: "Format programs",
  bench: "Measure the benchmarks of a program (BENCH: name … ;BENCH)",
  coverage: "Merge the coverage of the shards of a test run",
  see: "Show a word: source, tokens, ForthIR after each pass, machine code",
  plugins: "List the stages: version, source, size, hash, signature",
  doctor: "Look over the installation: what is wrong, and what to do",
  completions: "Print a script that completes command lines in a shell",
  uninstall: "Remove FastForth and what it installed",
  verify: "Check the signed list of a release, and files that it names",
  version: "Print the version (as --version)",
  "check-stage": "Try a plugin (used by FastForth itself)",
} as const;

export type CommandName = keyof typeof descriptions;

export const commandNames = Object.keys(descriptions) as readonly CommandName[];

/** What the help says of a command, without loading it. */
export function metaOf(name: CommandName): { name: string; description: string; hidden: boolean } {
  return { name, description: descriptions[name], hidden: name === "check-stage" };
}
