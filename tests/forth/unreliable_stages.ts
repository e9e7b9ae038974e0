/**
 * Stages that by a seed decline, have no memory, need more room, fail, and are replaced while a program runs: so every
 * word takes each way around them in some case. Nothing of that may change what a program does.
 */
import { type Pointer, toArrayBuffer } from "bun:ffi";
import {
  CompileRequest,
  FunctionHeader,
  GenerateKind,
  GenerateRequest,
  OptimizeRequest,
  ParseRequest,
  Status,
} from "../../src/abi/bindings.ts";
import { type StageProvider, stageProvider } from "../../src/plugins/process_stages.ts";
import type { StageFunctions } from "../../src/plugins/stage_calls.ts";
import type { BackendStage, Stages } from "../../src/stages/pipeline.ts";
import { StageFailure } from "../../src/stages/stage_failure.ts";
import { StageSet } from "../../src/stages/stage_set.ts";
import { Random } from "../fuzz/parser_source.ts";

/** Every way that there is; `seen` is to have them all in the end. */
export const ways: readonly string[] = [
  ...["parser", "compiler", "optimizer", "backend"].flatMap((stage) =>
    ["answers", "declines", "has no memory"].map((way) => `${stage} ${way}`),
  ),
  ...["compiler", "optimizer", "backend"].map((stage) => `${stage} needs room`),
  ...["function", "wordStub", "libraryStub", "runtime"].map((kind) => `backend refuses a ${kind}`),
  ...["compiler", "optimizer", "backend"].map((stage) => `${stage} fails altogether`),
  "looks",
  "other stages",
];

/** Which ways have been taken. */
export const seen = new Set<string>();

/** Of so many requests of a stage, one is not served by any implementation. */
const ONE_FAILS = 6;
/** Of so many requests of a machine's runtime, one is refused: nothing of that machine's becomes native code. */
const ONE_WITHOUT_RUNTIME = 8;
/** Of so many looks, one finds other stages. */
const ONE_SWAPS = 4;

/** @param choice whether the stages are libraries that behave like that, or the built-in ones */
export function unreliableStages(choice: "plugin" | "builtin", seed: number): Stages {
  const random = new Random(seed);
  const all = { parser: choice, compiler: choice, optimizer: choice, backend: choice };
  const set = new StageSet(all, () => unreliableLibraries(random));
  let revision = 0;
  return {
    ...set,
    ...failingAltogether(set, random),
    revision: () => revision,
    look: () => {
      seen.add("looks");
      if (!random.chance(ONE_SWAPS)) return false;
      seen.add("other stages");
      revision++;
      return true;
    },
    lookInterval: 1,
  };
}

// ---- implementations that fail, with none left to take their place -------------------------------------------------

function failingAltogether(
  { compiler, optimizer, backend }: Stages,
  random: Random,
): Pick<Stages, "compiler" | "optimizer" | "backend"> {
  const fails = (stage: string): boolean => {
    if (!random.chance(ONE_FAILS)) return false;
    seen.add(`${stage} fails altogether`);
    return true;
  };
  return {
    compiler: {
      name: compiler.name,
      compile: (request) => {
        if (fails("compiler")) throw new StageFailure("no compiler has memory");
        return compiler.compile(request);
      },
    },
    optimizer: {
      name: optimizer.name,
      optimize: (ir, ...rest) => (fails("optimizer") ? ir : optimizer.optimize(ir, ...rest)),
    },
    backend: (machine, host) => failingBackend(backend(machine, host), () => fails("backend")),
  };
}

function failingBackend(backend: BackendStage, fails: () => boolean): BackendStage {
  return {
    name: backend.name,
    get tuning() {
      return backend.tuning;
    },
    generate: (ir) => {
      if (!fails()) return backend.generate(ir);
      backend.forget(ir[FunctionHeader.word] as number);
      return undefined;
    },
    forget: (word) => backend.forget(word),
    newestRunning: () => backend.newestRunning?.() ?? 0,
    list: (ir, nameOf) => backend.list(ir, nameOf),
    close: () => backend.close?.(),
  };
}

// ---- libraries -----------------------------------------------------------------------------------------------------

type Entry = (request: Pointer) => number;

/** What is needed of a request's layout. */
interface RequestLayout {
  readonly BYTES: number;
  readonly outputCapacity?: number;
  readonly outputLength?: number;
}

function unreliableLibraries(random: Random): StageProvider {
  const provider = stageProvider();
  for (const stage of ["parser", "compiler", "optimizer", "backend"] as const) provider.ensure(stage);
  const { parser, compiler, optimizer, backend } = provider.calls;
  const calls: StageFunctions = {
    parser: { parse_forth: unreliable("parser", parser.parse_forth, ParseRequest, random) },
    compiler: { compile_to_ir: unreliable("compiler", compiler.compile_to_ir, CompileRequest, random) },
    optimizer: {
      ...optimizer,
      optimize_ir: unreliable("optimizer", optimizer.optimize_ir, OptimizeRequest, random),
    },
    backend: { generate_code: unreliableBackend(backend.generate_code, random) },
  };
  const never = (): never => {
    throw new Error("these libraries are not swapped by name");
  };
  return {
    ensure: () => true,
    calls,
    revision: 0,
    look: () => false,
    describeStages: never,
    swap: never,
    rollback: never,
  };
}

function fieldsOf(request: Pointer, { BYTES }: RequestLayout): Uint32Array {
  return new Uint32Array(toArrayBuffer(request, 0, BYTES));
}

function unreliable(stage: string, entry: Entry, layout: RequestLayout, random: Random): Entry {
  const answer = (status: number, way: string) => {
    seen.add(`${stage} ${way}`);
    return status;
  };
  return (request) => {
    switch (random.below(4)) {
      case 0:
        return answer(Status.declined, "declines");
      case 1:
        return answer(Status.outOfMemory, "has no memory");
      case 2: {
        const { outputCapacity, outputLength } = layout;
        const whole = entry(request);
        if (whole !== Status.ok || outputCapacity === undefined || outputLength === undefined)
          return answer(whole, "answers");
        const fields = fieldsOf(request, layout);
        fields[outputCapacity] = (fields[outputLength] as number) - 1;
        return answer(entry(request), "needs room");
      }
      default:
        return answer(entry(request), "answers");
    }
  };
}

function unreliableBackend(entry: Entry, random: Random): Entry {
  const generate = unreliable("backend", entry, GenerateRequest, random);
  return (request) => {
    const kind = fieldsOf(request, GenerateRequest)[GenerateRequest.kind] as GenerateKind;
    if (kind === GenerateKind.runtime && !random.chance(ONE_WITHOUT_RUNTIME)) return entry(request);
    const status = kind === GenerateKind.runtime ? Status.declined : generate(request);
    if (status === Status.declined) seen.add(`backend refuses a ${kindNames[kind]}`);
    return status;
  };
}

const kindNames: Readonly<Record<GenerateKind, string>> = {
  [GenerateKind.function]: "function",
  [GenerateKind.wordStub]: "wordStub",
  [GenerateKind.runtime]: "runtime",
  [GenerateKind.libraryStub]: "libraryStub",
};
