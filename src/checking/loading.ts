/**
 * Loads a program as a run would, with its effects held, and reports whatever it comes by. An error ends nothing but the
 * token that it is at: what follows is loaded as if that had worked.
 */
import type { Definition } from "../forth/definition.ts";
import type { Word } from "../forth/dictionary.ts";
import type { Source } from "../forth/source.ts";
import { toForthThrow } from "../machine/backtrace.ts";
import { ForthExit, ForthQuit, type ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { structureWords } from "../reference/word_syntax.ts";
import { analyseBody, type BodyAnalysis } from "./body_analysis.ts";
import { CheckingSession, type CheckingSessionOptions, type SessionListener } from "./checking_session.ts";
import { CommentRules } from "./comment_rules.ts";
import { faultReports, unreachablePositions, varyingReason } from "./definition_rules.ts";
import { DetailNotes } from "./detail_notes.ts";
import type { SourceRange } from "./diagnostic.ts";
import { isStatic } from "./effect.ts";
import { messageOf, NameHints, namesItsFile, ruleOf, UnknownNames } from "./load_errors.ts";
import { LocalRules } from "./local_rules.ts";
import { Reports } from "./reports.ts";
import { nextName } from "./source_file.ts";
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

interface LoadingOptions extends CheckingSessionOptions {
  /** What editors show is found out, too. */
  readonly details?: boolean;
}

export class Loading implements SessionListener {
  readonly session: CheckingSession;
  readonly symbols: SymbolTable;
  readonly reports: Reports;
  /** What editors show, when it is asked for. */
  readonly notes: DetailNotes | undefined;
  lackedMemory = false;
  /** Bytes of data space, when it is not the usual. */
  readonly memory: number | undefined;
  private readonly effects: WordEffects;
  private readonly comments: CommentRules;
  private readonly locals: LocalRules;
  private readonly structures = new Structures();
  private readonly hints: NameHints;
  /** Definitions with errors: nothing is said of their effects. */
  private readonly broken = new WeakSet<Definition>();
  /** What the program does need not be what it does elsewhere: it has asked the system, or had an error. */
  private isUncertain = false;
  private looks = 0;
  private lookLimit = 0;
  private nesting = 0;
  private definitionBefore: Definition | undefined;
  /** Where the last unknown name stands that was to run: what goes wrong on its line may come from that. */
  private unknownLine: { file: string; line: number } | undefined;
  private readonly unknownNames: UnknownNames;
  private readonly colon: number;

  constructor(options: LoadingOptions = {}) {
    this.memory = options.memory;
    this.session = new CheckingSession(this, options);
    const { session } = this;
    this.symbols = new SymbolTable(session.dictionary);
    this.reports = new Reports(session);
    this.effects = new WordEffects(session);
    this.comments = new CommentRules(session, this.reports);
    this.notes = options.details === true ? new DetailNotes(session, this.reports) : undefined;
    this.locals = new LocalRules(session, this.reports, this.symbols, this.comments, this.notes);
    this.hints = new NameHints(session);
    this.unknownNames = new UnknownNames(session);
    this.colon = session.systemNumber(":");
    session.onDefined = (definition) => this.defined(definition);
    session.search.onFound = (word, bytes, start) => {
      if (bytes === session.source.bytes) this.refer(word, bytes, start, Math.max(word.name.length, 1));
    };
    session.machine.onLook = () => this.look();
    session.machine.wantLook();
  }

  private refer(word: Word, bytes: Uint8Array, offset: number, length: number): void {
    const text = this.reports.texts.get(bytes);
    if (text !== undefined) this.symbols.refer(word, text.path, offset, length);
  }

  // ---- what the interpreter tells ----------------------------------------------------------------------------------

  entered(name: string, bytes: Uint8Array): () => void {
    this.reports.addText(name, bytes);
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
    this.reports.report("unbalanced-structure", this.reports.rangeAt(position), text, {
      severity: "warning",
    });
  }

  named(word: Word, source: Source): void {
    if (this.reports.texts.has(source.bytes))
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
    this.comments.remark(word, source, definition);
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
    if (definition !== undefined) {
      if (definition !== this.definitionBefore) this.comments.opened(definition, word);
      if (session.isSystemWord(word)) this.locals.declared(word, before, definition);
    } else if (word.name === "(") this.commentBehindName(before.source);
    this.notes?.ran(word, before);
  }

  repeats(): void {
    this.isUncertain = true;
    this.reports.report(
      "not-run",
      this.reports.rangeNow(),
      "this line sets >IN back again and again: it is left",
    );
  }

  passed(source: Source): void {
    this.notes?.passed(source);
  }

  private commentBehindName(source: Source): void {
    const { latest } = this.session;
    const effect = latest && this.comments.behindName(source, this.symbols.of(latest));
    if (latest !== undefined && effect !== undefined) this.effects.define(latest.index, effect, undefined);
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

  // ---- definitions -------------------------------------------------------------------------------------------------

  created(word: Word, older: Word | undefined): void {
    const place = this.reports.placeNow();
    if (place === undefined || this.session.positions.suspended) return;
    const range = place.text.range(place.offset, place.length);
    const symbol = this.symbols.add(word, range, place.text.commentAbove(range.line));
    if (older !== undefined) this.checkRedefinition(symbol, older);
  }

  private checkRedefinition({ name, range }: ProgramSymbol, older: Word): void {
    const before = this.symbols.of(older);
    if (before === undefined) {
      if (this.session.isSystemWord(older))
        this.reports.report("shadowed-name", range, `${name} takes the name of a word of the system`);
      return;
    }
    if (before.range.file === range.file && before.range.offset === range.offset) return;
    this.reports.report("redefined-word", range, `${name} is defined again`, {
      severity: before.range.file === range.file ? "warning" : "note",
      related: [{ message: "defined before", range: before.range }],
    });
  }

  beginsAnew(word: Word, source: Source): boolean {
    const { session } = this;
    const { definition } = session;
    if (word.index !== this.colon || definition === undefined || source.tokenStart !== source.lineStart)
      return false;
    const opened = this.reports.placeAt(definition.word.position);
    if (opened?.text.bytes !== source.bytes || opened.offset > source.tokenStart) return false;
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
    const range = this.reports.rangeAt(word.position);
    this.reports.report("unfinished-definition", range, `the definition of ${name} has no ;`);
    this.abandon(definition);
  }

  /** Leaves the definition that is open: the word exists, and what it does is not known. */
  private abandon(definition: Definition | undefined): void {
    const { session } = this;
    for (let open = definition; open !== undefined; open = open.parent) {
      open.word.hidden = false;
      this.broken.add(open);
      this.locals.ended(open, this.reports.placeNow()?.offset);
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
    const trace = this.notes && new StackTrace(this.notes.lineEnds(records));
    const analysis = this.analyse(definition, records, trace);
    const { effect, declared } = this.comments.judge(definition, records, analysis);
    this.effects.define(word.index, effect, declared);
    const isBroken = this.broken.has(definition);
    const symbol = this.symbols.of(word);
    if (trace !== undefined && !isBroken) this.notes?.stacks(trace, symbol);
    this.locals.ended(definition, this.reports.placeAt(definition.position)?.offset);
    if (symbol !== undefined) {
      symbol.declared = this.comments.of(definition);
      symbol.effect = analysis.effect;
      symbol.disagreement = analysis.disagreement;
      symbol.isBroken = isBroken;
      symbol.end = this.reports.rangeAt(definition.position);
    }
    if (isBroken) this.isUncertain = true;
    // What a library of the system defines is not the program's to mend.
    if (this.isOfProgram(session.source)) this.checkBody(definition, records, analysis);
  }

  private analyse(definition: Definition, records: Uint32Array, trace: StackTrace | undefined): BodyAnalysis {
    const { word } = definition;
    const analysis = analyseBody(records, word.index, this.effects, trace);
    if (!this.broken.has(definition)) return analysis;
    return {
      effect: { kind: "call", word: word.displayName, position: 0 },
      faults: [],
      disagreement: undefined,
    };
  }

  private checkBody(definition: Definition, records: Uint32Array, analysis: BodyAnalysis): void {
    const { reports } = this;
    this.locals.checkUnused(definition, records);
    for (const position of unreachablePositions(records, this.effects, (at) => this.isWritten(at)))
      reports.report("unreachable-code", reports.rangeAt(position), "no path leads here");
    for (const { rule, position, message, hint, severity } of faultReports(analysis.faults))
      reports.report(rule, reports.rangeAt(position), message, { hint, severity });
    if (!this.broken.has(definition)) this.checkVarying(definition, analysis);
  }

  private checkVarying(definition: Definition, analysis: BodyAnalysis): void {
    const { reports } = this;
    const declared = this.comments.of(definition);
    // A comment with several ways says that this is meant.
    if (declared !== undefined && declared.outputs.length + declared.inputs.length > 2) return;
    const why = varyingReason(analysis, (name) => this.isProgramName(name));
    if (why === undefined || isStatic(analysis.effect)) return;
    const { word } = definition;
    const range = this.symbols.of(word)?.range ?? reports.rangeAt(word.position);
    const related = why.position === 0 ? undefined : reports.rangeAt(why.position);
    reports.report("varying-effect", range, `${word.displayName || "this definition"}: ${why.message}`, {
      related: related === undefined ? [] : [{ message: "here", range: related }],
    });
  }

  private isProgramName(name: string): boolean {
    return this.symbols.all.some(
      (symbol) => symbol.name === name && symbol.kind === "word" && symbol.effect !== undefined,
    );
  }

  /** The program is loaded: what is known only now. */
  complete(): void {
    this.symbols.complete();
    this.comments.complete();
  }

  /** Whether what lies at a position is more than the end of a structure. */
  private isWritten(position: number): boolean {
    const place = this.reports.placeAt(position);
    return place !== undefined && !isEnd(place.text.wordAt(place.offset).toLowerCase());
  }

  // ---- errors ------------------------------------------------------------------------------------------------------

  private notClosed({ word, offset, file }: Opening, closer: string): void {
    const here = this.reports.rangeNow();
    const range = this.reports.texts.get(file)?.range(offset) ?? here;
    const end = `${closer.toUpperCase()} comes before its end`;
    this.reports.report("unbalanced-structure", range, `${word} is not closed`, {
      related: here === undefined ? [] : [{ message: end, range: here }],
    });
  }

  failed(error: unknown, word: Word | undefined, before: Before): boolean {
    if (word !== undefined) this.nesting = Math.max(0, this.nesting - 1);
    const place = this.errorPlace(before);
    if (error instanceof ForthExit || error instanceof ForthQuit) {
      const isOwn = word !== undefined && this.session.isSystemWord(word);
      // A program that has asked nobody ends here in every run; one that has may go on elsewhere.
      if (isOwn || !this.isUncertain) throw new EndOfProgram();
      return false;
    }
    if (error instanceof LongEnough) {
      this.isUncertain = true;
      // The word that runs the text with this token has run for long, too.
      if (this.nesting > 0) throw error;
      const name = word?.displayName ?? "this";
      this.reports.report("not-run", place, `${name} runs for long: it was not run to its end`);
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
    const { code } = thrown;
    if (session.compiling && definition !== undefined) this.broken.add(definition);
    if (code === ThrowCodes.dictionaryOverflow || code === ThrowCodes.allocate) this.lackedMemory = true;
    if (code === ThrowCodes.undefinedWord && this.unknownNames.of(thrown) === undefined) {
      this.unknownName(thrown.detail ?? "");
      return false;
    }
    const isOfSystem = word === undefined || session.isSystemWord(word);
    // [[ comes too late when a name between ]] and it is unknown.
    if (isOfSystem && code === ThrowCodes.controlMismatch && definition !== undefined && word?.name !== "[[")
      return this.mismatch(thrown, word, definition, place);
    const unknown = this.unknownNames.of(thrown);
    if (unknown !== undefined) {
      const name = word?.displayName || "this";
      this.reports.report(
        "not-run",
        place,
        `${name} comes to ${unknown}, which is no word: it was not run to its end`,
      );
      this.unknownLine = place && { file: place.file, line: place.line };
      return false;
    }
    const { unknownLine } = this;
    if (unknownLine !== undefined && unknownLine.line === place?.line && unknownLine.file === place.file)
      return false;
    const own = isOfSystem ? ruleOf(thrown, word, session, before.dataDepth) : undefined;
    // INCLUDED takes a name that may come from outside.
    const isOther = own === "missing-file" && this.isUncertain && !namesItsFile(word);
    const rule = own === undefined || isOther ? (this.isUncertain ? "not-run" : "load-error") : own;
    this.reports.report(rule, place, messageOf(thrown, word, rule));
    this.isUncertain = true;
    return false;
  }

  /** The token at which something failed. */
  private errorPlace({ source, tokenStart }: Before): SourceRange | undefined {
    const text = this.reports.texts.get(source.bytes);
    if (text === undefined) return this.reports.rangeNow();
    return text.range(tokenStart < 0 ? source.tokenStart : tokenStart);
  }

  private unknownName(name: string): void {
    const { session } = this;
    const range = this.reports.rangeNow();
    this.reports.report("unknown-name", range, `there is no word ${name}`, { hint: this.hints.of(name) });
    this.isUncertain = true;
    if (session.compiling && session.definition !== undefined)
      session.definition.call(this.unknownNames.standIn(name));
    else if (range !== undefined) this.unknownLine = { file: range.file, line: range.line };
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
    this.reports.report("unbalanced-structure", place, thrown.detail ?? thrown.message);
    if (word !== undefined && word.name === ";") this.abandon(definition);
    return false;
  }
}

/** Where nothing leads to the end of a structure or path, that is said of what is before it or nowhere. */
const isEnd = (word: string): boolean =>
  structureWords.get(word)?.closes !== undefined || word === "exit" || word === "unloop" || word === "leave";

function outermostOf(definition: Definition): Definition {
  let outermost = definition;
  while (outermost.parent !== undefined) outermost = outermost.parent;
  return outermost;
}
