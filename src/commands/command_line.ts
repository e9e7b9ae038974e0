/** Command lines of commands that take options in any place: parsing, and what citty makes the help of. */
import type { ArgsDef } from "citty";
import { closestName } from "../forth/spelling.ts";
import { UsageError } from "./usage_error.ts";

export interface CommandOption {
  readonly alias?: string;
  /** What the help calls the value; an option without one is a flag. */
  readonly value?: string;
  /** The value may be left out. */
  readonly isOptional?: boolean;
  /** It may be given several times. */
  readonly isRepeated?: boolean;
  readonly description: string;
}

type OptionTable = Readonly<Record<string, CommandOption>>;

export interface CommandLine<Name extends string> {
  /** What is no option. */
  readonly paths: string[];
  /** Of an option without a value: the empty string. Of several of the same name the last. */
  readonly values: Partial<Record<Name, string>>;
  /** All values of the options that may be repeated. */
  readonly repeated: Partial<Record<Name, string[]>>;
}

/** @throws UsageError */
export function parseCommandLine<Table extends OptionTable>(
  options: Table,
  argv: readonly string[],
): CommandLine<keyof Table & string> {
  type Name = keyof Table & string;
  const line: CommandLine<Name> = { paths: [], values: {}, repeated: {} };
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] as string;
    if (argument === "--") {
      line.paths.push(...argv.slice(at + 1));
      break;
    }
    if (!argument.startsWith("-") || argument === "-") {
      line.paths.push(argument);
      continue;
    }
    const { written, attached } = splitOption(argument);
    const name = optionOf(options, written) as Name;
    const option = options[name] as CommandOption;
    if (option.value === undefined) {
      if (attached !== undefined) throw new UsageError(`${written} takes no value`);
      line.values[name] = "";
    } else if (option.isOptional) line.values[name] = attached ?? "";
    else {
      const value = attached ?? argv[++at];
      if (value === undefined)
        throw new UsageError(`${written} needs a value`, `write ${written} ${option.value}`);
      line.values[name] = value;
      if (option.isRepeated) line.repeated[name] = [...(line.repeated[name] ?? []), value];
    }
  }
  return line;
}

/** `--name`, `--name=VALUE`, `-n` or `-nVALUE`. */
function splitOption(argument: string): { written: string; attached: string | undefined } {
  const [, written = argument, attached] =
    /^(--[^=]*)=(.*)$/s.exec(argument) ?? /^(-[^-])(.+)$/s.exec(argument) ?? [];
  return { written, attached };
}

function optionOf(options: OptionTable, written: string): string {
  const names = Object.keys(options);
  const found = names.find((name) => {
    const { alias } = options[name] as CommandOption;
    return written === `--${name}` || (alias !== undefined && written === `-${alias}`);
  });
  if (found !== undefined) return found;
  const closest = closestName(
    written,
    names.map((name) => `--${name}`),
  );
  throw new UsageError(`unknown option ${written}`, closest && `did you mean ${closest}?`);
}

/** The one of several names that is meant. @throws UsageError */
export function oneOf<Name extends string>(names: readonly Name[], text: string, what: string): Name {
  const name = names.find((known) => known === text);
  if (name !== undefined) return name;
  const closest = closestName(text, names);
  throw new UsageError(
    `there is no ${what} "${text}"`,
    closest ? `did you mean ${closest}?` : `there are ${names.join(", ")}`,
  );
}

/** The options as citty's help shows them. @param paths what the arguments that are no options are */
export function cittyOptions(options: OptionTable, paths: string): ArgsDef {
  const named = Object.entries(options).map(([name, option]) => {
    const { value, isOptional: _, isRepeated: __, ...common } = option;
    return [
      name,
      value === undefined ? { type: "boolean", ...common } : { type: "string", valueHint: value, ...common },
    ];
  });
  return {
    paths: { type: "positional", required: false, description: paths },
    ...Object.fromEntries(named),
  };
}
