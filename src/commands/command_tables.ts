/** What can be written on the command line, from the commands' own tables: for completions and the manual page. */
import type { ArgDef, ArgsDef, CommandDef } from "citty";
import { type CommandName, commandNames } from "./names.ts";
import { cittyArguments } from "./run_command.ts";

export interface OptionDescription {
  /** Without hyphens. */
  readonly name: string;
  /** One letter. */
  readonly alias: string | undefined;
  /** What the help calls the value; undefined for a flag. */
  readonly value: string | undefined;
  /** The values that there are, when they are few. */
  readonly choices: readonly string[] | undefined;
  readonly description: string;
}

export interface CommandDescription {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionDescription[];
  /** What stands behind the options: names in capitals. */
  readonly operands: readonly OperandDescription[];
  /** Examples and exit codes as the help has them. */
  readonly examples: string | undefined;
}

interface OperandDescription {
  readonly name: string;
  readonly description: string;
}

/** Commands that people do not type. */
const internal: readonly CommandName[] = ["check-stage"];

/** The options of `fastforth` without a command. */
export function describeRoot(): Pick<CommandDescription, "options" | "operands"> {
  return describeArguments(cittyArguments());
}

/** Where commands come from: loaded by name, and their examples where they have some. */
export interface CommandSource {
  readonly commands: Readonly<Record<CommandName, () => Promise<CommandDef>>>;
  readonly examples: Readonly<Record<string, () => Promise<string>>>;
}

/** Every command that people type, in the order of the help. */
export async function describeCommands(source: CommandSource): Promise<CommandDescription[]> {
  const shown = commandNames.filter((name) => !internal.includes(name));
  return await Promise.all(
    shown.map(async (name) => {
      const command = await source.commands[name]();
      const [meta, args] = await Promise.all([settled(command.meta), settled(command.args)]);
      const examples = await source.examples[name]?.();
      return { name, summary: meta?.description ?? "", ...describeArguments(args ?? {}), examples };
    }),
  );
}

/** citty takes a value, a promise of it, or a function that gives either. */
async function settled<Value>(
  given: Value | Promise<Value> | (() => Value | Promise<Value>),
): Promise<Value> {
  return typeof given === "function" ? await (given as () => Value | Promise<Value>)() : await given;
}

function describeArguments(args: ArgsDef): Pick<CommandDescription, "options" | "operands"> {
  const entries = Object.entries(args);
  return {
    options: entries
      .filter(([, definition]) => definition.type !== "positional")
      .map(([name, definition]) => describeOption(name, definition)),
    operands: entries
      .filter(([, definition]) => definition.type === "positional")
      .map(([name, { description = "" }]) => ({ name: name.toUpperCase(), description })),
  };
}

function describeOption(name: string, definition: ArgDef): OptionDescription {
  const { description = "" } = definition;
  const alias = "alias" in definition ? definition.alias : undefined;
  const isFlag = definition.type === "boolean";
  const value = isFlag ? undefined : (definition.valueHint ?? "VALUE");
  const isChoice = value !== undefined && /^[a-z]+(\|[a-z]+)+$/.test(value);
  return {
    name,
    alias: [alias ?? []].flat().find((each) => each.length === 1),
    value,
    choices: isChoice ? value.split("|") : undefined,
    description,
  };
}
