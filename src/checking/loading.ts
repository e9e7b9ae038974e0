/**
 * Loads a program as a run would, with its effects held, and reports whatever it comes by. An error ends nothing but the
 * token that it is at: what follows is loaded as if that had worked.
 */
import { BodyInstruction, BodyKind, WordKind } from "../abi/bindings.ts";
import { ExecutionContext } from "../abi/session_bindings.ts";
import type { Definition } from "../forth/definition.ts";
import type { Word } from "../forth/dictionary.ts";
import { hintForName } from "../forth/hints.ts";
import type { Local, LocalScope } from "../forth/local_scope.ts";
import type { Source } from "../forth/source.ts";
import { toForthThrow } from "../machine/backtrace.ts";
import { ForthExit, ForthQuit, type ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { shownText, textOfByteString } from "../machine/system_text.ts";
import { analyseBody } from "./body_analysis.ts";
import { CheckingSession, type CheckingSessionOptions, type SessionListener } from "./checking_session.ts";
import {
  type Agreement,
  agreementOf,
  effectInWords,
  faultReports,
  unreachablePositions,
  varyingReason,
} from "./definition_rules.ts";
import type { Diagnostic, SourceRange } from "./diagnostic.ts";
import { type EditorDetails, noDetails } from "./editor_details.ts";
import { depthsOf, type Effect, isKnown, isStatic, type KnownEffect } from "./effect.ts";
import { type RuleName, rules, type Severity } from "./rules.ts";
import { SourceText } from "./source_file.ts";
import {
  certainEffect,
  type DeclaredEffect,
  itemNames,
  joinEffects,
  namesMore,
  readComment,
  readLineComment,
  readLocals,
} from "./stack_comment.ts";
import { StackTrace } from "./stack_trace.ts";
import { type Opening, Structures } from "./structures.ts";
import { type ProgramSymbol, SymbolTable } from "./symbols.ts";
import { type Before, EndOfProgram } from "./tolerant_interpreter.ts";
import { WordEffects } from "./word_effects.ts";

/** Thrown by a program that has run long enough for the checker. No CATCH of the program takes it. */
class LongEnough {}

/** Looks at the interrupt flag, one for some thousand turns, that one word of a program's text may take, and all together. */
const LOOKS_PER_WORD = 24;
const LOOKS_IN_ALL = 96;
const LEAST_LOOKS = 4;
/** Unknown names for which a similar one is looked for: among thousands, that takes its time. */
const MAX_HINTS = 40;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
/** Items of the stack that are remembered of a line that was interpreted. */
const MAX_ITEMS = 8;

/** A stack comment, and where it is. */
interface Comment {
  readonly declared: DeclaredEffect;
  readonly range: SourceRange;
}

interface DeclaredLocal {
  readonly name: string;
  readonly local: Local;
  readonly range: SourceRange | undefined;
  /** Of the word that declares it. */
  readonly position: number;
}

/** A comment that is compared with the effect at the end. */
interface UnprovenComment {
  readonly word: Word;
  readonly effect: KnownEffect;
  readonly comment: Comment;
  readonly agreement: Agreement;
}

/** More about a report. */
interface Details {
  readonly severity?: Severity;
  readonly hint?: string | undefined;
  readonly related?: Diagnostic["related"];
}

interface LoadingOptions extends CheckingSessionOptions {
  /** What editors show is found out, too. */
  readonly details?: boolean;
}

export class Loading implements SessionListener {
  readonly session: CheckingSession;
  readonly details: EditorDetails | undefined;
  readonly symbols: SymbolTable;
  readonly texts = new Map<Uint8Array, SourceText>();
  readonly diagnostics: Diagnostic[] = [];
  private readonly effects: WordEffects;
  private readonly structures = new Structures();
  private readonly unproven: UnprovenComment[] = [];
  private readonly comments = new WeakMap<Definition, Comment>();
  /** Definitions with another comment before their stack comment: `( n "name" ) ( n -- addr )` tells of the words made, too. */
  private readonly remarked = new WeakSet<Definition>();
  /** Parts of definitions behind DOES>: a cell is on the stack that comments may leave out. */
  private readonly doesParts = new WeakSet<Definition>();
  /** Definitions that a word of the program has opened: their comments need not be about the stack as it is inside. */
  private readonly ownSyntax = new WeakSet<Definition>();
  private readonly locals = new WeakMap<Definition, DeclaredLocal[]>();
  /** Definitions with errors: nothing is said of their effects. */
  private readonly broken = new WeakSet<Definition>();
  /** What the program does need not be what it does elsewhere: it has asked the system, or had an error. */
  private isUncertain = false;
  lackedMemory = false;
  private looks = 0;
  private lookLimit = 0;
  private nesting = 0;
  private definitionBefore: Definition | undefined;
  /** Where the last unknown name stands that was to run: what goes wrong on its line may come from that. */
  private unknownLine: { file: string; line: number } | undefined;
  /** What may be meant by unknown names. */
  private readonly hints = new Map<string, string | undefined>();
  private readonly colon: number;

  constructor(options: LoadingOptions = {}) {
    this.details = options.details === true ? noDetails() : undefined;
    this.session = new CheckingSession(this, options);
    const { session } = this;
    this.symbols = new SymbolTable(session.dictionary);
    this.effects = new WordEffects(session);
    this.colon = session.systemNumber(":");
    session.onDefined = (definition) => this.defined(definition);
    session.search.onFound = (word, bytes, start) => {
      if (bytes === session.source.bytes && this.texts.has(bytes))
        this.refer(word, bytes, start, Math.max(word.name.length, 1));
    };
    session.machine.onLook = () => this.look();
    session.machine.wantLook();
  }

  // ---- places ------------------------------------------------------------------------------------------------------

  /** The text of the program that is interpreted now, through EVALUATE and libraries of the system. */
  private placeNow(): { text: SourceText; offset: number; length: number } | undefined {
    for (const source of this.session.sources) {
      const text = this.texts.get(source.bytes);
      if (text !== undefined)
        return { text, offset: source.tokenStart, length: source.tokenEnd - source.tokenStart };
    }
    return undefined;
  }

  private rangeNow(): SourceRange | undefined {
    const place = this.placeNow();
    return place?.text.range(place.offset, Math.max(place.length, 1));
  }

  /** The range of a position of a body; of what is interpreted now, when the position is in no file. */
  private rangeAt(position: number): SourceRange | undefined {
    const found = this.session.positions.sourceOf(position);
    const text = found && this.texts.get(found.bytes);
    return found !== undefined && text !== undefined ? text.range(found.offset) : this.rangeNow();
  }

  private report(
    rule: RuleName,
    range: SourceRange | undefined,
    message: string,
    details: Details = {},
  ): void {
    if (range === undefined) return;
    const { severity = rules[rule].severity, hint, related = [] } = details;
    this.diagnostics.push({ rule, severity, message, range, related, hint });
  }

  private refer(word: Word, bytes: Uint8Array, offset: number, length: number): void {
    const text = this.texts.get(bytes);
    if (text !== undefined) this.symbols.refer(word, text.path, offset, length);
  }

  // ---- what the interpreter tells ----------------------------------------------------------------------------------

  entered(name: string, bytes: Uint8Array): () => void {
    this.texts.set(bytes, new SourceText(name, bytes));
    // Each word of the file may run as long as one of the file that includes it.
    const { nesting, lookLimit } = this;
    this.nesting = 0;
    return () => {
      this.nesting = nesting;
      this.lookLimit = lookLimit + LOOKS_IN_ALL;
    };
  }

  isOfProgram(source: Source): boolean {
    return source.kind !== "file" || source.sourceId > 0;
  }

  lacksMemory(): void {
    this.lackedMemory = true;
  }

  askedSystem(): void {
    this.isUncertain = true;
  }

  warned(position: number, text: string): void {
    this.report("unbalanced-structure", this.rangeAt(position), text, { severity: "warning" });
  }

  named(word: Word, source: Source): void {
    if (this.texts.has(source.bytes))
      this.refer(word, source.bytes, source.tokenStart, source.tokenEnd - source.tokenStart);
    else {
      const symbol = this.symbols.of(word);
      if (symbol !== undefined) symbol.uses++;
    }
  }

  runs(word: Word, { source }: Before): void {
    const { session } = this;
    const { definition } = session;
    this.definitionBefore = definition;
    this.structures.remember(definition);
    if (this.nesting++ === 0) this.lookLimit = this.limitFor(word);
    if (definition === undefined || !session.isSystemWord(word) || !session.compiling) return;
    this.noteRemark(word, source, definition);
    for (const opening of this.structures.closeAll(definition, word.name)) {
      this.broken.add(definition);
      this.notClosed(opening, word.name);
    }
  }

  ran(word: Word, before: Before): void {
    this.nesting = Math.max(0, this.nesting - 1);
    const { session } = this;
    const { definition } = session;
    this.structures.note(definition, () => ({
      word: word.displayName.toUpperCase(),
      offset: before.tokenStart,
      file: before.source.bytes,
    }));
    if (definition !== undefined && definition !== this.definitionBefore && !session.isSystemWord(word))
      this.ownSyntax.add(definition);
    if (session.isSystemWord(word)) this.noteLocals(word, before, definition);
    if (word.name === "does>" && definition !== undefined) this.doesParts.add(definition);
    if (word.name === "(" && definition === undefined) this.noteDeferred(before.source);
    if (this.details !== undefined) this.noteParsed(this.details, word, before);
  }

  // ---- what editors show -------------------------------------------------------------------------------------------

  private noteParsed({ parsed }: EditorDetails, word: Word, { source, tokenStart: start }: Before): void {
    const text = this.texts.get(source.bytes);
    if (text === undefined || this.session.source !== source) return;
    let wordEnd = start;
    while ((source.bytes[wordEnd] ?? 0) > SPACE) wordEnd++;
    const end = this.session.sources.parsePosition;
    const isOfSystem = this.session.isSystemWord(word);
    if (end > wordEnd + 1 || source.bytes[wordEnd] === LINE_FEED)
      parsed.push({ word: word.name, isOfSystem, file: text.path, start, wordEnd, end });
  }

  passed(source: Source): void {
    const { details, session } = this;
    const text = details && this.texts.get(source.bytes);
    if (text === undefined || session.compiling || session.source !== source) return;
    const { machine } = session;
    const depth = machine.context[ExecutionContext.dataDepth] as number;
    let lines = details?.interpreted.get(text.path);
    if (lines === undefined) {
      lines = new Map();
      details?.interpreted.set(text.path, lines);
    }
    const line = text.lineOf(source.tokenStart);
    // Most lines leave nothing.
    if (depth === 0 && !lines.has(line)) return;
    const items: bigint[] = [];
    for (let at = Math.max(0, depth - MAX_ITEMS); at < depth; at++) {
      const [low, high] = [machine.dataStack[2 * at] as number, machine.dataStack[2 * at + 1] as number];
      items.push((BigInt(high) << 32n) | BigInt(low >>> 0));
    }
    lines.set(line, { depth, items });
  }

  private noteStacks({ stacks }: EditorDetails, trace: StackTrace, symbol: ProgramSymbol | undefined): void {
    for (const [position, views] of trace.all) {
      const found = this.session.positions.sourceOf(position);
      const text = found && this.texts.get(found.bytes);
      if (found !== undefined && text !== undefined)
        stacks.push({ file: text.path, offset: found.offset, symbol, views });
    }
  }

  /** The locals of a definition end with it. */
  private endLocals(definition: Definition, end: number | undefined): void {
    if (this.details === undefined || end === undefined) return;
    const ranges = new Set((this.locals.get(definition) ?? []).map(({ range }) => range));
    if (ranges.size === 0) return;
    for (const local of this.details.locals) if (ranges.has(local.range)) local.scopeEnd = end;
  }

  /** Up to how many looks a word may run. What compiles has an end. */
  private limitFor(word: Word): number {
    const { session } = this;
    if (session.compiling && session.isSystemWord(word)) return Number.POSITIVE_INFINITY;
    return this.looks + Math.max(LEAST_LOOKS, Math.min(LOOKS_PER_WORD, LOOKS_IN_ALL - this.looks));
  }

  private look(): void {
    this.session.machine.wantLook();
    // The system's own words are compiled on the way.
    if (this.session.positions.suspended) return;
    this.looks++;
    if (this.nesting > 0 && this.looks > this.lookLimit) throw new LongEnough();
  }

  // ---- comments ----------------------------------------------------------------------------------------------------

  /** Takes a comment behind the name of a definition, before anything is compiled. */
  private noteRemark(word: Word, source: Source, definition: Definition): void {
    if (definition.length > 0 || !this.texts.has(source.bytes)) return;
    if (word.name === "(") this.noteComment(source, definition, ")");
    else if (word.name === "\\") this.noteComment(source, definition, undefined);
  }

  private noteComment(source: Source, definition: Definition, end: string | undefined): void {
    const { bytes, tokenStart, tokenEnd } = source;
    const close = bytes.indexOf(end === undefined ? LINE_FEED : 0x29, tokenEnd);
    const stop = close < 0 ? bytes.length : close;
    const written = shownText(bytes.subarray(tokenEnd, stop));
    const reading = end === undefined ? readLineComment(written) : readComment(written);
    const text = this.texts.get(bytes) as SourceText;
    const range = text.range(tokenStart, stop + (end === undefined ? 0 : 1) - tokenStart);
    if (reading.kind === "effect") {
      const known = this.comments.get(definition);
      if (known === undefined) this.comments.set(definition, { declared: reading.declared, range });
      else if (known.declared.namesFloats !== reading.declared.namesFloats)
        this.comments.set(definition, {
          declared: joinEffects(known.declared, reading.declared),
          range: known.range,
        });
      return;
    }
    if (!this.comments.has(definition)) this.remarked.add(definition);
    if (end === undefined || reading.kind === "prose" || this.comments.has(definition)) return;
    if (text.lineOf(this.offsetOf(definition.word.position) ?? 0) !== range.line) return;
    const message =
      reading.kind === "one-dash"
        ? `the stack comment ( ${reading.text} ) has - in the place of --`
        : `the stack comment ( ${reading.text} ) has no --`;
    this.report("stack-comment-form", range, message, { hint: "write ( before -- after )" });
  }

  private offsetOf(position: number): number | undefined {
    return this.session.positions.sourceOf(position)?.offset;
  }

  /** Takes the comment behind DEFER and its name: there is no other source of what the word does. */
  private noteDeferred(source: Source): void {
    const { latest, dictionary } = this.session;
    const text = this.texts.get(source.bytes);
    const symbol = latest && this.symbols.of(latest);
    if (latest === undefined || symbol === undefined || text === undefined) return;
    if (symbol.declared !== undefined || symbol.range.file !== text.path) return;
    if (text.lineOf(source.tokenStart) !== symbol.range.line) return;
    const close = source.bytes.indexOf(0x29, source.tokenEnd);
    if (close < 0) return;
    const reading = readComment(shownText(source.bytes.subarray(source.tokenEnd, close)));
    if (reading.kind !== "effect") return;
    symbol.declared = reading.declared;
    const isDeferred = dictionary.kind(latest.index) === WordKind.defer;
    const declared = certainEffect(reading.declared);
    if (isDeferred && declared !== undefined) this.effects.define(latest.index, declared, undefined);
  }

  // ---- locals ------------------------------------------------------------------------------------------------------

  private noteLocals(word: Word, { source, tokenStart }: Before, definition: Definition | undefined): void {
    if (definition === undefined || !localDeclarers.has(word.name)) return;
    const text = this.texts.get(source.bytes);
    if (text === undefined) return;
    const declared = this.locals.get(definition) ?? [];
    const known = new Set(declared.map(({ local }) => local));
    const hidden = new Set(declared.map(({ name }) => name));
    const fresh: DeclaredLocal[] = [];
    for (let scope: LocalScope | undefined = definition.scope; scope !== undefined; scope = scope.outer) {
      if (known.has(scope.local)) break;
      const offset = findName(source.bytes, tokenStart, scope.name);
      const range = offset === undefined ? undefined : text.range(offset, scope.name.length);
      fresh.unshift({ name: scope.name, local: scope.local, range, position: definition.position });
    }
    this.locals.set(definition, [...declared, ...fresh]);
    for (const { name, range } of fresh)
      if (range !== undefined)
        this.details?.locals.push({ name: shown(name), range, scopeEnd: source.bytes.length });
    for (const local of fresh) this.checkShadowing(local, hidden.has(local.name));
    if (this.comments.has(definition) || declared.length > 0) return;
    const end = this.session.sources.parsePosition;
    const written = shownText(source.bytes.subarray(tokenStart, end));
    const inside = /^\S+\s([\s\S]*?)\s(?::\}|\})(?:\s|$)/.exec(`${written} `)?.[1];
    const effect = inside === undefined || hadCode(definition) ? undefined : readLocals(inside);
    if (effect !== undefined)
      this.comments.set(definition, { declared: effect, range: text.range(tokenStart, end - tokenStart) });
  }

  private checkShadowing({ name, range }: DeclaredLocal, hidesLocal: boolean): void {
    if (hidesLocal) {
      this.report("shadowed-name", range, `the local ${shown(name)} hides an earlier one of its name`, {
        severity: "warning",
      });
      return;
    }
    const { search } = this.session;
    const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0));
    const { onFound } = search;
    search.onFound = undefined;
    const word = search.find(bytes, 0, bytes.length);
    search.onFound = onFound;
    if (word === undefined) return;
    const symbol = this.symbols.of(word);
    const related = symbol === undefined ? [] : [{ message: "the word that it hides", range: symbol.range }];
    this.report("shadowed-name", range, `the local ${shown(name)} hides the word of its name`, { related });
  }

  // ---- definitions -------------------------------------------------------------------------------------------------

  created(word: Word, older: Word | undefined): void {
    const place = this.placeNow();
    if (place === undefined || this.session.positions.suspended) return;
    const range = place.text.range(place.offset, Math.max(1, place.length));
    const symbol = this.symbols.add(word, range, place.text.commentAbove(range.line));
    if (older !== undefined) this.checkRedefinition(symbol, older);
  }

  private checkRedefinition({ name, range }: ProgramSymbol, older: Word): void {
    const before = this.symbols.of(older);
    if (before === undefined) {
      if (this.session.isSystemWord(older))
        this.report("shadowed-name", range, `${name} takes the name of a word of the system`);
      return;
    }
    if (before.range.file === range.file && before.range.offset === range.offset) return;
    this.report("redefined-word", range, `${name} is defined again`, {
      severity: before.range.file === range.file ? "warning" : "note",
      related: [{ message: "defined before", range: before.range }],
    });
  }

  beginsAnew(word: Word, source: Source): boolean {
    const { session } = this;
    const { definition } = session;
    if (word.index !== this.colon || definition === undefined || source.tokenStart !== source.lineStart)
      return false;
    const text = this.texts.get(source.bytes);
    const opened = this.offsetOf(definition.word.position);
    if (text === undefined || opened === undefined || opened > source.tokenStart) return false;
    const next = nextName(source.bytes, source.tokenEnd, source.lineEnd);
    if (next === undefined || session.search.find(source.bytes, next.start, next.end) !== undefined)
      return false;
    this.unfinished(definition);
    return true;
  }

  unfinished(definition: Definition): void {
    const outermost = outermostOf(definition);
    const { word } = outermost;
    const name = word.name === "" ? "this definition" : word.displayName;
    this.report("unfinished-definition", this.rangeAt(word.position), `the definition of ${name} has no ;`);
    this.abandon(definition);
  }

  /** Leaves the definition that is open: the word exists, and what it does is not known. */
  private abandon(definition: Definition | undefined): void {
    const { session } = this;
    for (let open = definition; open !== undefined; open = open.parent) {
      open.word.hidden = false;
      this.broken.add(open);
      this.endLocals(open, this.placeNow()?.offset);
      const symbol = this.symbols.of(open.word);
      if (symbol !== undefined) symbol.isBroken = true;
    }
    session.definition = undefined;
    session.compiling = false;
    this.isUncertain = true;
  }

  /** A definition is complete: its effect is found out, and what is wrong in it. */
  private defined(definition: Definition): void {
    const { session } = this;
    if (session.positions.suspended) return;
    const { word } = definition;
    const records = definition.body.slice(0, definition.length);
    const trace = this.details && new StackTrace();
    const analysis = analyseBody(records, word.index, this.effects, trace);
    const isBroken = this.broken.has(definition);
    // A word that takes its caller's return address need not come back.
    const escapes = analysis.faults.some(({ kind }) => kind === "return-underflow");
    const comment = this.comments.get(definition);
    const declared =
      comment === undefined || this.ownSyntax.has(definition) ? undefined : certainEffect(comment.declared);
    const effect = isBroken ? unknownEffect(word) : analysis.effect;
    const agreement =
      comment === undefined || !isKnown(effect) || escapes || this.saysOther(definition, records)
        ? undefined
        : agreementOf(comment.declared, effect, this.doesParts.has(definition));
    // Where the ways of a word differ, callers go by the one that its comment names.
    const isSettled = agreement === "all" || agreement === "some";
    const told = isSettled && declared !== undefined && !isStatic(effect) ? declared : effect;
    this.effects.define(word.index, told, declared);
    const symbol = this.symbols.of(word);
    if (this.details !== undefined && trace !== undefined && !isBroken)
      this.noteStacks(this.details, trace, symbol);
    this.endLocals(definition, this.offsetOf(definition.position));
    if (symbol !== undefined) {
      symbol.declared = comment?.declared;
      symbol.effect = effect;
      symbol.disagreement = analysis.disagreement;
      symbol.isBroken = isBroken;
      symbol.end = this.rangeAt(definition.position);
    }
    if (isBroken) this.isUncertain = true;
    // What a library of the system defines is not the program's to mend.
    if (!this.isOfProgram(session.source)) return;
    this.checkUnusedLocals(definition, records);
    for (const position of unreachablePositions(records, this.effects, (at) => this.isWritten(at)))
      this.report("unreachable-code", this.rangeAt(position), "no path leads here");
    if (isBroken) return;
    for (const { rule, position, message, hint } of faultReports(analysis.faults))
      this.report(rule, this.rangeAt(position), message, { hint });
    // Whether the word is immediate is not known yet: see `complete`.
    if (agreement !== undefined && comment !== undefined && isKnown(analysis.effect))
      this.unproven.push({ word, effect: analysis.effect, comment, agreement });
    if (comment !== undefined && comment.declared.outputs.length + comment.declared.inputs.length > 2) return;
    const why = varyingReason(analysis, (name) => this.isProgramName(name));
    if (why === undefined || isStatic(analysis.effect)) return;
    const range = symbol?.range ?? this.rangeAt(word.position);
    const related = why.position === 0 ? undefined : this.rangeAt(why.position);
    this.report("varying-effect", range, `${word.displayName || "this definition"}: ${why.message}`, {
      related: related === undefined ? [] : [{ message: "here", range: related }],
    });
  }

  private isProgramName(name: string): boolean {
    return this.symbols.all.some(
      (symbol) => symbol.name === name && symbol.kind === "word" && symbol.effect !== undefined,
    );
  }

  /** Whether the comment of a definition need not be about what its body does when it runs. */
  private saysOther(definition: Definition, records: Uint32Array): boolean {
    if (this.ownSyntax.has(definition) || this.compiles(records)) return true;
    return this.remarked.has(definition) && calls(records, this.session.systemNumber("(does>)"));
  }

  /** Whether a word compiles: its comment tells what the compiled code does, or both. */
  private compiles(records: Uint32Array): boolean {
    const { session } = this;
    for (let at = 0; at < records.length; at += BodyInstruction.WORDS) {
      if (records[at + BodyInstruction.kind] !== BodyKind.call) continue;
      const word = session.dictionary.word(records[at + BodyInstruction.a] as number);
      if (word === undefined || !session.isSystemWord(word)) continue;
      if (word.immediate || compilers.has(word.name)) return true;
    }
    return false;
  }

  /** The program is loaded: what is known only now. */
  complete(): void {
    this.symbols.complete();
    const wrong = this.unproven.filter(({ word, agreement }) => agreement !== "all" && !word.immediate);
    const others = namesOfOtherStacks(wrong);
    for (const { word, effect, comment, agreement } of wrong) {
      const namesOther = itemNames(comment.declared).some((name) => others.has(name));
      if (namesOther && namesMore(comment.declared, effect)) continue;
      const name = word.displayName || "this definition";
      const what = agreement === "some" ? "is not all that" : "is not what";
      this.report(
        "stack-comment",
        comment.range,
        `( ${comment.declared.text} ) ${what} ${name} does: ${effectInWords(effect)}`,
        agreement === "some" ? { severity: "warning" } : {},
      );
    }
  }

  private checkUnusedLocals(definition: Definition, records: Uint32Array): void {
    for (const { name, local, range, position } of this.locals.get(definition) ?? []) {
      const isRead = readsLocal(records, local, position);
      if (!isRead && !name.startsWith("_"))
        this.report("unused-local", range, `nothing reads the local ${shown(name)}`);
    }
  }

  /** Whether what lies at a position is more than the end of a structure. */
  private isWritten(position: number): boolean {
    const found = this.session.positions.sourceOf(position);
    const text = found && this.texts.get(found.bytes);
    return (
      found !== undefined && text !== undefined && !structureEnds.has(text.wordAt(found.offset).toLowerCase())
    );
  }

  // ---- errors ------------------------------------------------------------------------------------------------------

  private notClosed({ word, offset, file }: Opening, closer: string): void {
    const text = this.texts.get(file);
    const here = this.rangeNow();
    this.report("unbalanced-structure", text?.range(offset) ?? here, `${word} is not closed`, {
      related:
        here === undefined ? [] : [{ message: `${closer.toUpperCase()} comes before its end`, range: here }],
    });
  }

  failed(error: unknown, word: Word | undefined, before: Before): boolean {
    if (word !== undefined) this.nesting = Math.max(0, this.nesting - 1);
    const place = this.errorPlace(before);
    if (error instanceof ForthExit || error instanceof ForthQuit) {
      const isOwn = word !== undefined && this.session.isSystemWord(word);
      if (isOwn) throw new EndOfProgram();
      this.isUncertain = true;
      return false;
    }
    if (error instanceof LongEnough) {
      this.isUncertain = true;
      // The word that runs the text with this token has run for long, too.
      if (this.nesting > 0) throw error;
      const name = word?.displayName ?? "this";
      this.report("not-run", place, `${name} runs for long: it was not run to its end`);
      return false;
    }
    return this.thrown(toForthThrow(error), word, before, place);
  }

  private thrown(
    thrown: ForthThrow,
    word: Word | undefined,
    before: Before,
    place: SourceRange | undefined,
  ): boolean {
    const { session } = this;
    const { definition } = session;
    const isOfSystem = word === undefined || session.isSystemWord(word);
    if (session.compiling && definition !== undefined) this.broken.add(definition);
    if (thrown.code === ThrowCodes.dictionaryOverflow || thrown.code === ThrowCodes.allocate)
      this.lackedMemory = true;
    if (thrown.code === ThrowCodes.undefinedWord) {
      this.unknownName(thrown.detail ?? "");
      return false;
    }
    if (
      isOfSystem &&
      thrown.code === ThrowCodes.controlMismatch &&
      definition !== undefined &&
      word?.name !== "[["
    )
      return this.mismatch(thrown, word, definition, place);
    const { rule, severity } = this.judge(thrown, word, isOfSystem, before);
    if (
      this.unknownLine !== undefined &&
      this.unknownLine.line === place?.line &&
      this.unknownLine.file === place.file
    )
      return false;
    this.report(rule, place, this.messageOf(thrown, word, rule), severity === undefined ? {} : { severity });
    this.isUncertain = true;
    return false;
  }

  /** Which rule an error of a word is against. */
  private judge(
    { code }: ForthThrow,
    word: Word | undefined,
    isOfSystem: boolean,
    { dataDepth }: Before,
  ): { rule: RuleName; severity?: Severity } {
    const { machine } = this.session;
    if (isOfSystem && code === ThrowCodes.compileOnly) return { rule: "compile-only" };
    if (isOfSystem && code === ThrowCodes.unexpectedEndOfFile) return { rule: "unfinished-definition" };
    if (isOfSystem && code === ThrowCodes.compilerNesting) return { rule: "unfinished-definition" };
    if (isOfSystem && word !== undefined && includers.has(word.name) && code === ThrowCodes.fileNotFound)
      return { rule: "missing-file" };
    if (
      isOfSystem &&
      word !== undefined &&
      storeWords.has(word.name) &&
      dataDepth > 0 &&
      code === ThrowCodes.invalidAddress
    ) {
      const high = machine.dataStack[2 * dataDepth - 1];
      const low = (machine.dataStack[2 * dataDepth - 2] as number) >>> 0;
      if (high === 0 && low < 4096) return { rule: "low-address" };
    }
    return this.isUncertain ? { rule: "not-run" } : { rule: "load-error" };
  }

  private messageOf(thrown: ForthThrow, word: Word | undefined, rule: RuleName): string {
    const name = word?.displayName ?? "this";
    if (rule === "compile-only") return `${name} has a meaning only inside a definition (between : and ;)`;
    if (rule === "low-address") return `${name} stores to an address below 4096, where no data is`;
    if (rule === "missing-file") return `there is no file ${thrown.detail}`;
    if (rule === "unfinished-definition") return thrown.detail ?? thrown.message;
    return word === undefined ? thrown.message : `${name}: ${thrown.message}`;
  }

  /** The token at which something failed. */
  private errorPlace({ source, tokenStart }: Before): SourceRange | undefined {
    const text = this.texts.get(source.bytes);
    if (text === undefined) return this.rangeNow();
    return text.range(tokenStart < 0 ? source.tokenStart : tokenStart);
  }

  private unknownName(name: string): void {
    const { session } = this;
    const range = this.rangeNow();
    this.report("unknown-name", range, `there is no word ${name}`, { hint: this.hintFor(name) });
    this.isUncertain = true;
    if (!session.compiling && range !== undefined) this.unknownLine = { file: range.file, line: range.line };
    if (session.compiling && session.definition !== undefined)
      session.definition.call(session.systemWord("(uninitialised)"));
  }

  private hintFor(name: string): string | undefined {
    if (this.hints.has(name)) return this.hints.get(name);
    if (this.hints.size >= MAX_HINTS) return undefined;
    const hint = hintForName(this.session, name);
    this.hints.set(name, hint);
    return hint;
  }

  private mismatch(
    thrown: ForthThrow,
    word: Word | undefined,
    definition: Definition,
    place: SourceRange | undefined,
  ): boolean {
    this.broken.add(definition);
    const inner = word === undefined ? undefined : this.structures.closeInner(definition, word.name);
    if (inner !== undefined && inner.length > 0) {
      for (const opening of inner) this.notClosed(opening, word?.name ?? "");
      return true;
    }
    this.report("unbalanced-structure", place, thrown.detail ?? thrown.message);
    if (word !== undefined && word.name === ";") this.abandon(definition);
    return false;
  }
}

const localDeclarers: ReadonlySet<string> = new Set(["{:", "{", "locals|"]);
const includers: ReadonlySet<string> = new Set(["include", "require", "included", "required", "needs"]);
/** Words that compile when they run, or do one thing while compiling and another while not. */
const compilers: ReadonlySet<string> = new Set([
  ...["compile,", "(compile)", "lit,", "2lit,", "flit,", "slit,", "does>", ":", ":noname", "]", "state"],
]);
const storeWords: ReadonlySet<string> = new Set([
  "!",
  "c!",
  "w!",
  "l!",
  "+!",
  "2!",
  "f!",
  "sf!",
  "df!",
  "on",
  "off",
]);
/** Words that end structures or paths: where nothing leads to them, that is said of what is before them or nowhere. */
const structureEnds: ReadonlySet<string> = new Set([
  ...[
    "then",
    "else",
    "endif",
    "repeat",
    "again",
    "until",
    "loop",
    "+loop",
    "-loop",
    "next",
    "endof",
    "endcase",
  ],
  ...[";", ";]", "does>", "exit", "unloop", "leave", "endtry", "iferror", "restore", "recover", "while"],
]);

/** So many words that leave the stacks alone, and whose comments name items: the program has a stack of its own. */
const FEWEST_OF_OTHER_STACK = 2;

/** The names of items of a stack that the program has made itself, of strings or long numbers, as far as comments tell. */
function namesOfOtherStacks(wrong: readonly UnprovenComment[]): ReadonlySet<string> {
  const silent = wrong.filter(
    ({ effect }) =>
      effect.cellIn + effect.floatIn === 0 &&
      depthsOf(effect).every(({ cells, floats }) => cells + floats === 0),
  );
  if (silent.length < FEWEST_OF_OTHER_STACK) return new Set();
  return new Set(silent.flatMap(({ comment }) => itemNames(comment.declared)));
}

const unknownEffect = (word: Word): Effect => ({ kind: "call", word: word.displayName, position: 0 });
const shown = (name: string): string => textOfByteString(name);

function outermostOf(definition: Definition): Definition {
  let outermost = definition;
  while (outermost.parent !== undefined) outermost = outermost.parent;
  return outermost;
}

const calls = (records: Uint32Array, word: number): boolean => {
  for (let at = 0; at < records.length; at += BodyInstruction.WORDS)
    if (records[at + BodyInstruction.kind] === BodyKind.call && records[at + BodyInstruction.a] === word)
      return true;
  return false;
};

/** Whether something was compiled before the locals that were just declared. */
const hadCode = ({ body, length, position }: Definition): boolean =>
  length > 0 && body[BodyInstruction.position] !== position;

/** Whether records fetch a local, other than where it is declared. */
function readsLocal(records: Uint32Array, { kind, index }: Local, declaredAt: number): boolean {
  const fetch = kind === "float" ? BodyKind.floatLocalGet : BodyKind.localGet;
  for (let at = 0; at < records.length; at += BodyInstruction.WORDS) {
    if (records[at + BodyInstruction.kind] !== fetch) continue;
    const read = records[at + BodyInstruction.a] as number;
    const isIt = read === index || (kind === "double" && read === index + 1);
    if (isIt && records[at + BodyInstruction.position] !== declaredAt) return true;
  }
  return false;
}

/** Where a folded name stands as a word behind an offset. */
function findName(bytes: Uint8Array, from: number, name: string): number | undefined {
  for (
    let next = nextName(bytes, from, bytes.length);
    next !== undefined;
    next = nextName(bytes, next.end, bytes.length)
  ) {
    if (next.end - next.start !== name.length) continue;
    if (shownText(bytes.subarray(next.start, next.end)).toLowerCase() === shown(name).toLowerCase())
      return next.start;
  }
  return undefined;
}

/** The bounds of the next word. */
function nextName(
  bytes: Uint8Array,
  from: number,
  limit: number,
): { start: number; end: number } | undefined {
  let start = from;
  while (start < limit && (bytes[start] as number) <= 0x20) start++;
  let end = start;
  while (end < limit && (bytes[end] as number) > 0x20) end++;
  return end > start ? { start, end } : undefined;
}
