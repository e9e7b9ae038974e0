// Sessions on the stages of a manager of their own, beside those of the process.

import type { StageName } from "../../src/abi/stage_names.ts";
import type { Session } from "../../src/forth/session.ts";
import { Output } from "../../src/machine/output.ts";
import { embeddedLibrary } from "../../src/plugins/embedded.ts";
import type { StorePlace } from "../../src/plugins/generation.ts";
import { type ManagerHost, StageManager } from "../../src/plugins/manager.ts";
import { checkInChild } from "../../src/plugins/self_check.ts";
import { VerifiedLibrary } from "../../src/plugins/verified_load.ts";
import type { Stages } from "../../src/stages/pipeline.ts";
import { parseStages } from "../../src/stages/select.ts";
import { type StageChoices, StageSet } from "../../src/stages/stage_set.ts";
import { openSession } from "../../src/words/open_session.ts";

/**
 * A manager whose embedded libraries are this build's, but for those that are given.
 * @param selfCheck without it, the real one
 */
export function managerWith(
  embedded: Partial<Record<StageName, Uint8Array>> = {},
  store?: StorePlace,
  selfCheck: ManagerHost["selfCheck"] = checkInChild,
): StageManager {
  return new StageManager({
    embedded: (stage) => {
      const bytes = embedded[stage];
      return bytes === undefined ? embeddedLibrary(stage) : VerifiedLibrary.unsigned(stage, bytes);
    },
    store: () => store,
    selfCheck,
    report: (message) => console.error(message),
    noteFaults: () => () => {},
    atEnd: () => {},
    now: () => performance.now(),
  });
}

/** Whether this platform has native code. */
export const hasNativeCode = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);

/** All four stages of a manager. */
export function managedStages(manager: StageManager): Stages {
  return new StageSet(parseStages("plugin") as StageChoices, () => manager);
}

export interface ManagedSession {
  readonly session: Session;
  /** Interprets a text; gives what it writes. */
  run(text: string): string;
}

export function managedSession(stages: Stages, compileAfter = 0): ManagedSession {
  let text = "";
  const output = new Output((bytes) => {
    text += new TextDecoder().decode(bytes);
  });
  const session = openSession({ stages, memory: 2 ** 22, output, compileAfter });
  const run = (source: string): string => {
    text = "";
    session.text.interpretText("test", new TextEncoder().encode(source));
    output.flush();
    return text;
  };
  return { session, run };
}
