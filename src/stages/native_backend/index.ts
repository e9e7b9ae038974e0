/**
 * The backend in a plugin: ForthIR to machine code, which runs on a stack of its own and comes back for whatever the
 * host has to do (decisions/0008-native-code-yields-to-the-host.md).
 *
 *     generator ─► code_memory ─► word_table       a word's code, in its place, reached by its callers
 *                  runNativeCode ◄─► runtime code   entries, requests, THROWs
 *
 * What the plugin declines is interpreted: that works on the same stacks, and both call each other through the machine's
 * word table.
 */
import type { Pointer } from "bun:ffi";
import {
  Architecture,
  CALLABLE_EFFECT,
  CodeFlag,
  CodeHeader,
  CodePositionFlag,
  ENTRY_RESERVE,
  ExecutionContext,
  FUNCTION_DYNAMIC,
  FunctionHeader,
  GENERATE_MARKS,
  GenerateRequest,
  HostRequest,
  Interpretation,
  LibraryFunction,
  RuntimeEntry,
  SymbolKind,
} from "../../abi/bindings.ts";
import type { CodeEntrance } from "../../interpreter/body_interpreter.ts";
import type { BacktraceFrame } from "../../ir/inline_sites.ts";
import { framesAt, inlineSitesOf } from "../../ir/inline_sites.ts";
import { FunctionView } from "../../ir/view.ts";
import { keepBacktraces } from "../../machine/backtrace.ts";
import { cellNumber } from "../../machine/cell_number.ts";
import { InternalError, ThrowCodes } from "../../machine/exceptions.ts";
import { functionAt, ptr } from "../../machine/foreign.ts";
import { Capacity, type Machine, type WordEntry } from "../../machine/machine.ts";
import { floatAt } from "../../machine/nan.ts";
import { operationsOf } from "../../machine/operations.ts";
import { trace } from "../../machine/trace.ts";
import type { Effect } from "../backend/graph.ts";
import { noteCaught } from "../caught_in_code.ts";
import { NativeRequest, setAddress } from "../native_request.ts";
import type { BackendHost, BackendStage, CodeListing } from "../pipeline.ts";
import { shareAll } from "../shared_words.ts";
import { StageFailure } from "../stage_failure.ts";
import { CodeMemory, type PlacedCode, recordAt } from "./code_memory.ts";
import { floatFunctions, floatsTaken, floatWords } from "./float_functions.ts";
import { keepFrames, walkFrames } from "./frames.ts";
import { type BackendSymbols, Generator } from "./generator.ts";
import {
  LIBRARY_FUNCTIONS,
  libraryWords,
  noRuntimeWords,
  type RuntimeWordNumbers,
  runtimeWordNumbers,
} from "./library_words.ts";
import { cpuFeatures, NativeMemory } from "./native_memory.ts";
import type { SymbolAddresses } from "./relocations.ts";
import { packEffect, WordStubs } from "./word_stubs.ts";
import { WordTable } from "./word_table.ts";

const TWO_32 = 2 ** 32;
/** In an effect: numbers that need more than seven bits. */
const WIDE_EFFECT = 0x80808080;

/** Bytes of most stubs at most. */
const STUB_BYTES = 256;

/** A word's native code: what `generate` gave, and where it lies. */
interface Entry {
  readonly run: () => void;
  readonly code: PlacedCode;
}

/** The static code of a word, for callers with its effect. */
interface StaticCode {
  readonly effect: number;
  readonly registerEntry: number;
}

/** The fields of the context, as halves, before code was entered. */
interface Outside {
  readonly stackLow: number;
  readonly stackHigh: number;
  readonly handlerLow: number;
  readonly handlerHigh: number;
  readonly catchLow: number;
  readonly catchHigh: number;
  readonly handlers: number;
}

/** Generates and runs native code for one machine, whose storage must be reserved (src/machine/reserved_storage.ts). */
export class NativeBackend implements BackendStage, SymbolAddresses {
  readonly name = "native";
  private readonly memory: NativeMemory;
  private readonly context: Int32Array;
  private readonly contextFloats: Float64Array;
  private readonly contextAddress: Pointer;
  private readonly generator: Generator;
  private readonly code: CodeMemory;
  /** By RuntimeEntry: its address. */
  private readonly runtime: readonly number[];
  private readonly table: WordTable;
  private readonly enter: (context: Pointer, entry: number) => number;
  /** Bytes on the native stack, below a return address, while the host works. */
  private readonly yieldSize: number;
  private readonly functions: readonly ((a: number, b: number) => number)[];
  private readonly enterThrow: (context: Pointer) => number;
  private readonly words: RuntimeWordNumbers;
  /** By word: the function of the runtime library that does it, until the word has entries for that. */
  private readonly libraryFunctions: Map<number, number>;

  /** By word: its newest static and dynamic code; its static code while callers may use it. */
  private readonly staticEntries: (Entry | undefined)[] = [];
  private readonly dynamicEntries: (Entry | undefined)[] = [];
  private readonly staticCode: (StaticCode | undefined)[] = [];
  /** By word: its call slots, by packed effect. */
  private readonly slots: (Map<number, number> | undefined)[] = [];
  private readonly stubs: WordStubs;
  readonly codeEntrance: CodeEntrance;

  /** @throws PluginError when the system does not let native code run, StageFailure when the plugin has none for it */
  constructor(
    private readonly machine: Machine,
    private readonly host: BackendHost,
    symbols: BackendSymbols,
    /** In bytes. */
    codeSize?: number,
  ) {
    keepBacktraces();
    this.generator = new Generator(new NativeRequest(GenerateRequest, symbols.generate_code, 1), {
      architecture: process.arch === "arm64" ? Architecture.aarch64 : Architecture.x8664,
      cpuFeatures: cpuFeatures(),
    });
    const runtime = this.generator.runtime();
    this.memory = new NativeMemory(machine.storage, codeSize);
    this.context = machine.context;
    this.contextFloats = new Float64Array(machine.context.buffer);
    this.contextAddress = ptr(machine.context);
    this.code = new CodeMemory(this.memory);
    this.runtime = this.code.placeRuntime(runtime);
    this.yieldSize = (this.code.find(this.memory.codeAddress) as PlacedCode).frameSize - 8;
    this.table = new WordTable(this.memory, this.runtimeAddress(RuntimeEntry.needCode));
    const { runtimeWords } = host;
    this.words =
      runtimeWords === undefined
        ? noRuntimeWords
        : runtimeWordNumbers(runtimeWords.numbersOf, Object.values(LibraryFunction), floatWords);
    this.libraryFunctions = new Map([
      ...this.words.library,
      ...[...this.words.floats].map(([word, at]) => [word, LIBRARY_FUNCTIONS + at] as const),
    ]);
    this.stubs = new WordStubs(this.generator, this.code, this, this.words);
    this.functions = floatFunctions(operationsOf(machine).operations);
    this.fillContext();
    this.shareRuntimeWords();
    const record = this.contextAddress + ExecutionContext.faultInstruction * 4;
    this.memory.watch(this.runtimeAddress(RuntimeEntry.fault), record);
    const { lookInterval } = host;
    if (lookInterval !== undefined) this.memory.startLooking(machine.interruptFlag, lookInterval);
    this.enter = functionAt({
      ptr: this.runtimeAddress(RuntimeEntry.enter) as Pointer,
      args: ["ptr", "ptr"],
      returns: "u32",
    }) as unknown as (context: Pointer, entry: number) => number;
    this.enterThrow = functionAt({
      ptr: this.runtimeAddress(RuntimeEntry.enterThrow) as Pointer,
      args: ["ptr"],
      returns: "u32",
    }) as unknown as (context: Pointer) => number;
    this.codeEntrance = {
      enter: this.runtimeAddress(RuntimeEntry.enter),
      noCode: this.runtimeAddress(RuntimeEntry.needCode),
      catchCode: this.runtimeAddress(RuntimeEntry.catch),
      prepare: () => this.memory.select(),
      finish: (state) => this.finishNativeCode(state),
    };
  }

  private fillContext(): void {
    const { context, memory } = this;
    context[ExecutionContext.dataCapacity] = Capacity.data;
    context[ExecutionContext.floatCapacity] = Capacity.float;
    context[ExecutionContext.returnCapacity] = Capacity.return;
    context[ExecutionContext.floatsFree] = 1;
    this.setAddress(ExecutionContext.dataSpace, memory.dataSpaceAddress);
    this.setAddress(ExecutionContext.dataStack, memory.dataStackAddress);
    this.setAddress(ExecutionContext.floatStack, memory.floatStackAddress);
    this.setAddress(ExecutionContext.returnStack, memory.returnStackAddress);
    this.setAddress(ExecutionContext.wordTable, memory.tableAddress);
    this.setAddress(ExecutionContext.nativeStackLimit, memory.nativeStackAddress);
    this.setAddress(ExecutionContext.nativeStackTop, memory.nativeStackTop);
    this.setAddress(ExecutionContext.forthStackPointer, memory.nativeStackTop);
  }

  /** Calls of some words lead to the runtime or its library, which work on the session's output, heap and variables. */
  private shareRuntimeWords(): void {
    const { runtimeWords } = this.host;
    if (runtimeWords === undefined) return;
    shareAll(this.machine, runtimeWords);
    const code = (cellIn: number, entry: number): StaticCode => ({
      effect: packEffect({ cellIn, cellOut: 0, floatIn: 0, floatOut: 0 }),
      registerEntry: this.runtimeAddress(entry),
    });
    this.setStaticCode(this.words.emit, code(1, RuntimeEntry.emit));
    this.setStaticCode(this.words.type, code(2, RuntimeEntry.type));
  }

  /** Makes the entries of a word that code is about to name, if it is a function of the runtime library. */
  private placeLibraryWord(word: number): void {
    const libraryFunction = this.libraryFunctions.get(word);
    if (libraryFunction === undefined) return;
    this.libraryFunctions.delete(word);
    const effect = effectOfFunction(libraryFunction);
    const blob = this.generator.libraryStub(word, effect, libraryFunction)?.slice();
    if (blob === undefined || !this.code.hasRoom(blob, this.stubs.reserved)) return;
    const code = this.code.place(blob, this);
    this.setStaticCode(word, { effect: packEffect(effect), registerEntry: code.registerEntry });
    this.table.setMemoryEntry(word, code.memoryEntry);
  }

  private setAddress(field: number, address: number): void {
    setAddress(this.context, field, address);
  }

  private addressIn(field: number): number {
    return ((this.context[field] as number) >>> 0) + ((this.context[field + 1] as number) >>> 0) * TWO_32;
  }

  // ---- generating ------------------------------------------------------------------------------------------------

  /** See BackendStage. What the plugin declines, or has no room for, is declined. */
  generate(ir: Uint32Array): (() => void) | undefined {
    const word = ir[FunctionHeader.word] as number;
    const isStatic = ((ir[FunctionHeader.flags] as number) & FUNCTION_DYNAMIC) === 0;
    const code = this.table.hasRoom(word) ? this.placedFunction(ir) : undefined;
    // The next call of the word from native code asks the host, which then knows whether this is its entry.
    if (word < this.table.count) this.table.setMemoryEntry(word, 0);
    if (code === undefined) {
      if (isStatic) this.forgetCode(word);
      return undefined;
    }
    const entry = { run: () => this.runNativeCode(code), code };
    if (isStatic) {
      this.staticEntries[word] = entry;
      this.setStaticCode(word, {
        effect: packEffect({
          cellIn: ir[FunctionHeader.cellIn] as number,
          cellOut: ir[FunctionHeader.cellOut] as number,
          floatIn: ir[FunctionHeader.floatIn] as number,
          floatOut: ir[FunctionHeader.floatOut] as number,
        }),
        registerEntry: code.registerEntry,
      });
    } else {
      this.dynamicEntries[word] = entry;
    }
    return entry.run;
  }

  private placedFunction(ir: Uint32Array): PlacedCode | undefined {
    if (this.code.isCollectionDue) this.collectCode();
    const generated = this.generator.function(ir);
    if (generated === undefined) return undefined;
    // Placing may generate stubs, which use the generator's output.
    const blob = generated.slice();
    const calls = blob[CodeHeader.relocationCount] as number;
    const reserve = this.stubs.reserved + calls * STUB_BYTES;
    if (!this.code.hasRoom(blob, reserve)) {
      this.collectCode();
      if (!this.code.hasRoom(blob, reserve)) return undefined;
    }
    if (((blob[CodeHeader.flags] as number) & CodeFlag.keepsFloats) !== 0)
      this.context[ExecutionContext.floatsFree] = 0;
    try {
      return this.code.place(blob, this, inlineSitesOf(new FunctionView(ir)));
    } catch (error) {
      if (!(error instanceof StageFailure)) throw error;
      trace("decline", () => `the native backend declines word ${ir[FunctionHeader.word]}: ${error.message}`);
      return undefined;
    }
  }

  /**
   * Removes the code to which neither a word nor the stack leads. On the native stack every word that may be an address
   * of code counts as one. For times when the host works.
   */
  private collectCode(): void {
    const { code } = this;
    const needed = new Set<PlacedCode>();
    this.eachRunning((place) => needed.add(place));
    const keep = (address: number) => {
      const place = code.find(address);
      if (place !== undefined) needed.add(place);
    };
    for (const entries of [this.staticEntries, this.dynamicEntries])
      for (const entry of entries) if (entry !== undefined) needed.add(entry.code);
    for (const stub of this.stubs.placed()) needed.add(stub);
    for (const code of this.staticCode) if (code !== undefined) keep(code.registerEntry);
    this.table.targets(keep);
    code.collect((place) => place.word === 0 || needed.has(place));
    trace("compile", () => `${code.size} bytes of code are still needed`);
  }

  /** Tells what return addresses on the native stack may lie in. */
  private eachRunning(tell: (code: PlacedCode) => void): void {
    const { nativeStack, nativeStackTop, codeAddress, codeSize } = this.memory;
    const end = codeAddress + codeSize;
    const bottom = this.addressIn(ExecutionContext.forthStackPointer);
    for (let at = bottom; at < nativeStackTop; at += 8) {
      const address = nativeStack.wordAt(at);
      if (address < codeAddress || address >= end) continue;
      const place = this.code.find(address);
      if (place !== undefined) tell(place);
    }
  }

  /** See BackendStage. */
  positionOfReturn(address: number): number {
    const code = this.code.find(address);
    const position = code && recordAt(code, address, CodePositionFlag.returnAddress)?.position;
    if (code === undefined || position === undefined || position === 0) return 0;
    const frames = framesAt(code.word, position, code.inlineSites);
    return frames.find((frame) => frame.position !== 0)?.position ?? 0;
  }

  /** See BackendStage. */
  newestRunning(): number {
    let newest = 0;
    this.eachRunning(({ word }) => {
      if (word > newest) newest = word;
    });
    return newest;
  }

  /** See BackendStage. */
  list(ir: Uint32Array): CodeListing | undefined {
    const blob = this.generator.function(ir, GENERATE_MARKS);
    return blob === undefined ? undefined : { kind: "machine", blob: blob.slice() };
  }

  /** See BuiltinBackend. */
  forget(word: number): void {
    this.forgetCode(word);
    if (word < this.table.count) this.table.setMemoryEntry(word, 0);
  }

  /** See BackendStage. */
  close(): void {
    this.memory.close();
  }

  private forgetCode(word: number): void {
    this.staticEntries[word] = undefined;
    this.dynamicEntries[word] = undefined;
    this.staticCode[word] = undefined;
    this.shareEffect(word);
    for (const [effect, slot] of this.slots[word] ?? [])
      this.table.setSlot(slot, this.stubs.entry(word, effect));
  }

  private setStaticCode(word: number, code: StaticCode): void {
    this.staticCode[word] = code;
    this.shareEffect(word);
    const slot = this.slots[word]?.get(code.effect);
    if (slot !== undefined) this.table.setSlot(slot, code.registerEntry);
  }

  /** What a call by a word's token may count on. Numbers beyond a byte's seven bits are no effect for that. */
  private shareEffect(word: number): void {
    if (word >= this.table.count) return;
    const code = this.staticCode[word];
    const isCallable = code !== undefined && (code.effect & WIDE_EFFECT) === 0;
    this.table.setRegisterEntry(
      word,
      isCallable ? (code.effect | CALLABLE_EFFECT) >>> 0 : 0,
      code?.registerEntry ?? 0,
    );
  }

  /** See SymbolAddresses. */
  symbolAddress(kind: number, index: number, effect: number): number {
    switch (kind) {
      case SymbolKind.runtime:
        return this.runtimeAddress(index);
      case SymbolKind.wordTableEntry:
        return this.tableEntry(index);
      case SymbolKind.wordCallSlot:
        return this.table.slotAddress(this.slot(index, effect));
      default:
        throw new InternalError(`native code names a symbol of kind ${kind}`);
    }
  }

  private runtimeAddress(entry: number): number {
    const address = this.runtime[entry] ?? 0;
    if (address === 0) throw new InternalError(`the backend's runtime lacks entry ${entry}`);
    return address;
  }

  /** @throws StageFailure when the table cannot hold it */
  private tableEntry(word: number): number {
    if (!this.table.hasRoom(word)) throw new StageFailure(`there is no native entry for word ${word}`);
    this.placeLibraryWord(word);
    if (word === this.words.catch) this.table.setMemoryEntry(word, this.runtimeAddress(RuntimeEntry.catch));
    const known = this.table.count;
    const address = this.table.entryAddress(word);
    // An entry that is new says that there is none.
    for (let each = known; each < this.table.count; each++)
      if (this.staticCode[each] !== undefined) this.shareEffect(each);
    this.context[ExecutionContext.wordCount] = this.table.count;
    return address;
  }

  private slot(word: number, effect: number): number {
    this.slots[word] ??= new Map();
    const slots = this.slots[word];
    let slot = slots.get(effect);
    if (slot === undefined) {
      // What a stub needs is there from now on, also when the plugin is not any more: the word may lose its code.
      this.tableEntry(word);
      this.stubs.reserve(word, effect);
      slot = this.table.addSlot();
      slots.set(effect, slot);
      const code = this.staticCode[word];
      this.table.setSlot(slot, code?.effect === effect ? code.registerEntry : this.stubs.entry(word, effect));
    }
    return slot;
  }

  // ---- running ---------------------------------------------------------------------------------------------------

  /** Runs the code at a memory entry and does for it what only the host can do. */
  private runNativeCode(code: PlacedCode): void {
    if (code.isGone) throw new InternalError(`the code of word ${code.word} is gone`);
    const { context } = this;
    const stackLow = context[ExecutionContext.forthStackPointer] as number;
    const stackHigh = context[ExecutionContext.forthStackPointer + 1] as number;
    const handlerLow = context[ExecutionContext.handler] as number;
    const handlerHigh = context[ExecutionContext.handler + 1] as number;
    const catchLow = context[ExecutionContext.catchFrame] as number;
    const catchHigh = context[ExecutionContext.catchFrame + 1] as number;
    if ((stackLow >>> 0) + stackHigh * TWO_32 < this.memory.nativeStackAddress + ENTRY_RESERVE)
      throw this.machine.fault(ThrowCodes.returnStackOverflow);
    const handlers = context[ExecutionContext.handlerDepth] as number;
    // What CATCHes in code are around this entry is not seen from within.
    if (catchLow !== 0 || catchHigh !== 0) context[ExecutionContext.handlerDepth] = handlers + 1;
    this.memory.select();
    const request = this.enter(this.contextAddress, code.memoryEntry);
    if (request === HostRequest.finished) context[ExecutionContext.handlerDepth] = handlers;
    else
      this.serveNativeCode(request, {
        stackLow,
        stackHigh,
        handlerLow,
        handlerHigh,
        catchLow,
        catchHigh,
        handlers,
      });
  }

  /** See CodeEntrance. */
  private finishNativeCode(state: Int32Array): void {
    const field = (at: number) => state[at] as number;
    this.serveNativeCode(field(Interpretation.operand), {
      stackLow: field(Interpretation.forthStackPointer),
      stackHigh: field(Interpretation.forthStackPointer + 1),
      handlerLow: field(Interpretation.handler),
      handlerHigh: field(Interpretation.handler + 1),
      catchLow: field(Interpretation.catchFrame),
      catchHigh: field(Interpretation.catchFrame + 1),
      handlers: field(Interpretation.handlerDepth),
    });
  }

  /**
   * Goes on with code that has been entered and asks for the host, to its end. The name of this method is how backtraces
   * find the entry on the engine's stack.
   */
  private serveNativeCode(first: number, outside: Outside): void {
    const { context } = this;
    const { catchLow, catchHigh, handlers } = outside;
    let request = first;
    try {
      do {
        request = this.hasCatchOtherThan(catchLow, catchHigh) ? this.goOnCaught(request) : this.goOn(request);
      } while (request !== HostRequest.finished);
      context[ExecutionContext.handlerDepth] = handlers;
    } catch (error) {
      try {
        keepFrames(error, () => this.frames(request));
      } finally {
        // Even when the engine's stack does not suffice for the frames: the code of an outer entry goes on from here.
        context[ExecutionContext.forthStackPointer] = outside.stackLow;
        context[ExecutionContext.forthStackPointer + 1] = outside.stackHigh;
        context[ExecutionContext.handler] = outside.handlerLow;
        context[ExecutionContext.handler + 1] = outside.handlerHigh;
        context[ExecutionContext.catchFrame] = catchLow;
        context[ExecutionContext.catchFrame + 1] = catchHigh;
        context[ExecutionContext.handlerDepth] = handlers;
      }
      throw error;
    }
  }

  /** Does what code asks for and has it go on; gives what it asks for next. */
  private goOn(request: number): number {
    this.serve(request);
    this.memory.select();
    return this.enter(this.contextAddress, 0);
  }

  /** Whether code of the present entry has a CATCH: one that is not of the entry around, where code may have left for. */
  private hasCatchOtherThan(outerLow: number, outerHigh: number): boolean {
    const { context } = this;
    const low = context[ExecutionContext.catchFrame] as number;
    const high = context[ExecutionContext.catchFrame + 1] as number;
    return (low !== 0 || high !== 0) && (low !== outerLow || high !== outerHigh);
  }

  /** The same for code with a CATCH, which takes what is thrown meanwhile. */
  private goOnCaught(request: number): number {
    const caught = this.host.markForCatch?.();
    if (caught === undefined) return this.goOn(request);
    try {
      this.serve(request);
    } catch (error) {
      keepFrames(error, () => this.frames(request, this.addressIn(ExecutionContext.catchFrame)));
      const { context } = this;
      const code = BigInt(caught(error));
      context[ExecutionContext.throwCodeLow] = Number(BigInt.asIntN(32, code));
      context[ExecutionContext.throwCodeHigh] = Number(BigInt.asIntN(32, code >> 32n));
      this.memory.select();
      return this.enterThrow(this.contextAddress);
    }
    this.memory.select();
    return this.enter(this.contextAddress, 0);
  }

  private serve(request: number): void {
    const { context, machine } = this;
    switch (request) {
      case HostRequest.hostWord: {
        const word = context[ExecutionContext.requestWord] as number;
        const high = context[ExecutionContext.requestHigh] as number;
        const thrower = high === 0 ? this.words.caughtWords.get(word) : undefined;
        return thrower === undefined ? this.executeWord(word, high) : this.noteCaught(thrower);
      }
      case HostRequest.thrown:
        throw machine.fault(
          cellNumber(
            context[ExecutionContext.throwCodeLow] as number,
            context[ExecutionContext.throwCodeHigh] as number,
          ),
        );
      case HostRequest.interrupted:
        return machine.checkInterrupt();
      case HostRequest.needDynamic:
        return this.runDynamicVersion(context[ExecutionContext.requestWord] as number);
      case HostRequest.floatFunction:
        return this.computeFloat(context[ExecutionContext.requestWord] as number);
      case HostRequest.emit:
        return this.host.runtimeWords?.output.emit((context[ExecutionContext.requestWord] as number) & 0xff);
      case HostRequest.type:
        return this.typeText();
      case HostRequest.fault:
        throw machine.fault(
          this.memory.isBelowNativeStack(this.addressIn(ExecutionContext.faultAddress))
            ? ThrowCodes.returnStackOverflow
            : ThrowCodes.invalidAddress,
        );
      default:
        throw new InternalError(`native code asked for ${request}`);
    }
  }

  /** Runs a word for native code, which from now on reaches its native code without the host. */
  private noteCaught(thrower: number): void {
    noteCaught(this.host, this.machine, thrower, () => this.frames(HostRequest.hostWord, undefined, 1));
  }

  private executeWord(word: number, high: number): void {
    const { machine } = this;
    const run = high === 0 ? machine.entries[word] : undefined;
    if (run === undefined) return machine.execute(word, high);
    this.linkCode(word);
    if (this.staticEntries[word] === undefined) this.host.ranByToken?.(word);
    run(word);
  }

  /** See BackendStage. */
  linkCode(word: number): void {
    const run = this.machine.entries[word];
    const code = run && this.codeOf(word, run);
    if (code === undefined || !this.table.hasRoom(word)) return;
    this.tableEntry(word);
    this.table.setMemoryEntry(word, code.code.memoryEntry);
  }

  /** The native code that is a word's present entry. */
  private codeOf(word: number, run: WordEntry): Entry | undefined {
    const fixed = this.staticEntries[word];
    if (fixed?.run === run) return fixed;
    const dynamic = this.dynamicEntries[word];
    return dynamic?.run === run ? dynamic : undefined;
  }

  private runDynamicVersion(word: number): void {
    const { context, machine } = this;
    if ((context[ExecutionContext.dataDepth] as number) > Capacity.data)
      throw machine.fault(ThrowCodes.stackOverflow);
    if ((context[ExecutionContext.floatDepth] as number) > Capacity.float)
      throw machine.fault(ThrowCodes.floatStackOverflow);
    this.host.dynamicVersion(word)();
  }

  private typeText(): void {
    const { context, machine } = this;
    const start = (context[ExecutionContext.requestWord] as number) >>> 0;
    const length = this.addressIn(ExecutionContext.textLength);
    machine.checkRange(start, length);
    this.host.runtimeWords?.output.type(machine.bytesTo(start + length), start, start + length);
  }

  private computeFloat(number: number): void {
    const { contextFloats, functions } = this;
    const first = floatAt(contextFloats, ExecutionContext.floatOperand0 / 2);
    const second = floatAt(contextFloats, ExecutionContext.floatOperand1 / 2);
    const compute = functions[number];
    if (compute === undefined) throw new InternalError(`there is no float function ${number}`);
    contextFloats[ExecutionContext.floatOperand0 / 2] = compute(first, second);
  }

  /** The native frames of this entry below an address, when it has left with `request` and an error has come of it. */
  private frames(request: number, outermost?: number, most?: number): BacktraceFrame[] {
    const { memory, code } = this;
    switch (request) {
      case HostRequest.fault: {
        const instruction = this.addressIn(ExecutionContext.faultInstruction);
        const top = this.addressIn(ExecutionContext.throwStackPointer);
        return walkFrames(memory, code, instruction, top, outermost);
      }
      case HostRequest.thrown:
        return walkFrames(
          memory,
          code,
          undefined,
          this.addressIn(ExecutionContext.throwStackPointer),
          outermost,
        );
      default: {
        const top = this.addressIn(ExecutionContext.forthStackPointer) + this.yieldSize;
        return walkFrames(memory, code, undefined, top, outermost, most);
      }
    }
  }
}

/** @param number of a function of the runtime library or, from there on, of floats */
function effectOfFunction(number: number): Effect {
  if (number < LIBRARY_FUNCTIONS) return libraryWords[number as LibraryFunction];
  return { cellIn: 0, cellOut: 0, floatIn: floatsTaken(number - LIBRARY_FUNCTIONS), floatOut: 1 };
}
