/** A session's stages by themselves: when they come into being, what takes over, what a swap changes. */
import { type Pointer, toArrayBuffer } from "bun:ffi";
import { describe, expect, test } from "bun:test";
import { CompileRequest, GenerateKind, GenerateRequest, Status } from "../src/abi/bindings.ts";
import type { StageName } from "../src/abi/stage_names.ts";
import { Output } from "../src/machine/output.ts";
import { PluginError } from "../src/plugins/errors.ts";
import { type StageProvider, stageProvider } from "../src/plugins/process_stages.ts";
import type { StageFunctions } from "../src/plugins/stage_calls.ts";
import type { StageDescription } from "../src/plugins/stage_description.ts";
import { parseStages } from "../src/stages/select.ts";
import { type StageChoices, StageSelectionError, StageSet } from "../src/stages/stage_set.ts";
import { openSession } from "../src/words/open_session.ts";
import { BodyText } from "./compiler/body_text.ts";
import { allRun } from "./forth/mixes";
import { randomFrom, randomFunction } from "./ir/random_function.ts";

/** Libraries that count what is asked of them. */
class Libraries implements StageProvider {
  readonly asked: string[] = [];
  revision = 0;
  /** What the next look finds. */
  isNew = false;
  missing: readonly StageName[] = [];
  readonly calls: StageFunctions;

  constructor(status: number, calls: Partial<StageFunctions> = {}) {
    const entry = (stage: StageName) => (_: Pointer) => {
      this.asked.push(stage);
      return status;
    };
    this.calls = {
      parser: { parse_forth: entry("parser") },
      compiler: { compile_to_ir: entry("compiler") },
      optimizer: { optimize_ir: entry("optimizer"), ff_pass_name: () => null },
      backend: { generate_code: entry("backend") },
      ...calls,
    };
  }

  ensure(stage: StageName): boolean {
    return !this.missing.includes(stage);
  }

  look(): boolean {
    return this.isNew;
  }

  describeStages(): StageDescription[] {
    return this.missing.map((stage) => ({ ...described(stage), passedOver: [whyNot] }));
  }

  swap = described;
  rollback = described;
}

const whyNot = { source: "embedded", version: "1.0.0", reason: "it is damaged" } as const;

function described(stage: string): StageDescription {
  if (!["parser", "compiler", "optimizer", "backend"].includes(stage))
    throw new PluginError("stage", stage, "there is no such stage");
  return {
    stage: stage as StageName,
    source: "loaded",
    version: "1.0.0",
    abi: 1,
    byteLength: 1,
    sha256: "",
    signature: "unsigned",
    passedOver: [],
  };
}

const choicesOf = (text: string) => parseStages(text) as StageChoices;
const words = new Uint32Array(0);

function body() {
  const text = new BodyText();
  const { offset, count } = text.addBody("1 2");
  return { word: 1, bodies: text.bodies, offset, count, words: text.words, forceDynamic: false };
}

function parse(set: StageSet, length: number): number {
  const source = new Uint8Array(length).fill(0x20);
  source[0] = 0x31;
  const cursor = { offset: 0, line: 1, lineStart: 0 };
  return set.parser.parse(source, length, cursor, 10, false, new Uint32Array(80));
}

describe("the life of a set", () => {
  test("nothing is loaded before a request needs it", () => {
    let opened = 0;
    const libraries = new Libraries(Status.declined);
    const set = new StageSet(choicesOf("auto"), () => {
      opened++;
      return libraries;
    });
    expect([set.revision(), set.look(), parse(set, 100), opened]).toEqual([0, false, 1, 0]);
    set.compiler.compile(body());
    set.optimizer.optimize(randomFunction(randomFrom(1)), words);
    expect([opened, libraries.asked]).toEqual([1, ["compiler", "optimizer"]]);
  });

  test("a plugin that is insisted on and not there is an error at once, with the reason", () => {
    const libraries = new Libraries(Status.ok);
    libraries.missing = ["compiler"];
    const make = () => new StageSet(choicesOf("compiler=plugin"), () => libraries);
    expect(make).toThrow(StageSelectionError);
    expect(make).toThrow("the plugin for the compiler stage is not used: it is damaged");
  });

  test("the parser's plugin serves long sources, and all when it was swapped or another was installed", () => {
    const asked = (use: (set: StageSet, libraries: Libraries) => void): number => {
      const libraries = new Libraries(Status.declined);
      const set = new StageSet(choicesOf("auto"), () => libraries);
      use(set, libraries);
      parse(set, 10);
      return libraries.asked.length;
    };
    expect(asked((set) => parse(set, 1000))).toBe(0);
    expect(asked((set) => parse(set, 100_000))).toBe(2);
    expect(asked((set) => set.swaps.swap("parser", new Uint8Array()))).toBe(1);
    expect(asked((set) => set.swaps.swap("optimizer", new Uint8Array()))).toBe(0);
    expect(
      asked((set, libraries) => {
        set.swaps.describe();
        libraries.isNew = true;
        set.look();
      }),
    ).toBe(1);
  });

  test("the revision is that of the libraries", () => {
    const libraries = new Libraries(Status.declined);
    const set = new StageSet(choicesOf("plugin"), () => libraries);
    const before = set.revision();
    libraries.revision++;
    expect(set.revision()).toBe(before + 1);
  });
});

describe("what takes over", () => {
  const builtin = new StageSet(choicesOf("builtin"));

  for (const [what, status] of Object.entries({
    declines: Status.declined,
    "has no memory": Status.outOfMemory,
  }))
    test(`the built-in, when a library ${what}`, () => {
      const set = new StageSet(choicesOf("plugin"), () => new Libraries(status));
      expect(set.compiler.compile(body())).toEqual(builtin.compiler.compile(body()));
      const ir = randomFunction(randomFrom(2));
      expect(set.optimizer.optimize(ir, words)).toEqual(builtin.optimizer.optimize(ir, words));
      expect(set.optimizer.optimizePartly?.(ir, words, 2)).toEqual(
        builtin.optimizer.optimizePartly?.(ir, words, 2),
      );
      expect(parse(set, 10)).toBe(1);
    });

  /** A compiler that says `times` times that it needs one word more than it has. */
  const greedy = (times: number): [set: StageSet, asked: () => number] => {
    let asked = 0;
    const { compile_to_ir } = stageProvider().calls.compiler;
    const libraries = new Libraries(Status.ok, {
      compiler: {
        compile_to_ir: (request) => {
          if (asked++ === times) return compile_to_ir(request);
          const fields = new Uint32Array(toArrayBuffer(request, 0, CompileRequest.BYTES));
          const more = times < 10 ? 1 : 0;
          fields[CompileRequest.outputLength] = (fields[CompileRequest.outputCapacity] as number) + more;
          return Status.bufferTooSmall;
        },
      },
    });
    stageProvider().ensure("compiler");
    return [new StageSet(choicesOf("compiler=plugin"), () => libraries), () => asked];
  };

  test.skipIf(!allRun)("nobody, when a library needs more room, however often", () => {
    const [set, asked] = greedy(5);
    expect(set.compiler.compile(body())).toEqual(builtin.compiler.compile(body()));
    expect(asked()).toBe(6);
  });

  test("the built-in, when a library asks for room that it has", () => {
    const [set, asked] = greedy(Number.POSITIVE_INFINITY);
    expect(set.compiler.compile(body())).toEqual(builtin.compiler.compile(body()));
    expect(asked()).toBe(1);
  });
});

describe.skipIf(!allRun)("the interpreter, when the backend declines", () => {
  const program =
    ": inner dup 1 and if 1+ else 1 + then ; : outer 0 swap 0 do inner loop ; 1000 outer . 1e f. ' outer drop";

  /** What the program writes, and how much code of each kind was asked for. */
  function run(refused: GenerateKind): [written: string, asked: ReadonlyMap<GenerateKind, number>] {
    const real = stageProvider();
    real.ensure("backend");
    const asked = new Map<GenerateKind, number>();
    const generate_code = (request: Pointer): number => {
      const fields = new Uint32Array(toArrayBuffer(request, 0, GenerateRequest.BYTES));
      const kind = fields[GenerateRequest.kind] as GenerateKind;
      asked.set(kind, (asked.get(kind) ?? 0) + 1);
      return kind === refused ? Status.declined : real.calls.backend.generate_code(request);
    };
    const libraries = new Libraries(Status.declined, { backend: { generate_code } });
    const stages = new StageSet(choicesOf("compiler=builtin,optimizer=none,backend=plugin"), () => libraries);
    let written = "";
    const output = new Output((bytes) => {
      written += new TextDecoder().decode(bytes);
    });
    const session = openSession({ stages, memory: 2 ** 20, output, compileAfter: 0 });
    session.text.interpretText("test", new TextEncoder().encode(program));
    session.close();
    return [written, asked];
  }

  test("its runtime, once and for all", () => {
    const [written, asked] = run(GenerateKind.runtime);
    expect(written).toBe("1000 1. ");
    expect([...asked]).toEqual([[GenerateKind.runtime, 1]]);
  });

  test("the stubs of words that are called", () => {
    const [written, asked] = run(GenerateKind.wordStub);
    expect(written).toBe("1000 1. ");
    expect(asked.get(GenerateKind.wordStub)).toBeGreaterThan(0);
  });
});
