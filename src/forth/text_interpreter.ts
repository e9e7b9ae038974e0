/**
 * The text interpreter (Forth 2012, 3.4): takes tokens from the parser stage, looks names up, and runs words or appends
 * them to the definition that is open; what is no word is a number.
 */
import {
  ExecutionContext,
  InterpreterStop,
  MOST_OPERANDS,
  Token,
  TokenKind,
  WordKind,
} from "../abi/session_bindings.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { collectYoung, hasLongText, paysNativeReading, sparePrograms } from "../machine/engine.ts";
import type { ForthThrow } from "../machine/exceptions.ts";
import type { Machine, WordEntry } from "../machine/machine.ts";
import type { ParserStage } from "../stages/parser_stage.ts";
import type { Coverage } from "./coverage.ts";
import type { Definition } from "./definition.ts";
import type { DefinitionReader } from "./definition_reader.ts";
import { byteString, type Dictionary, foldName } from "./dictionary.ts";
import { compileName } from "./locals.ts";
import type { SearchOrder } from "./search_order.ts";
import { Source, startOfText } from "./source.ts";
import type { SourceStack } from "./source_stack.ts";
import { WordForm } from "./word_headers.ts";

const TOKEN_CAPACITY = 256;
/** About a line of a text of which something else reads most lines. */
const FEW_TOKENS = 16;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const TO_IN = SystemAddress.toIn >> 2;
const STATE = SystemAddress.state >> 2;
const RECOGNIZER = SystemAddress.recognizer >> 2;
const UNDERSCORE = 0x5f;
/** After so many new words, what came about beside them is collected: some two megabytes. */
const WORDS_PER_COLLECTION = 8192;
/** A text with so many words is a long one, be it evaluated bit by bit. */
const MANY_WORDS = 1000;
/** After so many strings it pays to have the runtime library read them. */
const MANY_STRINGS = 100;
const NO_OPERANDS = -1;

/** What interpreting text needs of a session. */
interface InterpreterHost {
  readonly machine: Machine;
  readonly dictionary: Dictionary;
  readonly system: { readonly count: number };
  readonly search: SearchOrder;
  readonly sources: SourceStack;
  readonly pipeline: { readonly parser: ParserStage };
  readonly source: Source;
  /** The definition that is open, innermost. */
  readonly definition: Definition | undefined;
  readonly compiling: boolean;
  readonly coverage: Coverage | undefined;
  readonly onDefined: unknown;
  readonly pendingName: string | undefined;
  readonly onToken: unknown;
  readonly compiler: { goOn(stop: number): void; goNative(): void };
  definitionReader(): DefinitionReader | undefined;
  /** The objects whose methods work while text is read. */
  textReaders(): object[];
  /** BASE, or THROW -24. */
  readonly validBase: number;
  systemWord(name: string): number;
  /** The number of a system word, which need not be made for that. */
  systemNumber(name: string): number;
  /** The word that stands for a return-stack word where the return stack lies in memory, or the word's own token. */
  inMemoryReturns(xt: number): number;
  /** The definition that is open. THROWs -14 when there is none. */
  compiled(): Definition;
  literal(low: number, high: number): void;
  floatLiteral(value: number): void;
  undefinedWord(start: number, end: number): ForthThrow;
  unfinished(position: number, detail: string): ForthThrow;
  warn(position: number, text: string): void;
}

export class TextInterpreter {
  private readonly machine: Machine;
  private readonly sources: SourceStack;
  private readonly search: SearchOrder;

  /** A recognizer sequence of the system's has been changed. */
  private sequenceChanged = false;
  /** What REC-FORTH does at first. */
  private readonly systemRecognizer: number;

  private readonly throwWord: number;
  /** What a word of the system has found on the stack that the text is running; see `operandsOfToken`. */
  readonly operands = new Int32Array(2 * MOST_OPERANDS);
  private operandCount = NO_OPERANDS;
  private operandDepth = 0;

  constructor(private readonly host: InterpreterHost) {
    this.machine = host.machine;
    this.throwWord = host.systemNumber("throw");
    this.systemRecognizer = host.systemNumber("rec-default");
    this.machine.setVariable(SystemAddress.recognizer, this.systemRecognizer);
    this.sources = host.sources;
    this.search = host.search;
    this.sources.tokenArrays.push(new Uint32Array(TOKEN_CAPACITY * Token.WORDS));
  }

  /** Whether every text goes to REC-FORTH, because the program has changed what that does. */
  get recognizesAll(): boolean {
    return this.sequenceChanged || this.machine.variables[RECOGNIZER] !== this.systemRecognizer;
  }

  /** From now on every text goes to REC-FORTH. */
  recognizeAll(): void {
    this.sequenceChanged = true;
  }

  /** Interprets `source` nested in the current one. After a THROW it stays current until a CATCH or the caller restores. */
  interpretSource(source: Source): void {
    this.sources.push(source);
    if (++this.strings === MANY_STRINGS) this.readDefinitions();
    if (this.reader !== undefined && isOneLine(source))
      this.readOn(source, source.cursor.offset, source.line, source.lineStart);
    this.interpret();
    this.sources.pop();
  }

  /** How many there were. */
  private strings = 0;

  /** EVALUATE: interprets text in the data space. */
  evaluate(address: number, length: number): void {
    this.machine.checkRange(address, length);
    const bytes = this.machine.bytesTo(address + length);
    this.interpretSource(
      new Source({
        kind: "string",
        sourceId: -1,
        name: "<evaluate>",
        bytes,
        start: address,
        end: address + length,
      }),
    );
  }

  /**
   * Interprets text with lines, such as a file's contents; `name` is what errors call it.
   * @param ended is told of its end, and whether the whole was interpreted
   */
  interpretText(name: string, bytes: Uint8Array, sourceId = -1, ended?: (isWhole: boolean) => void): void {
    const around = this.host.definition;
    let isWhole = false;
    try {
      this.pushText(name, bytes, sourceId);
      this.interpret();
      this.checkFinished(around);
      this.sources.pop();
      isWhole = true;
    } finally {
      ended?.(isWhole);
    }
  }

  protected pushText(name: string, bytes: Uint8Array, sourceId: number): void {
    const start = startOfText(bytes);
    this.sources.push(new Source({ kind: "file", sourceId, name, bytes, start, end: bytes.length }));
  }

  /** Throws -39 when the current source has begun something that nothing can end any more. */
  protected checkFinished(around: Definition | undefined): void {
    const { definition, source } = this.host;
    if (this.host.compiling && definition !== undefined && definition !== around) {
      const name = definition.word.displayName;
      const described = name === "" ? "a definition without a name" : `the definition of ${name}`;
      throw this.host.unfinished(definition.word.position, `${described} has no ;`);
    }
    const { conditional } = source;
    if (conditional === undefined) return;
    // Programs and libraries that lack a [THEN] are about, and work.
    this.host.warn(conditional, "[IF] or [ELSE] has no [THEN]");
  }

  /** Interprets standard input line by line until it ends. */
  interpretInput(name: string): void {
    this.sources.push(
      new Source({ kind: "terminal", sourceId: 0, name, bytes: new Uint8Array(0), start: 0, end: 0 }),
    );
    this.sources.current.line = 0;
    const around = this.host.definition;
    while (this.sources.refill()) this.interpret();
    this.checkFinished(around);
    this.sources.pop();
  }

  /** Interprets the current source to its end. */
  interpret(): void {
    this.interpretTokens(this.host.source, Number.POSITIVE_INFINITY);
  }

  /** Has the parser stage read on, if it must; false at the end. */
  protected readTokens(source: Source): boolean {
    while (source.tokenIndex >= source.tokenCount) {
      if (source.cursor.offset >= source.end) return false;
      this.machine.checkInterrupt();
      this.collectNowAndThen();
      source.tokens ??= this.sources.tokenArrays.pop() ?? new Uint32Array(TOKEN_CAPACITY * Token.WORDS);
      source.tokensBase = this.host.validBase;
      source.tokenIndex = 0;
      source.tokenCount = this.host.pipeline.parser.parse(
        source.bytes,
        source.end,
        source.cursor,
        source.tokensBase,
        source.singleLine,
        this.tokensOf(source.tokens),
      );
    }
    return true;
  }

  /** The first of them, where most are read by something else. */
  private tokensOf(tokens: Uint32Array): Uint32Array {
    if (this.reader === undefined) return tokens;
    if (this.fewTokens?.buffer !== tokens.buffer)
      this.fewTokens = tokens.subarray(0, FEW_TOKENS * Token.WORDS);
    return this.fewTokens;
  }

  /** What the last collection left: how far the dictionary went then. */
  private collectedWords = 0;

  /** A long text is read: the engine is told not to spend much on what reads it. */
  sparesPrograms = false;
  private readsNatively = false;
  /** What reads definitions of texts that are not very short. */
  private reader: DefinitionReader | undefined;
  /** See `tokensOf`. */
  private fewTokens: Uint32Array | undefined;

  private collectNowAndThen(): void {
    const { end } = this.host.dictionary;
    if (!this.readsNatively && paysNativeReading()) this.readNatively();
    if (!this.sparesPrograms && (hasLongText() || end - this.host.system.count > MANY_WORDS)) {
      this.sparesPrograms = true;
      sparePrograms(this.host.textReaders());
      this.readNatively();
    }
    // What the library has made has left nothing.
    const made = end - (this.reader?.wordsMade ?? 0);
    if (made - this.collectedWords < WORDS_PER_COLLECTION && made >= this.collectedWords) return;
    if (this.collectedWords !== 0 && made > this.collectedWords) collectYoung();
    this.collectedWords = made;
  }

  /**
   * Interprets so many tokens at most. It is a loop, and not a function for a token: the engine takes such a function for
   * a hot one much sooner, and compiles it, which a short program never earns back.
   */
  protected interpretTokens(source: Source, most: number): void {
    const { host, machine } = this;
    const { headers } = host.dictionary;
    for (let n = 0; n < most && (source.tokenIndex < source.tokenCount || this.readTokens(source)); n++) {
      const tokens = source.tokens as Uint32Array;
      const at = source.tokenIndex * Token.WORDS;
      const start = tokens[at + Token.start] as number;
      const end = start + (tokens[at + Token.length] as number);
      const line = tokens[at + Token.line] as number;
      if (line !== source.line) {
        const lineStart = tokens[at + Token.lineStart] as number;
        if (this.reader !== undefined && most === Number.POSITIVE_INFINITY)
          if (this.readOn(source, start, line, lineStart)) continue;
        source.enterLine(line, lineStart);
      }
      source.tokenStart = start;
      source.tokenEnd = end;
      source.tokenIndex++;
      const { variables } = machine;
      if (variables[STATE] !== 0 && host.definition?.scope !== undefined && this.compiledLocal(source))
        continue;
      if (host.coverage !== undefined) this.noteInterpreted(source, at);
      if (this.sequenceChanged || variables[RECOGNIZER] !== this.systemRecognizer) {
        this.runToken(source, host.systemWord("(recognize)"), end);
        continue;
      }
      const word = this.search.findHashed(tokens[at + Token.hash] as number, source.bytes, start, end);
      if (word === 0) this.interpretNumber(source, tokens, at);
      else if (variables[STATE] === 0 || headers.has(word, WordForm.immediate))
        this.runWord(source, word, end);
      else this.compileWord(word);
    }
  }

  /** From now on the runtime library reads files and interprets words, where there is one that may. */
  private readNatively(): void {
    this.readsNatively = true;
    if (this.readDefinitions() !== undefined) this.host.compiler.goNative();
  }

  /** From now on the runtime library reads definitions of files; gives what has it do so where there is one that may. */
  readDefinitions(): DefinitionReader | undefined {
    this.reader ??= this.host.definitionReader();
    return this.reader;
  }

  /** Has the library read on, and runs the words that it comes by; false when it has read nothing. */
  private readOn(source: Source, start: number, line: number, lineStart: number): boolean {
    const reader = this.reader as DefinitionReader;
    const { machine } = this;
    let offset = start;
    for (let isRead = false; ; isRead = true) {
      if (!this.mayReadOn(source)) return isRead;
      source.tokenStart = offset;
      const word = reader.read(source, offset, line, lineStart);
      if (word === undefined) return isRead;
      if (word === 0) return true;
      const { cursor } = source;
      if (cursor.line !== source.line) source.enterLine(cursor.line, cursor.lineStart);
      source.tokenStart = reader.tokenStart;
      source.tokenEnd = cursor.offset;
      machine.checkInterrupt();
      this.collectNowAndThen();
      this.runToken(source, word, cursor.offset, reader.begun);
      // It may have had the rest read in another way.
      if (source.tokenIndex < source.tokenCount) return true;
      offset = cursor.offset;
      if (offset >= source.end) return true;
      line = cursor.line;
      lineStart = cursor.lineStart;
    }
  }

  /** Whether nobody looks on while definitions are read. */
  private mayReadOn(source: Source): boolean {
    const { host } = this;
    if (source.kind !== "file" && source.kind !== "string") return false;
    if (this.machine.variables[STATE] !== 0 || host.definition !== undefined) return false;
    if (host.coverage !== undefined || host.onDefined !== undefined || host.pendingName !== undefined)
      return false;
    if (host.onToken !== undefined) return false;
    return !this.recognizesAll;
  }

  /** Compiles the local that the token names; false when it names none. */
  private compiledLocal({ bytes, tokenStart, tokenEnd }: Source): boolean {
    const { host } = this;
    const local = host.definition?.findLocal(foldName(byteString(bytes, tokenStart, tokenEnd)));
    if (local !== undefined) compileName(host, host.compiled(), local);
    return local !== undefined;
  }

  /** Runs a word that the source names, by its number. */
  protected runWord(source: Source, word: number, end: number): void {
    this.runToken(source, this.host.dictionary.headers.token(word), end);
  }

  private noteInterpreted(source: Source, at: number): void {
    if (this.machine.variables[STATE] !== 0) return;
    const hash = (source.tokens as Uint32Array)[at + Token.hash] as number;
    const word = this.search.findHashed(hash, source.bytes, source.tokenStart, source.tokenEnd);
    this.host.coverage?.interpreted(source, this.host.dictionary.word(word));
  }

  /**
   * Runs a word from the source, with >IN behind it, and follows what it does to the parse position.
   * @param begun the InterpreterStop with which it has come back that has begun to run natively
   */
  protected runToken(source: Source, xt: number, end: number, begun?: number): void {
    const next = end < source.end ? (source.bytes[end] as number) : LINE_FEED;
    const delimited = source.singleLine ? end < source.end : next !== LINE_FEED && next !== CARRIAGE_RETURN;
    const toIn = end - source.lineStart + (delimited ? 1 : 0);
    const { variables } = this.machine;
    // What has begun may have moved it.
    if (begun === undefined) {
      variables[TO_IN] = toIn;
      variables[TO_IN + 1] = 0;
    }
    const { generation } = source;
    const isPrograms = !this.search.isInSystem;
    if (isPrograms) {
      this.operandCount = NO_OPERANDS;
      if (begun !== undefined) this.takeOperands();
      else if (xt <= this.host.system.count) this.keepOperands();
    }
    if (begun === undefined) (this.machine.entries[xt] as WordEntry)(xt);
    else if (begun !== InterpreterStop.finished) this.host.compiler.goOn(begun);
    if (isPrograms) this.operandCount = NO_OPERANDS;
    // QUERY has left its own.
    while (this.sources.current !== source) this.sources.pop();
    if (this.machine.variables[TO_IN] !== toIn || source.generation !== generation)
      this.followParsePosition(source);
  }

  /** What the library has kept for a word that has begun. */
  private takeOperands(): void {
    const { operandCount, operandDepth } = this.reader as DefinitionReader;
    this.operandCount = operandCount;
    this.operandDepth = operandDepth;
  }

  /** Keeps what is on the stack for a word of the system, whose inside is nobody's business when it fails. */
  private keepOperands(): void {
    const { machine, operands } = this;
    const depth = machine.context[ExecutionContext.dataDepth] as number;
    const count = Math.min(depth, MOST_OPERANDS);
    this.operandDepth = depth;
    this.operandCount = count;
    if (count === 0) return;
    const { dataStack } = machine;
    const bottom = 2 * (depth - count);
    for (let i = 0; i < 2 * count; i++) operands[i] = dataStack[bottom + i] as number;
  }

  /**
   * The stack that the word of the system was given that the text runs: its depth, and its upper items, the top first. After
   * a THROW of that word; undefined when the text ran something else.
   */
  get operandsOfToken(): { depth: number; operands: bigint[] } | undefined {
    const { operands, operandCount: count } = this;
    if (count === NO_OPERANDS) return undefined;
    const cell = (_: unknown, i: number) => {
      const at = 2 * (count - 1 - i);
      return (BigInt(operands[at + 1] as number) << 32n) | BigInt((operands[at] as number) >>> 0);
    };
    return { depth: this.operandDepth, operands: Array.from({ length: count }, cell) };
  }

  /** A CATCH has ended what the text ran. */
  forgetOperands(): void {
    this.operandCount = NO_OPERANDS;
  }

  /** Brings the tokens read ahead in line with >IN after a word has moved it. */
  protected followParsePosition(source: Source): void {
    const position = this.sources.parsePosition;
    const tokens = source.tokens as Uint32Array;
    let index = source.tokenIndex;
    let at = index * Token.WORDS;
    while (index < source.tokenCount && (tokens[at + Token.start] as number) < position) {
      index++;
      at += Token.WORDS;
    }
    const last = at - Token.WORDS;
    const inside =
      index > 0 &&
      (tokens[last + Token.start] as number) + (tokens[last + Token.length] as number) > position;
    const beyond = index === source.tokenCount && source.cursor.offset < position;
    if (inside || beyond || source.tokenCount === 0) source.reparseFrom(position);
    else source.tokenIndex = index;
  }

  private interpretNumber(source: Source, tokens: Uint32Array, at: number): void {
    if (source.tokensBase !== this.host.validBase) return source.reparseFrom(source.tokenStart);
    switch (tokens[at + Token.kind]) {
      case TokenKind.cell:
        return this.host.literal(tokens[at + Token.value0] as number, tokens[at + Token.value1] as number);
      case TokenKind.double:
        this.host.literal(tokens[at + Token.value0] as number, tokens[at + Token.value1] as number);
        return this.host.literal(tokens[at + Token.value2] as number, tokens[at + Token.value3] as number);
      case TokenKind.float:
        return this.host.floatLiteral(
          parseFloatText(byteString(source.bytes, source.tokenStart, source.tokenEnd)),
        );
      default:
        this.runToken(source, this.host.systemWord("(other-literal)"), source.tokenEnd);
    }
  }

  /**
   * What a text means as a number in the current base: [low, high] of the cell and of the sign extension or double's
   * high cell; undefined for anything else, floats included. As in gforth, underscores between digits do not count.
   */
  convertNumber(text: Uint8Array): [number, number, number, number] | undefined {
    const token = this.parseOne(withoutSeparators(text));
    if (token === undefined) return undefined;
    const at = (field: number) => token[field] as number;
    const low = at(Token.value0);
    const high = at(Token.value1);
    if (token[Token.kind] === TokenKind.double) return [low, high, at(Token.value2), at(Token.value3)];
    if (token[Token.kind] !== TokenKind.cell) return undefined;
    const sign = high >> 31;
    return [low, high, sign, sign];
  }

  /** What a text means as a floating-point number in the text interpreter's sense (12.3.7), or undefined. */
  convertFloat(text: Uint8Array): number | undefined {
    const token = this.parseOne(text);
    if (token?.[Token.kind] !== TokenKind.float) return undefined;
    return parseFloatText(byteString(text, 0, text.length));
  }

  /** The record of a text that is one token, or undefined. */
  private parseOne(text: Uint8Array): Uint32Array | undefined {
    const token = new Uint32Array(Token.WORDS);
    const cursor = { offset: 0, line: 1, lineStart: 0 };
    const { pipeline, validBase } = this.host;
    const count = pipeline.parser.parse(text.slice(), text.length, cursor, validBase, true, token);
    const isWhole = token[Token.start] === 0 && token[Token.length] === text.length;
    return count === 1 && isWhole ? token : undefined;
  }

  /** Compiles a call of a word that the source names, by its number. */
  protected compileWord(word: number): void {
    const definition = this.host.compiled();
    const xt = this.host.dictionary.headers.token(word);
    if (xt === this.throwWord && definition.endsInCode((word) => this.isCode(word)))
      return definition.call(this.host.systemWord("(throw-anew)"));
    definition.call(definition.returnsInMemory ? this.host.inMemoryReturns(xt) : xt);
  }

  /** Whether a word is a CONSTANT other than 0. */
  private isCode(word: number): boolean {
    const { dictionary } = this.host;
    if (dictionary.kind(word) !== WordKind.constant) return false;
    return dictionary.operandA(word) !== 0 || dictionary.operandB(word) !== 0;
  }
}

/** Whether a string's text is one line: the library takes line ends for what they are in files. */
function isOneLine({ bytes, cursor, end }: Source): boolean {
  for (let at = cursor.offset; at < end; at++) {
    const byte = bytes[at];
    if (byte === LINE_FEED || byte === CARRIAGE_RETURN) return false;
  }
  return true;
}

/** A text without the underscores that stand between two other characters. */
function withoutSeparators(text: Uint8Array): Uint8Array {
  if (!text.includes(UNDERSCORE)) return text;
  return text.filter((byte, i) => byte !== UNDERSCORE || i === 0 || i === text.length - 1);
}

/** The value of a float in Forth notation (12.3.7): an exponent without digits means zero. */
function parseFloatText(text: string): number {
  // No pattern, which the engine would compile for it.
  let written = "";
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    written += character === "d" || character === "D" ? "e" : character;
  }
  const last = written.charAt(written.length - 1);
  const hasDigits = last !== "e" && last !== "E" && last !== "+" && last !== "-";
  return Number(hasDigits ? written : `${written}0`);
}
