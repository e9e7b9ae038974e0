/** The options of `self-update`: one table, for the parser and the help. */
import { closestName } from "../forth/spelling.ts";
import type { OptionDefinition } from "./options.ts";
import { UsageError } from "./usage_error.ts";

export const selfUpdateTable = {
  check: { description: "Only tell whether there is an update; exit code 10 when there is" },
  "dry-run": { description: "Tell what would be downloaded and installed, and do nothing" },
  json: { description: "Print one JSON object, and nothing else" },
  channel: { value: "NAME", description: "The channel of releases; stable by default" },
  version: {
    value: "X.Y.Z",
    description: "Install this release, newer or older, and stay at it; latest goes on with the newest",
  },
  rollback: { description: "Go back to the release before, or to the one of --version, without a network" },
  offline: {
    value: "PATH",
    description: "Take a release folder, or a tar archive of one, instead of a server",
  },
  server: {
    value: "URL",
    description: "Ask this server or mirror; FASTFORTH_UPDATE_SERVER names one for all runs",
  },
  "no-patches": { description: "Download whole files, even where a patch would be smaller" },
  help: { description: "Print this help and end" },
} as const satisfies Record<string, OptionDefinition>;

type OptionName = keyof typeof selfUpdateTable;

export interface SelfUpdateLine {
  readonly check: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly channel: string;
  /** A release, or undefined for the newest. */
  readonly pin: string | undefined;
  /** `--version latest`: also past a release that somebody went back to. */
  readonly liftStay: boolean;
  readonly rollback: boolean;
  readonly offline: string | undefined;
  readonly server: string | undefined;
  readonly patches: boolean;
}

/** @throws UsageError */
export function parseSelfUpdateLine(argv: readonly string[]): SelfUpdateLine {
  const given = readOptions(argv);
  const version = given.get("version");
  const line: SelfUpdateLine = {
    check: given.has("check"),
    dryRun: given.has("dry-run"),
    json: given.has("json"),
    channel: given.get("channel") ?? "stable",
    pin: version === "latest" ? undefined : version,
    liftStay: version === "latest",
    rollback: given.has("rollback"),
    offline: given.get("offline"),
    server: given.get("server"),
    patches: !given.has("no-patches"),
  };
  checkValues(line);
  return line;
}

function readOptions(argv: readonly string[]): Map<OptionName, string> {
  const given = new Map<OptionName, string>();
  for (let at = 0; at < argv.length; at++) {
    const [written = "", ...rest] = (argv[at] ?? "").split("=");
    const name = written.replace(/^--/, "") as OptionName;
    if (!written.startsWith("--") || !Object.hasOwn(selfUpdateTable, name)) throw unknownOption(written);
    const definition: OptionDefinition = selfUpdateTable[name];
    if (definition.value === undefined) {
      if (rest.length > 0) throw new UsageError(`${written} takes no value`);
      given.set(name, "");
      continue;
    }
    const value = rest.length > 0 ? rest.join("=") : argv[++at];
    if (value === undefined || value === "")
      throw new UsageError(`${written} needs a value`, `write ${written} ${definition.value}`);
    given.set(name, value);
  }
  return given;
}

function unknownOption(written: string): UsageError {
  const names = Object.keys(selfUpdateTable).map((name) => `--${name}`);
  const closest = closestName(written, names);
  const hint = closest === undefined ? "try fastforth self-update --help" : `did you mean ${closest}?`;
  return new UsageError(`self-update does not know ${written}`, hint);
}

function checkValues({ channel, pin, rollback, offline, server, check, dryRun }: SelfUpdateLine): void {
  if (!/^[a-z][a-z0-9]{0,31}$/.test(channel))
    throw new UsageError(`--channel takes a name such as stable or beta, not "${channel}"`);
  if (pin !== undefined && !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(pin))
    throw new UsageError(`--version takes a version such as 1.2.3, or latest, not "${pin}"`);
  if (offline !== undefined && server !== undefined)
    throw new UsageError("--offline and --server exclude each other");
  if (rollback && (check || dryRun || offline !== undefined || server !== undefined))
    throw new UsageError("--rollback takes no other option than --version and --json");
}
