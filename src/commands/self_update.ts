/** `self-update`: brings FastForth up to date, or back. */

import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { version } from "../../package.json";
import type { StageName } from "../abi/stage_names.ts";
import { stageNames } from "../abi/stage_names.ts";
import { bytesOf } from "../machine/system_text.ts";
import { PluginError } from "../plugins/errors.ts";
import { openInstalledStore } from "../plugins/installed.ts";
import { pluginPlatform } from "../plugins/plugin_platform.ts";
import { checkInChildMeanwhile } from "../plugins/self_check.ts";
import type { PluginStore } from "../plugins/store.ts";
import { StoreError } from "../plugins/store_errors.ts";
import { VerifiedLibrary } from "../plugins/verified_load.ts";
import { isTerminal } from "../terminal/screen.ts";
import type { Decision } from "../trust/decision.ts";
import { nobleVerifier } from "../trust/ed25519_noble.ts";
import { embeddedRoot } from "../trust/embedded_root.ts";
import { UpdateError, type UpdateFault } from "../trust/errors.ts";
import { plannedDownload } from "../update/download.ts";
import type { Report } from "../update/events.ts";
import { ExecutableOnDisk, thisExecutable } from "../update/executable.ts";
import { WebServer } from "../update/fetch.ts";
import { openOffline } from "../update/offline.ts";
import { BrokenTransfer } from "../update/retry.ts";
import { rollBackTo } from "../update/rollback.ts";
import { updateServer } from "../update/server.ts";
import type { ReleaseSource } from "../update/source.ts";
import {
  type CandidatePlugin,
  checkForUpdate,
  localFiles,
  type UpdateEnvironment,
  update,
} from "../update/updater.ts";
import { metaOf } from "./names.ts";
import type { OptionDefinition } from "./options.ts";
import { printError, printText } from "./outcome.ts";
import { parseSelfUpdateLine, type SelfUpdateLine, selfUpdateTable } from "./self_update_options.ts";
import { sentence, sizeOf, timeOf, UpdateReport } from "./update_report.ts";
import { UpdateSummary } from "./update_summary.ts";

/** How `self-update` ends, for scripts. */
const UpdateExitCode = {
  /** Updated, or nothing to do. */
  ok: 0,
  /** Something that has no code of its own. */
  failed: 1,
  /** --check and --dry-run: there is an update. */
  available: 10,
  /** The server, or the file of --offline, cannot be reached or read. */
  unreachable: 11,
  /** What came is not what a trusted key has signed, or is older than what was seen before. */
  untrusted: 12,
  /** This machine's disk, permissions, or another update that does not end. */
  disk: 13,
  /** A package manager looks after the executable. */
  managed: 14,
  /** The new plugins failed their self-check. */
  selfCheck: 15,
  /** There is no such channel or release, or nothing for this platform. */
  absent: 16,
  /** This executable was built without a root of trust, so that it takes nobody's releases. */
  rootless: 17,
} as const;

export const selfUpdateExamples = `EXAMPLES

  fastforth self-update                     install the newest release
  fastforth self-update --check             only look; exit code 10 when there is an update
  fastforth self-update --rollback          back to the release before, and stay there
  fastforth self-update --version latest    go on with the newest after a rollback
  fastforth self-update --version 1.0.1     install this release, and stay at it
  fastforth self-update --offline rel.tar   from an archive, without a network
  fastforth self-update --json              for scripts

  Running sessions and scripts take new stages at their next safe point, and keep words and data.
  HTTP_PROXY, HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS are obeyed.

EXIT CODES

  0 done, or nothing to do; 2 wrong options; 10 there is an update (--check, --dry-run);
  11 server or archive cannot be reached; 12 what came is not to be trusted; 13 disk, permissions or lock;
  14 installed by a package manager; 15 the new stages failed their self-check;
  16 no such channel, release or platform; 17 built without a root of trust; 1 anything else`;

export const selfUpdateCommand: CommandDef = defineCommand({
  meta: metaOf("self-update"),
  args: helpArguments(),
  run: async ({ rawArgs }) => {
    process.exitCode = await selfUpdate(parseSelfUpdateLine(rawArgs));
  },
});

/** The options in citty's terms. */
function helpArguments(): ArgsDef {
  const options = Object.entries(selfUpdateTable).map(([name, option]: [string, OptionDefinition]) => {
    const { value, description } = option;
    return [
      name,
      value === undefined
        ? { type: "boolean", description }
        : { type: "string", valueHint: value, description },
    ];
  });
  return Object.fromEntries(options);
}

/** @returns the exit code */
async function selfUpdate(line: SelfUpdateLine): Promise<number> {
  const start = performance.now();
  const live = isTerminal(1) && !process.env.CI && process.env.TERM !== "dumb";
  const report = new UpdateReport(live);
  const store = openInstalledStore();
  const before = inUse(store);
  const file = new ExecutableOnDisk();
  const summary = new UpdateSummary(before);
  const show: Report = line.json ? summary.gather : report.show;
  try {
    const { code, text, now } = await (line.rollback ? goBack : goOn)(
      line,
      localEnvironment(line, store, file, show),
      before,
    );
    const total = performance.now() - start;
    if (line.json)
      printText(
        JSON.stringify(
          summary.describe({ now, staysAt: store?.recordOrEmpty().stayAt ?? null }, total),
          undefined,
          2,
        ),
      );
    else report.line(`${text} (${timeOf(total)} in all)`);
    return code;
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === undefined) throw error;
    const total = performance.now() - start;
    if (line.json)
      printText(
        JSON.stringify(
          // Another executable has other stages in it, and says so itself.
          summary.describe({ error: describeError(error), now: inUseAfter(file, store) ?? null }, total),
          undefined,
          2,
        ),
      );
    else tellError(error, before, inUseAfter(file, store));
    return code;
  }
}

interface Outcome {
  readonly code: number;
  /** For a person. */
  readonly text: string;
  /** The release that is in use now. */
  readonly now: string;
}

type LocalEnvironment = Omit<UpdateEnvironment, "source">;

/** @param before the release that is in use */
async function goOn(line: SelfUpdateLine, local: LocalEnvironment, before: string): Promise<Outcome> {
  const environment = { ...local, source: await openSource(line) };
  const { channel, pin, liftStay } = line;
  const wish = { channel, pin, liftStay };
  const onlyLook = line.check || line.dryRun;
  const decision = await (onlyLook ? checkForUpdate(environment, wish) : update(environment, wish));
  const isUpdate = decision.kind === "plugins" || decision.kind === "executable";
  if (!isUpdate) return { code: UpdateExitCode.ok, text: sentence(decision, before), now: before };
  if (onlyLook) {
    const plan = line.dryRun ? `\n${planOf(decision, environment)}` : "";
    return { code: UpdateExitCode.available, text: sentence(decision, before) + plan, now: before };
  }
  const now = decision.manifest.version;
  const swapped =
    decision.kind === "plugins"
      ? "Running sessions take the new stages at their next safe point."
      : sentence(decision, before);
  return { code: UpdateExitCode.ok, text: `${swapped}\nUpdated: FastForth ${before} is now ${now}.`, now };
}

async function goBack(line: SelfUpdateLine, local: LocalEnvironment): Promise<Outcome> {
  const { from, version: now } = await rollBackTo(local, line.pin);
  const text = `Back from ${from} to FastForth ${now}, and staying there; --version latest goes on with the newest.`;
  return { code: UpdateExitCode.ok, text, now };
}

/** What would be downloaded. */
function planOf(
  decision: Extract<Decision, { kind: "plugins" | "executable" }>,
  environment: LocalEnvironment,
): string {
  const files = decision.kind === "plugins" ? decision.changed : [decision.executable];
  const context = { patches: environment.patches, local: localFiles(environment) };
  const lines = files.map((artifact) => {
    const { bytes, isPatch } = plannedDownload(artifact, context);
    const what =
      bytes === 0 ? "is on this machine already" : `${sizeOf(bytes)}${isPatch ? " as a patch" : ""}`;
    return `  ${artifact.name.padEnd(9)} ${artifact.version}  ${what}`;
  });
  return [...lines, "Nothing was downloaded or installed."].join("\n");
}

/** The release that this executable uses. @param store undefined without a home, where nothing is installed */
function inUse(store: PluginStore | undefined): string {
  return store?.current()?.version ?? version;
}

function localEnvironment(
  line: SelfUpdateLine,
  store: PluginStore | undefined,
  file: ExecutableOnDisk,
  report: Report,
): LocalEnvironment {
  if (store === undefined)
    throw new StoreError(
      "homeless",
      "There is no folder to install into: HOME is not set.",
      "Set HOME or XDG_DATA_HOME.",
    );
  if (embeddedRoot === undefined)
    throw new UpdateError(
      "rootless",
      "This FastForth was built from source without a root of trust, so it cannot know whose releases to take.",
      {
        advice:
          "To have updates, install a released FastForth. To watch one, run npm run demo:update in the sources. " +
          "Who publishes releases builds with --trust-root.",
      },
    );
  return {
    store,
    embeddedRoot: bytesOf(embeddedRoot),
    verifier: nobleVerifier,
    executable: thisExecutable(),
    now: Date.now,
    selfCheck: checkCandidate,
    file,
    report,
    patches: line.patches,
  };
}

/** Tries a plugin in a child process. @throws PluginError when it does not pass */
async function checkCandidate({ artifact, bytes }: CandidatePlugin): Promise<void> {
  const { name, version: its, size: byteLength, checksum: sha256 } = artifact;
  const library = VerifiedLibrary.verify(`${name} ${its}`, bytes, { byteLength, sha256 });
  await checkInChildMeanwhile(stageNamed(name), library);
}

/** @throws PluginError when it is none: a release of a later FastForth may have more stages */
function stageNamed(name: string): StageName {
  const stage = stageNames.find((known) => known === name);
  if (stage !== undefined) return stage;
  throw new PluginError(
    "stage",
    name,
    `there is no stage of this name; the stages are ${stageNames.join(", ")}`,
  );
}

async function openSource({ offline, server }: SelfUpdateLine): Promise<ReleaseSource> {
  if (offline !== undefined) return openOffline(offline);
  const address = updateServer(server, process.env);
  if (address === undefined)
    throw new UpdateError("offline", "No update server is known.", {
      advice:
        "Name one with --server URL or FASTFORTH_UPDATE_SERVER, or use --offline with a release folder.",
    });
  return new WebServer(address, `fastforth/${version} (${pluginPlatform})`);
}

const codeOfFault: Readonly<Record<UpdateFault, number>> = {
  size: UpdateExitCode.untrusted,
  format: UpdateExitCode.untrusted,
  "format-version": UpdateExitCode.untrusted,
  name: UpdateExitCode.untrusted,
  signature: UpdateExitCode.untrusted,
  "root-version": UpdateExitCode.untrusted,
  "root-count": UpdateExitCode.untrusted,
  rollback: UpdateExitCode.untrusted,
  expired: UpdateExitCode.untrusted,
  clock: UpdateExitCode.untrusted,
  mismatch: UpdateExitCode.untrusted,
  binding: UpdateExitCode.untrusted,
  state: UpdateExitCode.untrusted,
  rootless: UpdateExitCode.rootless,
  missing: UpdateExitCode.unreachable,
  network: UpdateExitCode.unreachable,
  timeout: UpdateExitCode.unreachable,
  http: UpdateExitCode.unreachable,
  redirect: UpdateExitCode.unreachable,
  offline: UpdateExitCode.unreachable,
  channel: UpdateExitCode.absent,
  release: UpdateExitCode.absent,
  platform: UpdateExitCode.absent,
  disk: UpdateExitCode.disk,
  locked: UpdateExitCode.disk,
  managed: UpdateExitCode.managed,
};

/** Undefined for faults of FastForth itself. */
function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof UpdateError && error.cause instanceof BrokenTransfer)
    return UpdateExitCode.unreachable;
  if (error instanceof UpdateError) return codeOfFault[error.fault];
  if (error instanceof StoreError) return UpdateExitCode.disk;
  return error instanceof PluginError ? UpdateExitCode.selfCheck : undefined;
}

function describeError(error: unknown): Record<string, unknown> {
  if (error instanceof UpdateError) return error.toJSON();
  if (error instanceof StoreError)
    return { fault: error.fault, message: error.message, advice: error.advice };
  if (error instanceof PluginError) return { fault: error.fault, message: error.message };
  return { message: String(error) };
}

/**
 * @param before the release that was in use
 * @param now the one that is; undefined when this executable was exchanged
 */
function tellError(error: unknown, before: string, now: string | undefined): void {
  const { message, advice } = error as { message: string; advice?: string };
  const lines = ["fastforth: not updated", `  ${message}`, ...(advice ? [`  ${advice}`] : [])];
  printError([...lines, `  ${whatIsInUse(before, now)}`].join("\n"));
}

function inUseAfter(file: ExecutableOnDisk, store: PluginStore | undefined): string | undefined {
  return file.wasExchanged() ? undefined : inUse(store);
}

/** After an error: it may have come from a step behind the switch, or somebody else may have been at work. */
function whatIsInUse(before: string, now: string | undefined): string {
  if (now === undefined)
    return "The executable is another one now: `fastforth --version` tells what is in use.";
  if (now === before) return `FastForth ${now} stays as it was.`;
  return `All the same FastForth ${now} is in use now, in the place of ${before}.`;
}
