/** From the text of `--stages` to the stages of a session. */

import { type StageName, stageNames } from "../abi/stage_names.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { engineStorage } from "../machine/machine.ts";
import { reserveStorage } from "../machine/reserved_storage.ts";
import type { Stages } from "./pipeline.ts";
import {
  noBackend,
  type StageChoice,
  type StageChoices,
  StageSelectionError,
  StageSet,
} from "./stage_set.ts";

const stageChoices: readonly string[] = ["auto", "builtin", "plugin"] satisfies StageChoice[];

/**
 * Parses `auto`, `builtin`, `plugin`, `interpreter` (nothing is compiled), or a list such as `parser=builtin,backend=plugin`; stages that a list does not
 * name are `auto`.
 * @throws StageSelectionError
 */
export function parseStages(text: string): StageChoices | "interpreter" {
  if (text === "interpreter") return text;
  if (isChoice(text)) return { parser: text, compiler: text, optimizer: text, backend: text };
  const choices: { -readonly [Stage in StageName]: StageChoices[Stage] } = {
    parser: "auto",
    compiler: "auto",
    optimizer: "auto",
    backend: "auto",
  };
  for (const item of text.split(",")) {
    const [stage = "", choice = "", ...rest] = item.split("=");
    if (!isStage(stage))
      throw new StageSelectionError(`"${stage}" is no stage, but ${stageNames.join(", ")} are`);
    if (rest.length === 0 && isChoice(choice)) choices[stage] = choice;
    else if (rest.length === 0 && stage === "optimizer" && choice === "none") choices.optimizer = choice;
    else {
      const possible = stage === "optimizer" ? [...stageChoices, "none"] : stageChoices;
      throw new StageSelectionError(
        `${stage} can be ${possible.join(", ")}, not "${[choice, ...rest].join("=")}"`,
      );
    }
  }
  return choices;
}

const isChoice = (text: string): text is StageChoice => stageChoices.includes(text);
const isStage = (text: string): text is StageName => (stageNames as readonly string[]).includes(text);

/**
 * The stages of a specification.
 * @throws StageSelectionError when it insists on a plugin that is not there or is not used
 */
export function selectStages(specification: StageChoices | "interpreter"): Stages {
  return specification === "interpreter" ? interpreterAlone() : new StageSet(specification);
}

/** Programs run from their bodies alone: no compiler, plugin or generated code is loaded. */
function interpreterAlone(): Stages {
  return {
    ...new StageSet({ parser: "builtin", compiler: "builtin", optimizer: "none", backend: "builtin" }),
    compiles: false,
    compiler: { name: "none", compile: compilesNothing },
    optimizer: { name: "none", optimize: compilesNothing },
    backend: () => ({ ...noBackend, generate: compilesNothing, list: compilesNothing }),
    // The engine clears what it uses again, and that is all of the data space.
    reserve: (limit, reach) => reserveStorage(limit, reach) ?? engineStorage(limit, reach),
  };
}

function compilesNothing(): never {
  throw new ForthThrow(ThrowCodes.unsupported, "with --stages interpreter nothing is compiled");
}
