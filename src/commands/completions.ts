/** `completions`: a script that completes the command line, for a shell. It calls nothing: all is in it. */
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import {
  type CommandDescription,
  type CommandSource,
  describeCommands,
  describeRoot,
  type OptionDescription,
} from "./command_tables.ts";
import { metaOf } from "./names.ts";
import { ExitCode, printText } from "./outcome.ts";
import { UsageError } from "./usage_error.ts";

export const shells = ["bash", "zsh", "fish", "powershell"] as const;
type Shell = (typeof shells)[number];

export const completionsExamples = `EXAMPLES

  fastforth completions bash > ~/.local/share/bash-completion/completions/fastforth
  fastforth completions zsh > ~/.zfunc/_fastforth          with ~/.zfunc in fpath, before compinit
  fastforth completions fish > ~/.config/fish/completions/fastforth.fish
  fastforth completions powershell >> $PROFILE

Packages bring these files with them.`;

const cittyArguments: ArgsDef = {
  shell: { type: "positional", required: false, description: shells.join(", ") },
};

export const completionsCommand = (source: CommandSource): CommandDef =>
  defineCommand({
    meta: metaOf("completions"),
    args: cittyArguments,
    run: async ({ args }) => {
      const [name, ...others] = args._;
      const shell = shells.find((known) => known === name);
      if (shell === undefined || others.length > 0)
        throw new UsageError(
          name === undefined
            ? "completions needs a shell"
            : `there are no completions for ${args._.join(" ")}`,
          `write fastforth completions ${shells.join(", or ")}`,
        );
      printText((await completionScript(shell, source)).trimEnd());
      process.exitCode = ExitCode.ok;
    },
  });

interface Tables {
  readonly root: readonly OptionDescription[];
  readonly commands: readonly CommandDescription[];
}

/** The script for a shell, with a line end behind it. */
export async function completionScript(shell: Shell, source: CommandSource): Promise<string> {
  const tables = { root: describeRoot().options, commands: await describeCommands(source) };
  switch (shell) {
    case "bash":
      return bash(tables);
    case "zsh":
      return zsh(tables);
    case "fish":
      return fish(tables);
    case "powershell":
      return powershell(tables);
  }
}

/** Endings of the files that are offered. */
const endings = ["fth", "fs", "4th", "f", "forth", "frt", "fb"];

/** The ways to write an option: `-m`, `--memory`. */
const spellings = ({ name, alias }: OptionDescription) => [
  ...(alias === undefined ? [] : [`-${alias}`]),
  `--${name}`,
];

const isFile = ({ value }: OptionDescription) => value !== undefined && /FILE|FOLDER|PATH/.test(value);

function bash({ root, commands }: Tables): string {
  const words = (options: readonly OptionDescription[]) => options.flatMap(spellings).join(" ");
  const valueCases = (options: readonly OptionDescription[]) =>
    options
      .filter(({ value }) => value !== undefined)
      .map((option) => {
        const answer = option.choices
          ? `COMPREPLY=($(compgen -W '${option.choices.join(" ")}' -- "$current"))`
          : isFile(option)
            ? 'COMPREPLY=($(compgen -f -- "$current"))'
            : "COMPREPLY=()";
        return `      ${spellings(option).join("|")}) ${answer}; return ;;`;
      });
  const cases = commands.map(({ name, options }) =>
    [
      `    ${name})`,
      ...(valueCases(options).length === 0
        ? []
        : ['      case "$previous" in', ...valueCases(options).map((line) => `  ${line}`), "      esac"]),
      `      options='${words([...options, help])}' ;;`,
    ].join("\n"),
  );
  return `# Completions of fastforth for bash.
_fastforth() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} options
  COMPREPLY=()
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    *)
      case "$previous" in
${valueCases(root)
  .map((line) => `  ${line}`)
  .join("\n")}
      esac
      options='${words(root)}' ;;
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
    return
  fi
  local IFS=$'\\n'
  COMPREPLY=($(compgen -d -- "$current"; compgen -f -X '!*.@(${endings.join("|")})' -- "$current"))
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY+=($(IFS=' '; compgen -W '${commands.map(({ name }) => name).join(" ")}' -- "$current"))
  fi
}
shopt -s extglob
complete -o filenames -F _fastforth fastforth
`;
}

const help: OptionDescription = {
  name: "help",
  alias: "h",
  value: undefined,
  choices: undefined,
  description: "Print this help and end",
};

/** Text in single quotes, as sh, zsh and fish have them. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function zsh({ root, commands }: Tables): string {
  const plain = (text: string) => text.replaceAll(/[[\]:\\]/g, "\\$&");
  const specification = (option: OptionDescription) => {
    const forms = spellings(option);
    const exclusion = forms.length > 1 ? `(${forms.join(" ")})` : "";
    const action = option.choices ? `(${option.choices.join(" ")})` : isFile(option) ? "_files" : " ";
    const value = option.value === undefined ? "" : `:${plain(option.value)}:${action}`;
    const names = forms.length > 1 ? `'{${forms.join(",")}}'` : forms.join("");
    return `    '${exclusion}${names}[${plain(option.description).replaceAll("'", "'\\''")}]${value}'`;
  };
  const programs = `    '*:file:_files -g "(${endings.map((ending) => `*.${ending}`).join("|")}|*(-/))"'`;
  const argumentsOf = (options: readonly OptionDescription[]) =>
    ["_arguments -s", ...options.map(specification), programs].join(" \\\n");
  const cases = commands.map(
    ({ name, options }) => `    ${name}) shift words; (( CURRENT-- )); ${argumentsOf([...options, help])} ;;`,
  );
  const described = commands.map(({ name, summary }) => `    ${quoted(`${plain(name)}:${summary}`)}`);
  return `#compdef fastforth
# Completions of fastforth for zsh.
_fastforth() {
  local -a commands=(
${described.join("\n")}
  )
  case $words[2] in
${cases.join("\n")}
    *)
      (( CURRENT == 2 )) && [[ $words[2] != -* ]] && _describe command commands
      ${argumentsOf(root)} ;;
  esac
}
# Sourced, or found in fpath.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _fastforth "$@"; else compdef _fastforth fastforth; fi
`;
}

function fish({ root, commands }: Tables): string {
  const names = commands.map(({ name }) => name).join(" ");
  const option = (condition: string, described: OptionDescription) =>
    [
      `complete -c fastforth -n ${quoted(condition)}`,
      ...(described.alias === undefined ? [] : [`-s ${described.alias}`]),
      `-l ${described.name}`,
      ...(described.value === undefined ? [] : ["-r"]),
      ...(described.choices ? ["-f", `-a ${quoted(described.choices.join(" "))}`] : []),
      `-d ${quoted(described.description)}`,
    ].join(" ");
  const none = `not __fish_seen_subcommand_from ${names}`;
  const lines = [
    ...root.map((described) => option(none, described)),
    ...commands.map(
      ({ name, summary }) =>
        `complete -c fastforth -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ),
    ...commands.flatMap(({ name, options }) =>
      options.map((described) => option(`__fish_seen_subcommand_from ${name}`, described)),
    ),
  ];
  return `# Completions of fastforth for fish.\n${lines.join("\n")}\n`;
}

function powershell({ root, commands }: Tables): string {
  const text = (given: string) => `'${given.replaceAll("'", "''")}'`;
  const entries = (options: readonly OptionDescription[]) =>
    options.flatMap((option) =>
      spellings(option).map((form) => `      ${text(form)} = ${text(option.description)}`),
    );
  const table = (name: string, options: readonly OptionDescription[]) =>
    `    ${text(name)} = [ordered]@{\n${entries(options).join("\n")}\n    }`;
  return `# Completions of fastforth for PowerShell.
Register-ArgumentCompleter -Native -CommandName fastforth -ScriptBlock {
  param($word, $line, $cursor)
  $commands = [ordered]@{
${commands.map(({ name, summary }) => `    ${text(name)} = ${text(summary)}`).join("\n")}
  }
  $options = @{
${[table("", root), ...commands.map(({ name, options }) => table(name, [...options, help]))].join("\n")}
  }
  $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  $command = if ($words.Count -gt 0 -and $commands.Contains($words[0])) { $words[0] } else { '' }
  $offered = if ($word -like '-*') { $options[$command] } elseif ($words.Count -le 1) { $commands } else { @{} }
  $offered.GetEnumerator() | Where-Object { $_.Key -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, 'ParameterValue', $_.Value)
  }
}
`;
}
