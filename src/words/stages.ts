/** The system's own stages: which ones are at work, and swapping one while the program runs. */

import { type HostWord, host } from "../forth/dictionary.ts";
import { refusalOf } from "../forth/files.ts";
import type { Session } from "../forth/session.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { readNamed } from "../machine/named_files.ts";
import type { PluginError } from "../plugins/errors.ts";
import type { StageDescription } from "../plugins/stage_description.ts";
import type { StageSwaps } from "../stages/pipeline.ts";
import { popText } from "./operands.ts";

export function stageWords(session: Session): HostWord[] {
  const { machine, output } = session;
  const swaps = (): StageSwaps => {
    const { swaps } = session.pipeline;
    if (swaps === undefined) throw new ForthThrow(ThrowCodes.unsupported, "these stages stay what they are");
    return swaps;
  };
  return [
    host("plugins", "--", () => {
      for (const stage of swaps().describe()) output.text(`\n${line(stage)}`);
    }),
    host("swap-stage", "c-addr u --", () => {
      const name = parseStage(session);
      const path = popText(machine);
      const bytes = read(path);
      told(session, name, () => swaps().swap(name, bytes));
    }),
    host("rollback-stage", "--", () => {
      const name = parseStage(session);
      told(session, name, () => swaps().rollback(name));
    }),
  ];
}

/** Such as `optimizer  0.1.0  embedded`, with what was passed over. */
function line({ stage, version, source, sha256, passedOver }: StageDescription): string {
  const hash = sha256 === undefined ? "" : `  ${sha256.slice(0, 12)}`;
  const better = passedOver.map(
    ({ source, version, reason }) =>
      `\n    not ${source}${version === undefined ? "" : ` ${version}`}: ${reason}`,
  );
  return `${stage.padEnd(10)} ${version.padEnd(8)} ${source}${hash}${better.join("")}`;
}

function parseStage(session: Session): string {
  const { start, end } = session.sources.parseSomeName();
  return session.sources.text(start, end);
}

function read(path: string): Uint8Array {
  try {
    return readNamed(path);
  } catch (error) {
    throw new ForthThrow(ThrowCodes.fileNotFound, `${path}: ${refusalOf(error).reason}`);
  }
}

/** Swaps, says what the stage is now, and has everything made anew that another stage could make differently. */
function told(session: Session, name: string, swap: () => StageDescription): void {
  try {
    session.changesProcess = true;
    const described = swap();
    session.lookForStages();
    session.output.text(`\n${line(described)} `);
  } catch (error) {
    if ((error as Error).name !== "PluginError") throw error;
    throw new ForthThrow(ThrowCodes.unsupported, `${name}: ${(error as PluginError).detail}`);
  }
}
