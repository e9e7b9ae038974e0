/**
 * A Forth session: what a word can reach. It holds a machine, a dictionary, a search order, a stack of input sources with
 * the text interpreter over them (`text_interpreter.ts`), and the definition that is open. Bodies become code when a word
 * is first needed (`compilation.ts`).
 */
import { ExecutionContext, WordKind } from "../abi/session_bindings.ts";
import { cellNumber } from "../machine/cell_number.ts";
import { DataSpace, dictionaryEndOf, initialVariables, SystemAddress } from "../machine/data_space.ts";
import { spareFunctions } from "../machine/engine.ts";
import { ForthThrow, InternalError, ThrowCodes } from "../machine/exceptions.ts";
import { FileRecords, StandardFile } from "../machine/file_records.ts";
import { FIRST_HEAP } from "../machine/heap.ts";
import { Input } from "../machine/input.ts";
import { FIRST_ADDRESS, Machine } from "../machine/machine.ts";
import { Output } from "../machine/output.ts";
import { bytesOf, shownText, textOf } from "../machine/system_text.ts";
import { type Terminal, unknownTerminal } from "../machine/terminal.ts";
import { trace } from "../machine/trace.ts";
import { type BackendHost, Pipeline, type Stages } from "../stages/pipeline.ts";
import { BLOCK_FILE } from "./block_file.ts";
import type { BlockBuffers } from "./blocks.ts";
import type { Tiers, WordCompiler } from "./compilation.ts";
import type { Coverage } from "./coverage.ts";
import type { Definition } from "./definition.ts";
import type { DefinitionReader } from "./definition_reader.ts";
import { Dictionary, type HostWord, Word } from "./dictionary.ts";
import { type Display, plainDisplay } from "./display.ts";
import { FileTable } from "./files.ts";
import { Positions } from "./positions.ts";
import { SearchOrder } from "./search_order.ts";
import type { Source } from "./source.ts";
import { SourceStack } from "./source_stack.ts";
import { SystemField, SystemFlag, type SystemTable } from "./system_record.ts";
import { TextInterpreter } from "./text_interpreter.ts";
import { WordEntries } from "./word_entries.ts";
import { Header } from "./word_headers.ts";

/** See `decisions/0009-cold-words-are-interpreted.md`. */
const COMPILE_AFTER = 200;
/** The same where the interpreter can become native: see `decisions/0046-the-interpreter-becomes-native.md`. */
const STEP_AFTER = 30;
const COMPILE_AFTER_STEPS = 2000;
const COMPILE_AFTER_FIRST = 400;
const WAITS = 10;
const CALLS_OUT = 4000;
/**
 * Words that while interpreting, and between N>R and NR>, work on the return stack in memory, as words of their names in
 * parentheses; see words/return_stack.ts.
 */
const RETURN_STACK_WORDS: ReadonlySet<string> = new Set([
  ">r",
  "r>",
  "r@",
  "rdrop",
  "2>r",
  "2r>",
  "2r@",
  "r'@",
  "2rdrop",
  "f>r",
  "fr>",
  "fr@",
]);
const BASE = SystemAddress.base >> 2;
const STATE = SystemAddress.state >> 2;

/** The words of the system, as a session is given them. */
export interface SystemWords extends SystemTable {
  /** What makes the words of a set for a session; see SystemField.set. */
  wordSet(set: number): (session: Session) => HostWord[];
}

export interface SessionOptions {
  stages: Stages;
  system: SystemWords;
  /** Bytes of the dictionary part of the data space. */
  memory?: number | undefined;
  /** Folders in which files that are included are looked for, in the place of those that the environment says. */
  searchPath?: string | undefined;
  /** What ARGC, ARG and NEXT-ARG answer; the first is the script's name. */
  arguments?: readonly string[];
  output?: Output;
  input?: Input;
  /** The terminal of standard input, if the caller can drive one. */
  terminal?: Terminal;
  /** What takes the bytes for standard error; they are written at once by default. */
  errors?: (bytes: Uint8Array) => void;
  /** Makes the text interpreter, when it is to be another one. */
  interpreter?: (session: Session) => TextInterpreter;
  /** Turns of its loops after which a word is compiled; 0 for no interpretation, Infinity for nothing but it. */
  compileAfter?: number;
  /** The heat of any word at which the interpreter becomes native, where it can; with `compileAfter`, never by default. */
  stepAfter?: number;
}

/** In the place of an address: see `caught_instruction` in plugins-src/abi/abi.zig. */
const CAUGHT_BY_HOST = 1;

export class Session {
  readonly system: SystemWords;
  readonly machine: Machine;
  readonly dictionary: Dictionary;
  readonly dataSpace: DataSpace;
  readonly output: Output;
  readonly input: Input;
  readonly terminal: Terminal;
  readonly positions = new Positions();
  readonly pipeline: Pipeline;
  readonly arguments: readonly string[];
  readonly searchPath: string | undefined;
  /** The string variable FPATH, once the program has asked for it; or 0. */
  pathVariable = 0;

  readonly search: SearchOrder;
  readonly sources: SourceStack;
  readonly text: TextInterpreter;
  /** The definition that is compiled, innermost. */
  definition: Definition | undefined;
  /** The newest definition: what IMMEDIATE and DOES> apply to. */
  latest: Word | undefined;
  /** See `interpretationOf`. */
  private readonly interpretations = new WeakMap<Word, Word>();
  /** Numbers of words of the system that were asked for by name, and are made. */
  private readonly systemWords = new Map<string, number>();
  /** The words of each word set that has been asked for one. */
  private readonly hostWordSets: HostWord[][] = [];
  /** What the word table has for words that are data. */
  readonly entries: WordEntries;
  private readonly tiers: Tiers;
  private readonly readsDefinitions: boolean;
  private readonly errors: SessionOptions["errors"];
  private madeCompiler: WordCompiler | undefined;
  private madeBlocks: BlockBuffers | undefined;
  private madeFiles: FileTable | undefined;
  private readonly fileRecords = new FileRecords();
  /** The name that the next defining word gives, when NEXTNAME or NONAME has set one. */
  pendingName: string | undefined;
  /** Messages of the THROW codes that the program has made with EXCEPTION. */
  readonly exceptionMessages = new Map<number, string>();
  /** What the process answers when the program ends without an error of its own. */
  exitCode = 0;
  /** The program has changed what other sessions of the process use. */
  changesProcess = false;
  /** Counts what runs, when somebody wants to know. */
  coverage: Coverage | undefined;
  /** Is called when a file has been included. */
  onIncluded: (() => void) | undefined;
  /** How pages for a person are shown. */
  display: Display;
  /** Is told of each definition that is complete, before its body is taken away. */
  onDefined: ((definition: Definition) => void) | undefined;
  /** The seed of random numbers that the clock gave last: a program that has another one has set it. */
  clockSeed: bigint | undefined;
  /** Is told of each execution token that the program can have. */
  onToken: ((xt: number) => void) | undefined;
  /** Gives the text of a source file in the place of the file system; undefined for files that it does not have. */
  sourceText: ((path: string) => Uint8Array | undefined) | undefined;
  private lastCaughtByHost: ForthThrow | undefined;
  /** See `BackendHost`; there as soon as the program has CATCH. */
  markForCatch: BackendHost["markForCatch"];
  /** What `lastRefusal` was then. */
  refusalAtCatch: FileTable["lastRefusal"];

  constructor(options: SessionOptions) {
    this.arguments = options.arguments ?? [];
    this.readsDefinitions = options.stages.readsDefinitions === true;
    this.searchPath = options.searchPath;
    this.output = options.output ?? new Output();
    this.input = options.input ?? new Input();
    this.display = plainDisplay((text) => this.output.text(text));
    this.errors = options.errors;
    this.system = options.system;
    this.dictionary = new Dictionary({
      count: this.system.count,
      name: this.system.name,
      describe: this.system.describe,
      make: (index) => this.makeSystemWord(index),
    });
    this.tiers = tiersOf(options);
    const dictionaryEnd = dictionaryEndOf(options.memory);
    this.machine = new Machine(dictionaryEnd + FIRST_HEAP, options.stages.reserve, Number.POSITIVE_INFINITY);
    this.machine.onLook = () => this.lookForStages();
    this.terminal = options.terminal ?? unknownTerminal;
    this.dataSpace = new DataSpace(this.machine, dictionaryEnd);
    this.machine.entries.length = this.system.count + 1;
    this.entries = new WordEntries(this.machine, this.dictionary);
    this.search = new SearchOrder(this.dictionary, this.machine, this.system);
    this.pipeline = new Pipeline(options.stages, this.machine, this.backendHost(options.stages));
    this.sources = new SourceStack({
      machine: this.machine,
      dataSpace: this.dataSpace,
      input: this.input,
      nextBlock: (source) => this.blocks.nextBlock(source),
    });
    this.text = options.interpreter?.(this) ?? new TextInterpreter(this);
    for (const [address, value] of initialVariables) this.machine.setVariable(address, value);
  }

  private backendHost({ lookInterval }: Stages): BackendHost {
    const session = this;
    return {
      lookInterval,
      dynamicVersion: (word) => session.compiler.dynamicVersion(word),
      ranByToken: (word) => session.compiler.ranByToken(word),
      holdItself: (word) => session.compiler.holdItself(word),
      markForCatch: () => session.markForCatch?.(),
      get runtimeWords() {
        return {
          output: session.output,
          heap: session.dataSpace.heap.fields,
          names: session.search.found,
          files: session.fileRecords,
          numbersOf: (wanted: readonly string[]) => wanted.map((name) => session.system.numberOf(name)),
          count: session.system.count,
          nameOf: session.system.name,
        };
      },
    };
  }

  /**
   * Takes stages that were installed meanwhile. For safe points, where no stage is at work: definitions made from now on
   * are made by the new stages, and words that have code get new code when they are called next.
   */
  lookForStages(): void {
    this.pipeline.look();
    trace("look", () => (this.pipeline.awaitsNewStages ? "there are new stages" : "nothing new"));
    if (this.pipeline.hasNewStages()) this.madeCompiler?.makeCodeAnew();
  }

  /** Bytes of the locals stack in use: locals that lie in memory. */
  get localsInMemory(): number {
    return this.machine.context[ExecutionContext.localsInMemory] as number;
  }

  set localsInMemory(bytes: number) {
    this.machine.context[ExecutionContext.localsInMemory] = bytes;
  }

  /** What the last ABORT" said, when it still stands where that was; empty when there was none. */
  get abortMessage(): string {
    const { machine } = this;
    const length = machine.loadNumber(SystemAddress.abortText);
    const address = machine.loadNumber(SystemAddress.abortText + 8);
    const isThere = length > 0 && address >= FIRST_ADDRESS && address + length <= machine.limit;
    return isThere ? textOf(machine.range(address, length)) : "";
  }

  /** What the last CATCH caught, with its message. Of what code caught without the host, place and code are known. */
  get lastCaught(): ForthThrow | undefined {
    const { context } = this.machine;
    const low = context[ExecutionContext.caughtInstruction] as number;
    const high = context[ExecutionContext.caughtInstruction + 1] as number;
    if (high !== 0 || low > CAUGHT_BY_HOST || low < 0) {
      const code = cellNumber(
        context[ExecutionContext.caughtCode] as number,
        context[ExecutionContext.caughtCode + 1] as number,
      );
      const position = this.pipeline.positionOfReturn((high >>> 0) * 2 ** 32 + (low >>> 0));
      const message =
        code === ThrowCodes.abortQuote
          ? this.abortMessage || undefined
          : this.exceptionMessages.get(Number(code));
      this.lastCaught = this.machine.caughtByCode(code, message, position);
    }
    return this.lastCaughtByHost;
  }

  set lastCaught(thrown: ForthThrow | undefined) {
    const { context } = this.machine;
    const code = BigInt(thrown?.code ?? 0);
    context[ExecutionContext.caughtCode] = Number(BigInt.asIntN(32, code));
    context[ExecutionContext.caughtCode + 1] = Number(BigInt.asIntN(32, code >> 32n));
    context[ExecutionContext.caughtInstruction] = thrown === undefined ? 0 : CAUGHT_BY_HOST;
    context[ExecutionContext.caughtInstruction + 1] = 0;
    this.lastCaughtByHost = thrown;
  }

  /** What makes code of bodies. Its modules are loaded with the first word that has a body. */
  get compiler(): WordCompiler {
    if (this.madeCompiler === undefined) {
      const { WordCompiler } = require("./compilation.ts") as typeof import("./compilation.ts");
      this.madeCompiler = new WordCompiler(this, this.tiers);
    }
    return this.madeCompiler;
  }

  /** What a word is has changed: see `WordCompiler.behaviourChanged`. */
  behaviourChanged(word: number): void {
    this.madeCompiler?.behaviourChanged(word);
  }

  get files(): FileTable {
    this.madeFiles ??= new FileTable(this.input, this.output, this.errors, this.fileRecords);
    return this.madeFiles;
  }

  /** Why the last file operation failed. */
  get lastRefusal(): FileTable["lastRefusal"] {
    return this.madeFiles?.lastRefusal;
  }

  /** The name of the file that its blocks are in. */
  get blockFile(): string {
    return this.madeBlocks?.file ?? BLOCK_FILE;
  }

  get blocks(): BlockBuffers {
    if (this.madeBlocks === undefined) {
      const { BlockBuffers } = require("./blocks.ts") as typeof import("./blocks.ts");
      this.madeBlocks = new BlockBuffers(this);
    }
    return this.madeBlocks;
  }

  /** The source that is interpreted. */
  get source(): Source {
    return this.sources.current;
  }

  // ---- system variables ------------------------------------------------------------------------------------------

  get base(): number {
    return this.machine.variables[BASE] as number;
  }

  set base(value: number) {
    this.machine.setVariable(SystemAddress.base, value);
  }

  /** BASE, or THROW -24 when it is not 2 to 36. */
  get validBase(): number {
    const base = this.base;
    if (base < 2 || base > 36) {
      this.base = 10;
      throw new ForthThrow(ThrowCodes.invalidNumber, `BASE was ${base}, not 2 to 36; it is decimal again`);
    }
    return base;
  }

  get compiling(): boolean {
    return this.machine.variables[STATE] !== 0;
  }

  set compiling(value: boolean) {
    this.machine.setVariable(SystemAddress.state, value ? -1 : 0);
  }

  /** The objects whose methods work while text is read, and what it runs is not hot. */
  textReaders(): object[] {
    const { Definition } = require("./definition.ts") as typeof import("./definition.ts");
    const { dictionary, search, sources, positions, machine, dataSpace, text, system } = this;
    const read = [
      text,
      dictionary,
      dictionary.headers,
      ...dictionary.wordlists,
      search,
      search.found,
      sources,
    ];
    const made = [
      Definition.prototype,
      Word.prototype,
      positions,
      system,
      this.entries,
      ...this.hostWordSets.flat(),
    ];
    const run = [
      machine,
      machine.entries,
      dataSpace,
      dataSpace.heap,
      this.output,
      ...this.compiler.textReaders(),
    ];
    return [this, ...read, this.source, this.pipeline.parser, ...made, ...run];
  }

  /** What reads definitions in the place of the text interpreter where it can; undefined where there is nothing. */
  definitionReader(): DefinitionReader | undefined {
    if (!this.readsDefinitions) return undefined;
    return (
      require("./definition_reader.ts") as typeof import("./definition_reader.ts")
    ).DefinitionReader.make(this);
  }

  // ---- names -----------------------------------------------------------------------------------------------------

  /** Makes a word of the system, which a program has named for the first time, and its entry in the word table. */
  private makeSystemWord(index: number): Word {
    const name = this.system.name(index);
    const word = new Word(this.dictionary.headers, index);
    const flags = this.system.field(index, SystemField.flags);
    this.dictionary.headers.setField(index, Header.wordlist, this.search.forth.id);
    word.immediate = (flags & SystemFlag.immediate) !== 0;
    word.inline = (flags & SystemFlag.inline) !== 0;
    word.compileOnly = (flags & SystemFlag.compileOnly) !== 0;
    word.dual = (flags & SystemFlag.dual) !== 0;
    word.prelude = this.system.body(index);
    if ((flags & SystemFlag.host) !== 0) this.machine.entries[index] = this.hostWord(index).run;
    else if (RETURN_STACK_WORDS.has(name)) this.keepReturnsInMemory(word);
    else this.machine.entries[index] = this.runCold;
    if (this.system.field(index, SystemField.kind) === WordKind.defer) this.makeDeferred(index);
    return word;
  }

  /** A deferred word of the system calls its action as those that DEFER makes do; the action is there as soon as it is. */
  private makeDeferred(index: number): void {
    const { machine } = this;
    const address = this.system.field(index, SystemField.operand);
    machine.entries[index] = this.entries.deferred;
    this.dictionary.word(machine.variable(address));
  }

  /** Has a return-stack word that is run, and not compiled, work on the return stack in memory. */
  private keepReturnsInMemory(word: Word): void {
    this.machine.entries[word.index] = () => this.run(this.systemWord(`(${word.name})`));
  }

  /** The word that stands for a return-stack word where the return stack lies in memory, or the word's own token. */
  inMemoryReturns(xt: number): number {
    const name = xt <= this.system.count ? this.system.name(xt) : "";
    return RETURN_STACK_WORDS.has(name) ? this.systemWord(`(${name})`) : xt;
  }

  private hostWord(index: number): HostWord {
    const set = this.system.field(index, SystemField.set);
    this.hostWordSets[set] ??= this.system.wordSet(set)(this);
    const word = this.hostWordSets[set][this.system.field(index, SystemField.ordinal)] as HostWord;
    if (this.text.sparesPrograms) spareFunctions(word);
    return word;
  }

  /** The index of a system word by its name, whatever the program has defined under that name. */
  systemWord(name: string): number {
    return this.systemWords.get(name) ?? this.nameSystemWord(name);
  }

  private nameSystemWord(name: string): number {
    const index = this.system.numberOf(name);
    if (this.dictionary.word(index) === undefined) throw new InternalError(`there is no system word ${name}`);
    this.systemWords.set(name, index);
    return index;
  }

  /** Whether the program has named a word of the system. */
  hasNamed(name: string): boolean {
    return this.dictionary.made[this.system.numberOf(name)] !== undefined;
  }

  /** Whether a CATCH is around what runs. */
  get isCatching(): boolean {
    return this.machine.isCatching;
  }

  /** From now on a CATCH gets a Ctrl-C as a THROW; outside of one it ends the process, as it ends every other. */
  catchInCatch(): void {
    if (this.isCatching) this.terminal.catchInterrupts();
  }

  /** Whether hot words become code. */
  get compilesWords(): boolean {
    return this.tiers.compileAfter !== Number.POSITIVE_INFINITY;
  }

  /** The number of a system word, which is not made for that. */
  systemNumber(name: string): number {
    return this.system.numberOf(name);
  }

  /** Whether a word was made to do what a system word does with its body. */
  doesWith(index: number, action: string): boolean {
    return (
      this.dictionary.kind(index) === WordKind.does &&
      this.dictionary.operandB(index) === this.systemWord(action)
    );
  }

  /** Whether a word of the system is one of those for tests, which this program has not asked for. */
  isHiddenTestWord(index: number): boolean {
    if (this.search.testing || index > this.system.count) return false;
    return (this.system.field(index, SystemField.flags) & SystemFlag.testing) !== 0;
  }

  /** Whether the word came with the system. */
  isSystemWord(word: Word): boolean {
    return word.index <= this.system.count;
  }

  /** Makes a word named by a byte string in the compilation word list, visible at once. */
  createWord(name: string): Word {
    const word = this.createAnonymousWord(name);
    // No search finds what NONAME made.
    if (name !== "") this.search.current.add(word.index);
    this.latest = word;
    return word;
  }

  private readonly runCold = (xt: number): void => this.compiler.runCold(xt);

  private readonly unfinishedWord = (): never => {
    throw this.machine.fault(ThrowCodes.invalidAddress, "the definition of this word is not finished");
  };

  /** Makes a word that is in no word list. Running it THROWs until it has a body or another entry. */
  createAnonymousWord(name = ""): Word {
    const word = this.dictionary.createWord(name);
    word.position = this.tokenPosition();
    // A word without a name is known by its token alone.
    if (name === "") this.onToken?.(word.index);
    this.machine.entries[word.index] = this.unfinishedWord;
    return word;
  }

  /** Parses a name for a new word and creates it. Throws -16 without a name. */
  parseNewWord(): Word {
    return this.createWord(this.parseNewName());
  }

  /** Parses a name as a byte string (or takes that of NEXTNAME or NONAME). Throws -16 at the end of the parse area. */
  parseNewName(): string {
    const { pendingName } = this;
    if (pendingName !== undefined) {
      this.pendingName = undefined;
      return pendingName;
    }
    const { start, end } = this.sources.parseSomeName();
    return this.sources.text(start, end);
  }

  /**
   * The token of what a word does while interpreting: its own, but for a word that does something else while compiling.
   * That has another one, which does the former wherever it is executed.
   */
  interpretationOf(word: Word): number {
    this.onToken?.(word.xt);
    if (!word.dual) return word.xt;
    const known = this.interpretations.get(word);
    if (known !== undefined && this.dictionary.word(known.index) === known) return known.index;
    const made = this.createAnonymousWord(word.name);
    this.machine.entries[made.index] = () => {
      const { compiling } = this;
      this.compiling = false;
      try {
        this.run(word.xt);
      } finally {
        // What it has begun to compile itself goes on.
        if (!this.compiling) this.compiling = compiling;
      }
    };
    this.interpretations.set(this.dictionary.keep(word), this.dictionary.keep(made));
    made.origin = word;
    return made.index;
  }

  /** Parses a name and finds its word. Throws -16 without a name, -13 for an unknown one. */
  parseWord(): Word {
    const { start, end } = this.sources.parseSomeName();
    const word = this.search.find(this.source.bytes, start, end);
    if (word === undefined) throw this.undefinedWord(start, end);
    return word;
  }

  undefinedWord(start: number, end: number): ForthThrow {
    const name = shownText(this.source.bytes.subarray(start, end));
    const thrown = this.machine.fault(ThrowCodes.undefinedWord, name);
    // The words in the trace are around the text with the name: the error is not in them.
    thrown.atToken = true;
    return thrown;
  }

  /** Pushes a cell, or compiles it as a literal. */
  literal(low: number, high: number): void {
    if (this.compiling) this.compiled().literal(low, high);
    else this.machine.push(low, high);
  }

  /** Pushes a float, or compiles it as a literal. */
  floatLiteral(value: number): void {
    if (this.compiling) this.compiled().floatLiteral(value);
    else this.machine.pushFloat(value);
  }

  /** The current definition, its position moved to the current token. Throws -14 when nothing is being compiled. */
  compiled(): Definition {
    if (this.definition === undefined) {
      throw new ForthThrow(
        ThrowCodes.compileOnly,
        "this word has a meaning only inside a definition (between : and ;)",
      );
    }
    this.definition.position = this.positions.add(this.sources.current);
    this.coverage?.follow(this.definition, this.source);
    return this.definition;
  }

  /** Position id of the token that is interpreted; 0 in the system's own Forth source. */
  tokenPosition(): number {
    return this.positions.add(this.source);
  }

  /** Compiles the body of a prelude word: decimal, in the system's words, whatever the program's state is. */
  compilePrelude(word: Word): void {
    const { prelude } = word;
    const text = bytesOf(prelude as string);
    word.prelude = undefined;
    const { definition, latest, base, compiling } = this;
    const suspended = this.positions.suspended;
    const { Definition } = require("./definition.ts") as typeof import("./definition.ts");
    const finished = new Definition(word, undefined);
    this.definition = finished;
    this.positions.suspended = !this.positions.keepSystem;
    this.base = 10;
    this.compiling = true;
    try {
      this.search.inSystem(() => this.text.interpretText(`<${word.name}>`, text));
      if (word.inline) this.compiler.setInlineBody(word, finished);
      if (RETURN_STACK_WORDS.has(word.name)) this.keepReturnsInMemory(word);
      else if (!word.inline) this.compiler.setBody(word, finished);
    } catch (error) {
      // Deep in a recursion the stack may not suffice for this; a program that catches that may need the word again.
      word.prelude = prelude;
      throw error;
    } finally {
      this.definition = definition;
      this.latest = latest;
      this.positions.suspended = suspended;
      this.base = base;
      this.compiling = compiling;
    }
  }

  // ---- running words ---------------------------------------------------------------------------------------------

  /** Runs a word on the in-memory stacks. */
  run(xt: number): void {
    const entry = this.machine.entries[xt];
    if (entry === undefined) throw this.machine.fault(ThrowCodes.invalidAddress, "not an execution token");
    entry(xt);
  }

  /** Pops an execution token. Throws -9 for what is none. */
  popXt(): Word {
    const high = this.machine.peekHigh();
    const word = high === 0 ? this.dictionary.word(this.machine.peekLow()) : undefined;
    if (word === undefined) throw this.machine.fault(ThrowCodes.invalidAddress, "not an execution token");
    this.machine.drop();
    return word;
  }

  /** Writes a warning about a position to standard error, unless WARNINGS is off. */
  warn(position: number, text: string): void {
    if (this.machine.loadNumber(SystemAddress.warnings) === 0) return;
    const place = this.positions.place(position);
    const where = place === undefined ? "" : `${place.name}:${place.line}:${place.column}: `;
    this.files.get(StandardFile.error)?.write(bytesOf(`${where}warning: ${text}\n`));
  }

  /** A THROW -39 about what began at a position. */
  unfinished(position: number, detail: string): ForthThrow {
    const thrown = new ForthThrow(ThrowCodes.unexpectedEndOfFile, detail);
    thrown.position = position;
    return thrown;
  }

  /** Leaves every source and definition and empties the stacks, as ABORT does; words and data stay. */
  reset(): void {
    this.quit();
    this.machine.clearStacks();
  }

  /** Leaves every source and definition and empties the return stack, as QUIT does. */
  quit(): void {
    this.localsInMemory = 0;
    this.sources.clear();
    this.abandonDefinition();
    this.compiling = false;
    this.machine.context[ExecutionContext.returnDepth] = 0;
    this.machine.context[ExecutionContext.handlerDepth] = 0;
    if (this.madeCompiler !== undefined) this.madeCompiler.activationDepth = 0;
  }

  /** Ends the session: nothing that the program wrote is lost. The first error comes out when all is closed. */
  close(): void {
    const errors: unknown[] = [];
    const ends = [
      () => this.terminal.leaveRaw(),
      () => this.madeBlocks?.close(),
      () => this.madeFiles?.closeAll(),
      () => this.output.flush(),
      () => this.pipeline.close(),
    ];
    for (const end of ends) {
      try {
        end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /** Drops the definition that is being compiled; its name is not found again. */
  abandonDefinition(): void {
    this.definition = undefined;
  }
}

function tiersOf({ stages, compileAfter, stepAfter = Number.POSITIVE_INFINITY }: SessionOptions): Tiers {
  if (stages.compiles === false) {
    const never = Number.POSITIVE_INFINITY;
    return {
      compileAfter: never,
      stepAfter: never,
      compileAfterSteps: never,
      compileAfterFirst: never,
      waits: 0,
      callsOut: never,
    };
  }
  if (compileAfter !== undefined) {
    const own = { compileAfterSteps: compileAfter, compileAfterFirst: compileAfter };
    return { compileAfter, stepAfter, ...own, waits: 0, callsOut: Number.POSITIVE_INFINITY };
  }
  return {
    compileAfter: COMPILE_AFTER,
    stepAfter: STEP_AFTER,
    compileAfterSteps: COMPILE_AFTER_STEPS,
    compileAfterFirst: COMPILE_AFTER_FIRST,
    waits: WAITS,
    callsOut: CALLS_OUT,
  };
}
