/** `doctor`: looks over the whole installation and says what is wrong with it, and what to do. */
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { examineExecutable } from "../health/executable_health.ts";
import { type Examined, type Finding, type Level, worstOf } from "../health/finding.ts";
import { examineNativeCode } from "../health/native_code.ts";
import { examineStages } from "../health/stage_health.ts";
import { examineStore } from "../health/store_health.ts";
import { examineTrust } from "../health/trust_health.ts";
import { paintFor } from "../terminal/screen.ts";
import { metaOf } from "./names.ts";
import { ExitCode, printText } from "./outcome.ts";
import { UsageError } from "./usage_error.ts";

export const doctorExamples = `EXAMPLES

  fastforth doctor                what is installed, whether it works, and what to do if it does not
  fastforth doctor --json         the same for scripts
  fastforth doctor || echo "see to FastForth"

It looks at the executable, the stages, native code, the store of installed releases, trust and clock. It asks no server
and changes nothing, except that an installed release whose stage fails is left, as a program would do.

EXIT CODES

  0 all is well; 1 something is wrong; 2 a wrong command line; 3 all works, but something wants seeing to`;

const cittyArguments: ArgsDef = { json: { type: "boolean", description: "Print everything as JSON" } };

const exitCodes: Readonly<Record<Level, number>> = {
  ok: ExitCode.ok,
  note: ExitCode.ok,
  warning: 3,
  fault: ExitCode.error,
};

export const doctorCommand: CommandDef = defineCommand({
  meta: metaOf("doctor"),
  args: cittyArguments,
  run: ({ rawArgs }) => {
    const wrong = rawArgs.find((argument) => argument !== "--json");
    if (wrong !== undefined)
      throw new UsageError(`doctor does not understand ${wrong}`, "it takes --json alone");
    const parts = examine();
    const worst = worstOf(Object.values(parts).flatMap(({ findings }) => findings));
    printText(rawArgs.length > 0 ? asJson(parts, worst) : asText(parts, worst));
    process.exitCode = exitCodes[worst];
  },
});

type Parts = Readonly<Record<"executable" | "stages" | "nativeCode" | "store" | "trust", Examined<unknown>>>;

const headings: Readonly<Record<keyof Parts, string>> = {
  executable: "Executable",
  stages: "Stages",
  nativeCode: "Native code",
  store: "Store",
  trust: "Trust and updates",
};

function examine(): Parts {
  // An installed release that turns out to be bad is left here: the store is looked at afterwards.
  const stages = examineStages();
  const store = examineStore();
  return {
    executable: examineExecutable(store.record?.replaced ?? []),
    stages,
    nativeCode: examineNativeCode(),
    store,
    trust: examineTrust(Date.now(), process.env),
  };
}

function asJson(parts: Parts, worst: Level): string {
  const described = Object.entries(parts).map(([name, { facts, findings }]) => [name, { facts, findings }]);
  return JSON.stringify({ health: worst, ...Object.fromEntries(described) }, undefined, 2);
}

const verdicts: Readonly<Record<Level, string>> = {
  ok: "All is well.",
  note: "All is well.",
  warning: "All works, but something wants seeing to.",
  fault: "Something is wrong.",
};

function asText(parts: Parts, worst: Level): string {
  const { strong } = paintFor(1);
  const sections = (Object.keys(headings) as (keyof Parts)[]).map((name) =>
    [strong(headings[name]), ...parts[name].findings.map(line)].join("\n"),
  );
  return [...sections, verdicts[worst]].join("\n\n");
}

const marks: Readonly<Record<Level, string>> = {
  ok: "  ok  ",
  note: "  –   ",
  warning: "  !   ",
  fault: "  X   ",
};

function line({ level, text, advice }: Finding): string {
  const { error, dim } = paintFor(1);
  const marked = `${marks[level]}${text}`;
  const shown = level === "fault" || level === "warning" ? error(marked) : marked;
  return advice === undefined ? shown : `${shown}\n${dim(`      ${advice}`)}`;
}
