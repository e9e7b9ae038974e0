/**
 * All that FastForth knows of a word, from its source to its code. What the stages make is shown in the form that they
 * give it; places in source text stand beside it.
 */
import {
  BodyInstruction,
  BodyKind,
  FUNCTION_DYNAMIC,
  FunctionHeader,
  QuestionDo,
  WordFlag,
  WordInfo,
  WordKind,
} from "../abi/bindings.ts";
import { readCodeBlob } from "../disassembler/index.ts";
import type { StackEffect, Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { FunctionView } from "../ir/view.ts";
import { ForthThrow } from "../machine/exceptions.ts";
import { type ChangedLine, type IrLine, IrSteps } from "./ir_steps.ts";
import { type ListingLine, listMachineCode } from "./machine_listing.ts";
import { memberName } from "./member_name.ts";
import { Origins, Spots } from "./places.ts";
import type { PassRun, RecordingOptimizer } from "./recording_optimizer.ts";
import { type SourceReport, sourceOf, type TokenReport } from "./word_source.ts";

/** One line of a body, of ForthIR or of WebAssembly, and where it comes from. */
export interface PlacedLine {
  readonly text: string;
  /** A few words; empty when it has no place. */
  readonly place: string;
}

export interface PassReport {
  readonly pass: string;
  readonly round: number;
  readonly changed: boolean;
  readonly lines: readonly (PlacedLine & { readonly mark: ChangedLine["mark"] })[];
}

export type CodeReport =
  | {
      readonly kind: "machine";
      /** The word's dynamic form, because the backend declines the other. */
      readonly isDynamicForm: boolean;
      readonly architecture: number;
      /** In bytes. */
      readonly length: number;
      readonly frameSize: number;
      /** Undefined: there is no disassembler for this architecture. */
      readonly lines: readonly ListingLine[] | undefined;
    }
  | { readonly kind: "webassembly"; readonly lines: readonly PlacedLine[] }
  /** The backend declines both forms of the word. */
  | { readonly kind: "interpreted" };

export interface WordReport {
  readonly word: string;
  readonly number: number;
  /** In a few words: what the word is. */
  readonly kind: string;
  readonly immediate: boolean;
  /** As ForthIR's text has it, such as `(cell, cell) -> (cell)`, or `dynamic`; undefined when it cannot be compiled. */
  readonly effect: string | undefined;
  readonly source: SourceReport;
  readonly tokens: readonly TokenReport[];
  readonly body: readonly PlacedLine[];
  /** As the compiler made it. */
  readonly compiled: readonly PlacedLine[];
  readonly passes: readonly PassReport[];
  /** As the backend gets it. */
  readonly optimized: readonly PlacedLine[];
  readonly code: CodeReport | undefined;
  /** Why there is nothing beyond the body. */
  readonly failure: string | undefined;
}

/**
 * Describes a word of a session whose optimizer is `recording`. It compiles the word if need be; nothing of it runs.
 * Set `session.positions.keepSystem` before the session is used, and words of the system have places, too.
 */
export function describeWord(session: Session, word: Word, recording: RecordingOptimizer): WordReport {
  const target = session.dictionary.word(word.xt) ?? word;
  const source = sourceOf(session, target);
  const compiled = compile(session, target);
  const common = {
    word: word.displayName,
    number: target.index,
    kind: kindOf(session, target),
    immediate: word.immediate,
    source: source.report,
    tokens: source.tokens,
  };
  if (typeof compiled === "string") {
    const nothing = { body: [], compiled: [], passes: [], optimized: [], code: undefined };
    return { ...common, ...nothing, effect: knownEffect(session, target), failure: compiled };
  }
  const spots = new Spots(session);
  return {
    ...common,
    body: bodyLines(spots, target, source.report.name),
    ...describeStages(spots, compiled, recording, source.report.name),
    failure: undefined,
  };
}

/** The word's ForthIR as the backend gets it, or why there is none. */
function compile(session: Session, word: Word): Uint32Array | string {
  if (isHostWord(session, word)) return "a function of the system has no body";
  try {
    return session.compiler.irOf(word.index);
  } catch (error) {
    if (!(error instanceof ForthThrow)) throw error;
    return error.message;
  }
}

/** Whether a word is a function of the system, without a body. */
export function isHostWord(session: Session, word: Word): boolean {
  if (!session.isSystemWord(word) || session.system.body(word.index) !== undefined) return false;
  return session.dictionary.kind(word.index) === WordKind.code;
}

// ---- the word and its body ------------------------------------------------------------------------------------------

function kindOf(session: Session, word: Word): string {
  switch (session.dictionary.kind(word.index)) {
    case WordKind.op:
      return "an operation of ForthIR";
    case WordKind.shuffle:
      return "a shuffle of the stacks";
    case WordKind.inline:
      return "a word of the system in Forth, spliced into its callers";
    case WordKind.constant:
    case WordKind.fconstant:
      return "a constant";
    case WordKind.data:
      return "the address of data";
    case WordKind.value:
    case WordKind.fvalue:
      return "a value";
    case WordKind.defer:
      return "a deferred word";
    case WordKind.does:
      return "a word made with CREATE, with a DOES> part";
    default:
      if (!session.isSystemWord(word)) return "a definition";
      return isHostWord(session, word) ? "a function of the system" : "a word of the system in Forth";
  }
}

function bodyLines(spots: Spots, word: Word, here: string | undefined): PlacedLine[] {
  const { session } = spots;
  const body = session.compiler.bodyOf(word.index) ?? new Uint32Array();
  const places = new Origins(spots, headerOf(word.index));
  return Array.from({ length: body.length / BodyInstruction.WORDS }, (_, index) => {
    const record = body.subarray(index * BodyInstruction.WORDS, (index + 1) * BodyInstruction.WORDS);
    return {
      text: bodyText(session, record),
      place: places.describe(record[BodyInstruction.position] as number, here),
    };
  });
}

function bodyText(session: Session, record: Uint32Array): string {
  const a = record[BodyInstruction.a] as number;
  const b = record[BodyInstruction.b] as number;
  const kind = record[BodyInstruction.kind] as number;
  const name = memberName(BodyKind, kind).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  switch (kind) {
    case BodyKind.literal:
      return `${name} ${BigInt.asIntN(64, (BigInt(b) << 32n) | BigInt(a))}`;
    case BodyKind.floatLiteral:
      return `${name} ${new Float64Array(Uint32Array.of(a, b).buffer)[0]}`;
    case BodyKind.call:
      return `${name} ${wordName(session, a)}`;
    case BodyKind.label:
      return `label ${a}:`;
    case BodyKind.questionDo:
      return `${memberName(QuestionDo, b)}, past the end to label ${a}`;
    case BodyKind.branch:
    case BodyKind.branchZero:
    case BodyKind.loop:
      return `${name} to label ${a}`;
    case BodyKind.plusLoop:
      return `${b === 0 ? "plus" : "minus"} loop to label ${a}`;
    case BodyKind.index:
      return `${name} ${"IJK"[a] ?? a}`;
    case BodyKind.localGet:
    case BodyKind.localSet:
    case BodyKind.floatLocalGet:
    case BodyKind.floatLocalSet:
      return `${name} ${a}`;
    default:
      return name;
  }
}

// ---- what the stages make of it -------------------------------------------------------------------------------------

function describeStages(
  spots: Spots,
  optimized: Uint32Array,
  recording: RecordingOptimizer,
  here: string | undefined,
): Pick<WordReport, "effect" | "compiled" | "passes" | "optimized" | "code"> {
  const word = optimized[FunctionHeader.word] as number;
  const { session } = spots;
  const origins = new Map<Uint32Array, Origins>();
  const originsOf = (ir: Uint32Array): Origins => {
    const known = origins.get(ir) ?? new Origins(spots, ir);
    origins.set(ir, known);
    return known;
  };
  const placed = (ir: Uint32Array, line: IrLine): PlacedLine => ({
    text: withWordNames(session, line.text),
    place: originsOf(ir).describe(line.position, here),
  });
  const compiledIr = recording.compiled(word) ?? optimized;
  const steps = new IrSteps(compiledIr);
  const compiled = steps.lines.map((line) => placed(compiledIr, line));
  const runs = recording.passRuns(word);
  const passes = runs.map((run) => passReport(run, steps, placed));
  if (runs.length === 0) steps.next(optimized);
  return {
    effect: effectOf(optimized),
    compiled,
    passes,
    optimized: steps.lines.map((line) => placed(optimized, line)),
    code: codeReport(spots, optimized, steps, here),
  };
}

function passReport(
  { pass, round, ir, changed }: PassRun,
  steps: IrSteps,
  placed: (ir: Uint32Array, line: IrLine) => PlacedLine,
): PassReport {
  if (!changed) return { pass, round, changed, lines: [] };
  const lines = steps.next(ir).map((line) => ({ mark: line.mark, ...placed(ir, line) }));
  return { pass, round, changed, lines };
}

function effectOf(ir: Uint32Array): string {
  if (((ir[FunctionHeader.flags] as number) & FUNCTION_DYNAMIC) !== 0) return "dynamic";
  const field = (at: number) => ir[at] as number;
  return effectText({
    cellIn: field(FunctionHeader.cellIn),
    cellOut: field(FunctionHeader.cellOut),
    floatIn: field(FunctionHeader.floatIn),
    floatOut: field(FunctionHeader.floatOut),
  });
}

/** The effect of a word that has no ForthIR. */
function knownEffect({ dictionary }: Session, word: Word): string | undefined {
  const field = (at: number) => dictionary.info[word.index * WordInfo.WORDS + at] as number;
  if ((field(WordInfo.flags) & WordFlag.effectKnown) === 0) return undefined;
  return effectText({
    cellIn: field(WordInfo.cellIn),
    cellOut: field(WordInfo.cellOut),
    floatIn: field(WordInfo.floatIn),
    floatOut: field(WordInfo.floatOut),
  });
}

function effectText({ cellIn, cellOut, floatIn, floatOut }: StackEffect): string {
  const types = (cells: number, floats: number) =>
    [...new Array<string>(cells).fill("cell"), ...new Array<string>(floats).fill("float")].join(", ");
  return `(${types(cellIn, floatIn)}) -> (${types(cellOut, floatOut)})`;
}

/** ForthIR names words by their numbers; people, by their names. */
function withWordNames(session: Session, text: string): string {
  return text.replace(/\b(function|call|callStack) (\d+)/, (_, op, number) => {
    return `${op} ${wordName(session, Number(number))}`;
  });
}

/**
 * The code of a function.
 * @param steps whose newest step is the function
 * @param here the name of the source that goes without saying
 */
export function codeReport(
  spots: Spots,
  ir: Uint32Array,
  steps: IrSteps,
  here: string | undefined,
): CodeReport {
  const { session } = spots;
  const origins = new Origins(spots, ir);
  const describe = (position: number) => origins.describe(position, here);
  const listing = session.pipeline.list(ir, (word) => wordName(session, word));
  if (listing === undefined) return declinedReport(spots, ir, here);
  if (listing.kind === "webassembly") {
    const lines = listing.text.split("\n");
    return {
      kind: "webassembly",
      lines: lines.map((text, index) => ({ text, place: describe(listing.positions[index] ?? 0) })),
    };
  }
  const blob = readCodeBlob(listing.blob);
  const irLines = linesByInstruction(ir, steps);
  const lines = listMachineCode(blob, {
    irLine: (instruction) => {
      const line = irLines.get(instruction);
      return line && { ...line, text: withWordNames(session, line.text) };
    },
    lineOf: (position) => {
      const spot = origins.origin(position)?.spot;
      return spot && `${spot.name}:${spot.line}`;
    },
    place: (position) => session.positions.place(origins.source(position)),
    describe,
    wordName: (word) => wordName(session, word),
    dataName: (address) => dataName(session, address),
  });
  return {
    kind: "machine",
    isDynamicForm: false,
    architecture: blob.architecture,
    length: blob.code.length,
    frameSize: blob.frameSize,
    lines,
  };
}

/** What runs instead of a function that the backend declines. */
function declinedReport(spots: Spots, ir: Uint32Array, here: string | undefined): CodeReport {
  const word = ir[FunctionHeader.word] as number;
  const dynamic = spots.session.compiler.dynamicIrOf(word);
  if (isDeclined(spots.session, dynamic)) return { kind: "interpreted" };
  const report = codeReport(spots, dynamic, new IrSteps(dynamic), here);
  return report.kind === "machine" ? { ...report, isDynamicForm: true } : report;
}

const isDeclined = (session: Session, ir: Uint32Array): boolean =>
  session.pipeline.list(ir, () => "") === undefined;

/** The lines of instructions, in the order of blocks, by the number of the instruction. */
function linesByInstruction(ir: Uint32Array, steps: IrSteps): ReadonlyMap<number, IrLine> {
  const view = new FunctionView(ir);
  const lines = steps.lines.filter(({ text }) => text.startsWith("  "));
  const byNumber = new Map<number, IrLine>();
  let at = 0;
  for (let block = 0; block < view.blockCount; block++) {
    const first = view.firstInstructionOf(block);
    for (let number = first; number <= view.terminatorOf(block); number++)
      byNumber.set(number, lines[at++] as IrLine);
  }
  return byNumber;
}

function wordName(session: Session, word: number): string {
  const name = session.dictionary.word(word)?.displayName ?? "";
  return name === "" ? `word-${word}` : name;
}

function dataName(session: Session, address: number): string | undefined {
  const { dictionary } = session;
  for (let index = dictionary.end - 1; index > 0; index--) {
    const kind = dictionary.kind(index);
    const holdsAddress = kind === WordKind.data || kind === WordKind.value || kind === WordKind.fvalue;
    if (!holdsAddress && kind !== WordKind.defer && kind !== WordKind.does) continue;
    if (dictionary.operandA(index) === address) return dictionary.word(index)?.displayName;
  }
  return undefined;
}

/** A function's header, for what needs to know no more than the word. */
function headerOf(word: number): Uint32Array {
  const header = new Uint32Array(FunctionHeader.WORDS);
  header[FunctionHeader.word] = word;
  return header;
}
