// The command line of `npm run release`: options by tables, from which the help is made.

import { parseArgs } from "node:util";
import { BuildError } from "./build_error.ts";

export interface Option {
  /** What the help calls the value; an option without one is a flag. */
  readonly value?: string;
  readonly repeated?: true;
  readonly description: string;
}

export interface Command {
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly string[];
  run(values: Values): void | Promise<void>;
}

/** The options that were given. */
export class Values {
  constructor(
    private readonly given: Readonly<Record<string, string | boolean | readonly string[] | undefined>>,
  ) {}

  flag(name: string): boolean {
    return this.given[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.given[name];
    return typeof value === "string" ? value : undefined;
  }

  /** @throws BuildError when it was not given */
  required(name: string): string {
    return this.text(name) ?? fail(`--${name} is needed; see --help.`);
  }

  list(name: string): readonly string[] {
    const value = this.given[name];
    return Array.isArray(value) ? value : [];
  }

  /** A number, or undefined. @throws BuildError when it is none, or out of bounds */
  number(name: string, minimum: number, maximum: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = Number(text);
    if (text.trim() !== "" && number >= minimum && number <= maximum) return number;
    return fail(`--${name} takes a number from ${minimum} to ${maximum}, not ${text}.`);
  }
}

/** @throws BuildError for options that there are not */
export function parseCommand(command: Command, args: readonly string[]): Values {
  const options = Object.fromEntries(
    Object.entries({ ...command.options, help: { description: "" } as Option }).map(([name, option]) => [
      name,
      {
        type: option.value === undefined ? "boolean" : "string",
        multiple: option.repeated === true,
      } as const,
    ]),
  );
  try {
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false });
    return new Values(values as ConstructorParameters<typeof Values>[0]);
  } catch (error) {
    return fail(`${(error as Error).message.split(". ")[0]}. See --help.`);
  }
}

export function helpOf(name: string, command: Command): string {
  const rows = Object.entries(command.options).map(([option, { value, description }]) => [
    `--${option}${value === undefined ? "" : ` ${value}`}`,
    description,
  ]);
  const width = Math.max(...rows.map(([left = ""]) => left.length));
  return [
    command.summary,
    "",
    `USAGE  npm run release -- ${name} [OPTIONS]`,
    "",
    ...rows.map(([left = "", right = ""]) => `  ${left.padEnd(width)}  ${right}`),
    "",
    "EXAMPLES",
    "",
    ...command.examples.map((example) => `  npm run release -- ${example}`),
  ].join("\n");
}

function fail(message: string): never {
  throw new BuildError(message);
}
