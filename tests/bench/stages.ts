/**
 * The speed of each stage in its plugin, against the same code linked into a program, and how much it compiles a second.
 *
 * The requests are real ones, recorded while the benchmark programs are compiled, and given to both without the host:
 * what differs is that the plugin is a shared library.
 */
import { type Pointer, read, toArrayBuffer } from "bun:ffi";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileStageObject } from "../../release/libraries.ts";
import { hostPlatform, platformNamed } from "../../release/platforms.ts";
import { projectRoot } from "../../release/steps.ts";
import { runZig } from "../../release/zig.ts";
import {
  BodyInstruction,
  CompileRequest,
  GenerateRequest,
  IrReference,
  OptimizeRequest,
  ParseRequest,
  Token,
  WordInfo,
} from "../../src/abi/bindings.ts";
import type { StageName } from "../../src/abi/stage_names.ts";
import { stageNames } from "../../src/abi/stage_names.ts";
import { engineStorage } from "../../src/machine/machine.ts";
import { Output } from "../../src/machine/output.ts";
import { reserveStorage } from "../../src/machine/reserved_storage.ts";
import { stageProvider } from "../../src/plugins/process_stages.ts";
import { NativeBackend } from "../../src/stages/native_backend/index.ts";
import { NativeCompiler } from "../../src/stages/native_compiler.ts";
import { NativeOptimizer } from "../../src/stages/native_optimizer.ts";
import { NativeParser } from "../../src/stages/native_parser.ts";
import { openSession } from "../../src/words/open_session.ts";
import { workFolder } from "./engines.ts";
import { generateLoadSource } from "./load_source.ts";
import { median } from "./statistics.ts";

export interface StageSpeed {
  readonly stage: StageName;
  readonly requests: number;
  /** Microseconds that a request takes, medians over rounds. */
  readonly plugin: number;
  readonly linked: number;
  /** Median over rounds of the speed as a plugin divided by the speed linked in. */
  readonly ratio: number;
}

/** Lines of the source that is compiled, and rounds of each program a run. */
const SOURCE_LINES = { tiny: 60, full: 3000 } as const;
const ROUNDS_PER_RUN = 5;

/** @param rounds how often both programs run; they take turns */
export function measureStages(
  rounds: number,
  tiny: boolean,
  stages: readonly StageName[] = stageNames,
): StageSpeed[] {
  mkdirSync(workFolder, { recursive: true });
  const recorded = record(generateLoadSource(tiny ? SOURCE_LINES.tiny : SOURCE_LINES.full));
  return stages.map((stage) => measureStage(stage, recorded[stage], rounds));
}

function measureStage(stage: StageName, requests: readonly Uint8Array[], rounds: number): StageSpeed {
  const file = join(workFolder, `${stage}.requests`);
  writeFileSync(file, Buffer.concat(requests));
  const { library, librarySuffix } = platformNamed(hostPlatform());
  const plugin = join(projectRoot, "dist", "plugins", `${stage}-${library}${librarySuffix}`);
  const drivers = { plugin: buildDriver(stage, false), linked: buildDriver(stage, true) };
  const times: { plugin: number[]; linked: number[] } = { plugin: [], linked: [] };
  for (let round = 0; round < rounds; round++) {
    const ofPlugin = run(drivers.plugin, file, plugin);
    const ofLinked = run(drivers.linked, file, plugin);
    if (ofPlugin.answers !== ofLinked.answers) throw new Error(`the two ${stage}s answer differently`);
    times.plugin.push(...ofPlugin.nanoseconds);
    times.linked.push(...ofLinked.nanoseconds);
  }
  const each = (values: readonly number[]) => median(values) / requests.length / 1000;
  return {
    stage,
    requests: requests.length,
    plugin: each(times.plugin),
    linked: each(times.linked),
    ratio: median(times.linked.map((time, round) => time / (times.plugin[round] as number))),
  };
}

/** Nanoseconds of each round, and the sum of the answers. */
function run(driver: string, requests: string, plugin: string): { nanoseconds: number[]; answers: string } {
  const result = Bun.spawnSync([driver, requests, String(ROUNDS_PER_RUN), plugin]);
  if (result.exitCode !== 0) throw new Error(`${driver} failed: ${result.stderr}`);
  const lines = result.stdout.toString().trim().split("\n");
  const [answers = ""] = lines.map((line) => line.split(" ")[1]);
  return { nanoseconds: lines.map((line) => Number(line.split(" ")[0])), answers };
}

// ---- the programs ----

/** stage_driver.zig with the stage linked in, or looked up in its plugin. */
function buildDriver(stage: StageName, isLinked: boolean): string {
  const name = entryPoints[stage];
  const path = join(workFolder, `${stage}-${isLinked ? "linked" : "plugin"}`);
  const linked = isLinked ? `&${name}` : "null";
  writeFileSync(
    `${path}.zig`,
    `pub extern fn ${name}(*anyopaque) callconv(.c) u32;\npub const name = "${name}";\n` +
      `pub const linked: ?*const fn (*anyopaque) callconv(.c) u32 = ${linked};\n`,
  );
  const object = `${path}.o`;
  if (isLinked) compileStageObject(stage, object);
  const driver = join(import.meta.dir, "stage_driver.zig");
  const modules = ["--dep", "entry", `-Mroot=${driver}`, `-Mentry=${path}.zig`];
  runZig(["build-exe", "-lc", ...modules, ...(isLinked ? [object] : []), `-femit-bin=${path}`]);
  return path;
}

const entryPoints: Readonly<Record<StageName, string>> = {
  parser: "parse_forth",
  compiler: "compile_to_ir",
  optimizer: "optimize_ir",
  backend: "generate_code",
};

// ---- the requests ----

/** Field of a request, in bytes, that points to a buffer: how many bytes that has, and whether they are read. */
interface BufferField {
  readonly field: number;
  readonly length: (request: DataView) => number;
  readonly isInput: boolean;
}

/** A buffer of so many records as another field says. */
function records(field: number, count: number, words: number, isInput = true): BufferField {
  return { field: 4 * field, length: (request) => request.getUint32(4 * count, true) * words * 4, isInput };
}

/** A buffer of so many bytes as another field says. */
function bytes(field: number, count: number, isInput = false): BufferField {
  return { field: 4 * field, length: (request) => request.getUint32(4 * count, true), isInput };
}

const requests: Readonly<Record<StageName, { size: number; buffers: readonly BufferField[] }>> = {
  parser: {
    size: ParseRequest.BYTES,
    buffers: [
      bytes(ParseRequest.source, ParseRequest.sourceLength, true),
      records(ParseRequest.tokens, ParseRequest.tokenCapacity, Token.WORDS, false),
    ],
  },
  compiler: {
    size: CompileRequest.BYTES,
    buffers: [
      records(CompileRequest.pool, CompileRequest.poolLength, BodyInstruction.WORDS),
      records(CompileRequest.words, CompileRequest.wordCount, WordInfo.WORDS),
      records(CompileRequest.output, CompileRequest.outputCapacity, 1, false),
      bytes(CompileRequest.scratch, CompileRequest.scratchLength),
    ],
  },
  optimizer: {
    size: OptimizeRequest.BYTES,
    buffers: [
      records(OptimizeRequest.input, OptimizeRequest.inputLength, 1),
      records(OptimizeRequest.irReferences, OptimizeRequest.wordCount, IrReference.WORDS),
      records(OptimizeRequest.irPool, OptimizeRequest.irPoolLength, 1),
      records(OptimizeRequest.output, OptimizeRequest.outputCapacity, 1, false),
      bytes(OptimizeRequest.scratch, OptimizeRequest.scratchLength),
    ],
  },
  backend: {
    size: GenerateRequest.BYTES,
    buffers: [
      records(GenerateRequest.input, GenerateRequest.inputLength, 1),
      records(GenerateRequest.words, GenerateRequest.wordCount, WordInfo.WORDS),
      bytes(GenerateRequest.output, GenerateRequest.outputCapacity),
      bytes(GenerateRequest.scratch, GenerateRequest.scratchLength),
    ],
  },
};

/** Requests a stage; each holds copies of all that it points to. */
const MAX_REQUESTS = 100;

/** Compiles a source with the plugins. Gives what each was asked, in the form that stage_driver.zig reads. */
function record(source: string): Record<StageName, Uint8Array[]> {
  const recorded: Record<StageName, Uint8Array[]> = { parser: [], compiler: [], optimizer: [], backend: [] };
  const manager = stageProvider();
  for (const stage of stageNames)
    if (!manager.ensure(stage)) throw new Error(`there is no plugin for the ${stage}`);
  const { calls } = manager;
  const recording = (stage: StageName, call: (request: Pointer) => number) => (request: Pointer) => {
    if (recorded[stage].length < MAX_REQUESTS) recorded[stage].push(serialise(stage, request));
    return call(request);
  };
  const session = openSession({
    stages: {
      parser: new NativeParser({ parse_forth: recording("parser", calls.parser.parse_forth) }),
      compiler: new NativeCompiler({ compile_to_ir: recording("compiler", calls.compiler.compile_to_ir) }),
      optimizer: new NativeOptimizer({
        ...calls.optimizer,
        optimize_ir: recording("optimizer", calls.optimizer.optimize_ir),
      }),
      backend: (machine, host) =>
        new NativeBackend(machine, host, {
          generate_code: recording("backend", calls.backend.generate_code),
        }),
      reserve: (limit, reach) => reserveStorage(limit, reach) ?? engineStorage(limit, reach),
    },
    output: new Output(() => undefined),
    // Every word becomes code.
    compileAfter: 0,
  });
  session.text.interpretText("<benchmark>", new TextEncoder().encode(source));
  session.close();
  return recorded;
}

function serialise(stage: StageName, address: Pointer): Uint8Array {
  const { size, buffers } = requests[stage];
  const request = new DataView(toArrayBuffer(address, 0, size).slice(0));
  const head = [size, buffers.length];
  const contents: Uint8Array[] = [];
  for (const { field, length, isInput } of buffers) {
    const byteLength = length(request);
    head.push(field, byteLength, isInput ? 1 : 0);
    if (isInput && byteLength > 0) contents.push(copyOf(Number(read.u64(address, field)), byteLength));
  }
  const parts = [new Uint8Array(new Uint32Array(head).buffer), new Uint8Array(request.buffer), ...contents];
  return new Uint8Array(Buffer.concat(parts));
}

const copyOf = (address: number, length: number) =>
  new Uint8Array(toArrayBuffer(address as Pointer, 0, length).slice(0));
