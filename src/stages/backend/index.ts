/**
 * The built-in backend: ForthIR to WebAssembly, a module a word, which the engine compiles to machine code.
 *
 *     graph ─► control_flow ─► facts ─► function_writer ─► module_builder ─► instance
 *              order, loops    uses     instructions        bytes            in the tables
 *
 * Words call each other through two tables: direct functions by slot (a word and the effect that callers assume), and
 * functions on the in-memory stacks by word. bridges joins the two.
 */
import { FloatFunction, FloatFunction2, Op } from "../../abi/bindings.ts";
import { type BacktraceFrame, framesAt, inlineSitesOf } from "../../ir/inline_sites.ts";
import { keepBacktraces } from "../../machine/backtrace.ts";
import { cellNumber } from "../../machine/cell_number.ts";
import { ForthThrow, InternalError, ThrowCodes } from "../../machine/exceptions.ts";
import { Capacity, Context, FIRST_ADDRESS, type Machine, type WordEntry } from "../../machine/machine.ts";
import { operationsOf } from "../../machine/operations.ts";
import { caughtWords, noteCaught } from "../caught_in_code.ts";
import { floatFunctions } from "../native_backend/float_functions.ts";
import { keepFrames } from "../native_backend/frames.ts";
import type { BackendHost, BackendStage, CodeListing } from "../pipeline.ts";
import { memoryEntry, wordStub } from "./bridges.ts";
import { type CodeHost, directType, FunctionWriter, memoryType, POLL_INTERVAL } from "./function_writer.ts";
import { type Effect, effectKey, FunctionGraph } from "./graph.ts";
import { type Layout, layoutOf, memoryOf } from "./layout.ts";
import { listCode } from "./listing.ts";
import { ModuleBuilder } from "./module_builder.ts";
import { instantiateRuntime } from "./runtime_module.ts";

/** The innermost frames are given. */
const MAX_FRAMES = 200;

type MemoryFunction = (word: number, trail: number) => void;
/** A direct function, which goes into the table of slots. */
type CodeFunction = (...values: unknown[]) => unknown;

interface PlacedFunction {
  readonly word: number;
  readonly firstSite: number;
  readonly positions: readonly number[];
  readonly throwCodes: readonly number[];
  readonly inlineSites: Uint32Array | undefined;
  /** How often its calls of itself have looked at the interrupt flag. */
  recursions: number;
}

interface Entry {
  readonly run: () => void;
  readonly code: MemoryFunction;
  readonly placed: PlacedFunction;
}

/** So many functions there may be besides those that are needed before what is not needed is dropped. */
const SPARE_FUNCTIONS = 1024;

/** So many times POLL_INTERVAL calls of a word by itself take as long as making code in which the word holds itself. */
const HOLDING_PAYS = 1024;

/** Generates code for one machine, whose storage must be a WebAssembly memory (layout.ts). */
export class BuiltinBackend implements BackendStage {
  readonly name = "built-in";
  /** The engine optimises within a function, and does not inline across modules: decision 18. */
  readonly tuning = {
    onlyInlining: true,
    withoutRecursion: true,
    without: ["selections", "common", "loops", "polls", "strides", "unroll", "sums", "steps"],
  };
  private readonly layout: Layout;
  /** The whole memory as int32. */
  private readonly words32: Int32Array;
  private readonly slotTable = new WebAssembly.Table({ element: "anyfunc", initial: 64 });
  private readonly wordTable = new WebAssembly.Table({ element: "anyfunc", initial: 1024 });
  private readonly imports: Bun.WebAssembly.ModuleImports;
  private readonly caughtWords: ReadonlyMap<number, number>;
  private readonly stub: MemoryFunction;
  /** Where the next activation's place in the trail is, while the host works. */
  private top: number;
  /** Whether generated code has run since the host last did: then the depths in the memory are the newest. */
  private inside = false;

  private nextSite = 1;
  /** By their sites. */
  private placed: PlacedFunction[] = [];
  private keptFunctions = 0;
  private slotCount = 0;
  private readonly slots = new Map<string, number>();
  private readonly slotsOf: (number[] | undefined)[] = [];
  private readonly stubs: (CodeFunction | undefined)[] = [];
  private readonly direct = new Map<string, CodeFunction>();
  private readonly directKeys: (string | undefined)[] = [];
  private readonly staticEntries: (Entry | undefined)[] = [];
  private readonly dynamicEntries: (Entry | undefined)[] = [];

  constructor(
    private readonly machine: Machine,
    private readonly host: BackendHost,
  ) {
    const memory = memoryOf(machine.storage);
    if (memory === undefined) throw new InternalError("the machine's storage is no WebAssembly memory");
    keepBacktraces();
    this.layout = layoutOf(machine.storage.reach);
    this.words32 = new Int32Array(memory.buffer);
    this.words32[this.layout.countdown >> 2] = POLL_INTERVAL;
    this.tellSpans();
    machine.onExtend = () => this.tellSpans();
    this.top = this.layout.trail;
    this.caughtWords = caughtWords(host.runtimeWords?.numbersOf ?? (() => []));
    this.imports = this.hostFunctions(memory);
    const runtime = instantiateRuntime(this.layout.pages, this.imports);
    Object.assign(this.imports, runtime);
    this.stub = runtime.stub as MemoryFunction;
    for (let word = 0; word < this.wordTable.length; word++) this.wordTable.set(word, this.stub);
  }

  /** Says how far the data space goes. */
  private tellSpans(): void {
    const first = this.layout.spans >> 2;
    for (let size = 0; size <= 3; size++)
      this.words32[first + size] = this.machine.limit - FIRST_ADDRESS - (1 << size);
  }

  // ---- what code asks of the host --------------------------------------------------------------------------------

  private hostFunctions(memory: WebAssembly.Memory): Bun.WebAssembly.ModuleImports {
    const { machine } = this;
    const { operations } = operationsOf(machine);
    const floats = floatFunctions(operations);
    return {
      M: memory,
      S: this.slotTable,
      W: this.wordTable,
      ...Object.fromEntries(
        floatImports.map((name, number) => [name, floats[number] as (a: number, b: number) => number]),
      ),
      fault: (site: number, trail: number): never => {
        this.leave(site, trail);
        throw machine.fault(this.throwCodeOf(site));
      },
      throw: (low: number, high: number, site: number, trail: number): never => {
        this.leave(site, trail);
        throw machine.fault(cellNumber(low, high));
      },
      poll: (site: number, trail: number): void => {
        this.leave(site, trail);
        machine.checkInterrupt();
        this.enter();
      },
      pollCalls: (site: number, trail: number): void => {
        this.leave(site, trail);
        machine.checkInterrupt();
        this.words32[this.layout.countdown >> 2] = POLL_INTERVAL;
        this.noteRecursion(site);
        this.enter();
      },
      roll: (index: number): void => {
        this.takeDepths();
        operations.roll(index, 0);
        this.enter();
      },
      host: (word: number, trail: number): void => {
        this.top = trail;
        this.takeDepths();
        const thrower = this.caughtWords.get(word);
        if (thrower === undefined) this.executeWord(word);
        else noteCaught(this.host, machine, thrower, () => this.frames(this.top - 4, this.top));
        this.enter();
      },
      refused: (word: number, trail: number): void => {
        this.top = trail;
        this.takeDepths();
        const { context } = machine;
        if ((context[Context.dataDepth] as number) > Capacity.data)
          throw machine.fault(ThrowCodes.stackOverflow);
        if ((context[Context.floatDepth] as number) > Capacity.float)
          throw machine.fault(ThrowCodes.floatStackOverflow);
        this.host.dynamicVersion(word)();
        this.enter();
      },
    };
  }

  /** Making code that holds itself takes a short program's time again. */
  private noteRecursion(site: number): void {
    const place = this.placeOf(site);
    if (place !== undefined && ++place.recursions === HOLDING_PAYS) this.host.holdItself?.(place.word);
  }

  /** Code leaves to the host at a site. */
  private leave(site: number, trail: number): void {
    this.words32[trail >> 2] = site;
    this.top = trail + 4;
    this.takeDepths();
  }

  /** The depths of the stacks from where code keeps them. */
  private takeDepths(): void {
    const { words32 } = this;
    const { context } = this.machine;
    const at = this.layout.dataDepth >> 2;
    context[Context.dataDepth] = words32[at] as number;
    context[Context.floatDepth] = words32[at + 1] as number;
    context[Context.returnDepth] = words32[at + 2] as number;
    this.inside = false;
  }

  /** Code goes on. */
  private enter(): void {
    const { words32, wordTable } = this;
    const { context, entries } = this.machine;
    const at = this.layout.dataDepth >> 2;
    words32[at] = context[Context.dataDepth] as number;
    words32[at + 1] = context[Context.floatDepth] as number;
    words32[at + 2] = context[Context.returnDepth] as number;
    if (entries.length > wordTable.length) this.growWordTable(entries.length);
    this.inside = true;
  }

  private growWordTable(count: number): void {
    const { wordTable } = this;
    const first = wordTable.length;
    wordTable.grow(Math.max(count, 2 * first) - first);
    for (let word = first; word < wordTable.length; word++) wordTable.set(word, this.stub);
  }

  private executeWord(word: number): void {
    const run = this.machine.entries[word];
    if (run === undefined) throw this.machine.fault(ThrowCodes.invalidAddress, "not an execution token");
    const code = this.codeOf(word, run);
    // From now on code reaches it without the host.
    if (code !== undefined) this.wordTable.set(word, code);
    run(word);
  }

  private codeOf(word: number, run: WordEntry): MemoryFunction | undefined {
    const fixed = this.staticEntries[word];
    if (fixed?.run === run) return fixed.code;
    const dynamic = this.dynamicEntries[word];
    return dynamic?.run === run ? dynamic.code : undefined;
  }

  /** Runs code from the host. The name of this method is how backtraces find it on the engine's stack. */
  private runWasmCode(code: MemoryFunction, word: number): void {
    const base = this.top;
    this.enter();
    try {
      code(word, base);
    } catch (error) {
      throw this.ended(error, base);
    }
    this.takeDepths();
    this.top = base;
  }

  /** Code has ended with an error. */
  private ended(error: unknown, base: number): unknown {
    let thrown = error;
    if (this.inside) {
      this.takeDepths();
      if (error instanceof WebAssembly.RuntimeError && /memory/i.test(error.message))
        thrown = new ForthThrow(ThrowCodes.returnStackOverflow, undefined, error);
      this.top = this.endOfTrail(base);
    }
    const { top } = this;
    try {
      keepFrames(thrown, () => this.frames(base, top));
    } finally {
      this.top = base;
    }
    return thrown;
  }

  /** After the engine has stopped code: nobody has said where, but the places that were never reached are zero. */
  private endOfTrail(base: number): number {
    const { words32 } = this;
    let at = base >> 2;
    while (at < words32.length && words32[at] !== 0) at++;
    return at << 2;
  }

  private frames(base: number, top: number): BacktraceFrame[] {
    const frames: BacktraceFrame[] = [];
    for (let at = (top >> 2) - 1; at >= base >> 2 && frames.length < MAX_FRAMES; at--) {
      const site = this.words32[at] as number;
      const place = this.placeOf(site);
      if (place === undefined) continue;
      const position = place.positions[site - place.firstSite] as number;
      if (position !== 0)
        frames.push(
          ...framesAt(place.word, position, place.inlineSites).filter((frame) => frame.position !== 0),
        );
    }
    return frames;
  }

  private placeOf(site: number): PlacedFunction | undefined {
    const { placed } = this;
    let low = 0;
    let high = placed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((placed[middle] as PlacedFunction).firstSite <= site) low = middle + 1;
      else high = middle;
    }
    const place = placed[low - 1];
    return place !== undefined && site < place.firstSite + place.positions.length ? place : undefined;
  }

  /** See BackendStage. Every activation that waits for the host has written its site. */
  newestRunning(): number {
    let newest = 0;
    for (const { word } of this.running()) newest = Math.max(newest, word);
    return newest;
  }

  private running(): Set<PlacedFunction> {
    const running = new Set<PlacedFunction>();
    let last = 0;
    for (let at = this.layout.trail >> 2; at < this.top >> 2; at++) {
      const site = this.words32[at] as number;
      const place = site === last ? undefined : this.placeOf(site);
      if (place !== undefined) running.add(place);
      last = site;
    }
    return running;
  }

  /** Drops what is known of functions that are neither a word's code nor running. */
  private dropPlaces(): void {
    const needed = this.running();
    for (const entry of this.staticEntries) if (entry !== undefined) needed.add(entry.placed);
    for (const entry of this.dynamicEntries) if (entry !== undefined) needed.add(entry.placed);
    this.placed = this.placed.filter((place) => needed.has(place));
    this.keptFunctions = this.placed.length;
  }

  private throwCodeOf(site: number): number {
    const place = this.placeOf(site);
    return place?.throwCodes[site - place.firstSite] ?? ThrowCodes.invalidAddress;
  }

  // ---- generating ------------------------------------------------------------------------------------------------

  /** See BackendStage. What the engine does not take, for its size, is declined. */
  generate(ir: Uint32Array): (() => void) | undefined {
    const graph = new FunctionGraph(ir);
    const { word } = graph;
    if (!isWithinLimits(graph)) {
      this.forget(word);
      return undefined;
    }
    const { bytes, newSlots, site } = this.module(graph);
    if (this.placed.length > 2 * this.keptFunctions + SPARE_FUNCTIONS) this.dropPlaces();
    const placed = { word, ...site, inlineSites: inlineSitesOf(graph), recursions: 0 };
    this.placed.push(placed);
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { e: this.imports });
    const exports = instance.exports as Record<string, CodeFunction>;
    for (const { slot, key } of newSlots) {
      this.stubs[slot] = exports[`s${slot}`] as CodeFunction;
      this.slotTable.set(slot, this.direct.get(key) ?? this.stubs[slot]);
    }
    const code = exports.m as MemoryFunction;
    const entry: Entry = { run: () => this.runWasmCode(code, word), code, placed };
    if (word < this.wordTable.length) this.wordTable.set(word, this.stub);
    if (graph.isDynamic) {
      this.dynamicEntries[word] = entry;
      return entry.run;
    }
    this.dropDirect(word);
    const key = `${word}:${effectKey(graph)}`;
    this.staticEntries[word] = entry;
    this.direct.set(key, exports.d as CodeFunction);
    this.directKeys[word] = key;
    const slot = this.slots.get(key);
    if (slot !== undefined) this.slotTable.set(slot, exports.d);
    return entry.run;
  }

  /** The module of a function. */
  private module(graph: FunctionGraph) {
    const module = new ModuleBuilder(this.layout.pages);
    const firstSite = this.nextSite;
    const positions: number[] = [];
    const throwCodes: number[] = [];
    const newSlots: { slot: number; key: string; word: number; effect: Effect }[] = [];
    const host: CodeHost = {
      layout: this.layout,
      limit: this.machine.limit,
      site: (position, code) => {
        positions.push(position);
        throwCodes.push(code);
        return this.nextSite++;
      },
      slot: (word, effect) => {
        const key = `${word}:${effectKey(effect)}`;
        let slot = this.slots.get(key);
        if (slot === undefined) {
          slot = this.addSlot(word, key);
          newSlots.push({ slot, key, word, effect });
        }
        return slot;
      },
      reach: (word) => {
        if (word >= this.wordTable.length) this.growWordTable(word + 1);
      },
    };
    const code = new FunctionWriter(graph, host, module).write();
    if (graph.isDynamic) {
      module.add("m", memoryType, code);
    } else {
      module.add("d", directType(graph), code);
      module.add("m", memoryType, memoryEntry(graph, this.layout, module));
    }
    for (const { slot, word, effect } of newSlots) {
      host.reach(word);
      module.add(`s${slot}`, directType(effect), wordStub(effect, word, this.layout, module));
    }
    const bytes = module.bytes(["S", "W"]);
    return { bytes, newSlots, site: { firstSite, positions, throwCodes } };
  }

  private addSlot(word: number, key: string): number {
    const slot = this.slotCount++;
    if (slot >= this.slotTable.length) this.slotTable.grow(this.slotTable.length);
    this.slots.set(key, slot);
    this.slotsOf[word] ??= [];
    this.slotsOf[word].push(slot);
    return slot;
  }

  private dropDirect(word: number): void {
    const key = this.directKeys[word];
    if (key === undefined) return;
    this.direct.delete(key);
    this.directKeys[word] = undefined;
    for (const slot of this.slotsOf[word] ?? []) this.slotTable.set(slot, this.stubs[slot]);
  }

  /** See BackendStage. */
  forget(word: number): void {
    this.staticEntries[word] = undefined;
    this.dynamicEntries[word] = undefined;
    this.dropDirect(word);
    if (word < this.wordTable.length) this.wordTable.set(word, this.stub);
  }

  /** See BackendStage. */
  list(ir: Uint32Array, nameOf: (word: number) => string): CodeListing | undefined {
    const graph = new FunctionGraph(ir);
    if (!isWithinLimits(graph)) return undefined;
    const module = new ModuleBuilder(this.layout.pages);
    const called: number[] = [];
    const host: CodeHost = {
      layout: this.layout,
      limit: this.machine.limit,
      site: (position) => position,
      slot: (word) => called.push(word) - 1,
      reach: () => undefined,
    };
    const writer = new FunctionWriter(graph, host, module);
    writer.write();
    const bytes = writer.code.bytes.subarray(0, writer.code.length);
    const listing = listCode(bytes, writer.marks, {
      imports: module.importNames(),
      slot: (number) => nameOf(called[number] ?? 0),
      word: nameOf,
    });
    return { kind: "webassembly", ...listing };
  }
}

/** Values that a function may take or give: the engine's limit less the place in the trail. */
const MAX_VALUES = 999;
/** Values and instructions of a function: fewer than the engine has locals and bytes for. */
const MAX_SIZE = 40_000;

function isWithinLimits(graph: FunctionGraph): boolean {
  const { cellIn, cellOut, floatIn, floatOut } = graph;
  if (cellIn + floatIn > MAX_VALUES || cellOut + floatOut > MAX_VALUES) return false;
  if (graph.valueCount > MAX_SIZE || graph.instructionCount > MAX_SIZE) return false;
  for (let i = 0; i < graph.instructionCount; i++) {
    if (graph.op(i) !== Op.call && graph.op(i) !== Op.callThrough) continue;
    if (graph.c(i) > MAX_VALUES || graph.resultCountOf(i) > MAX_VALUES) return false;
  }
  return true;
}

/** The imports of float functions, by the numbers that native code has for them. */
const floatImports: readonly string[] = [...Object.keys(FloatFunction), ...Object.keys(FloatFunction2)];
