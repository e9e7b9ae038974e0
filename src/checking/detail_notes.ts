/** Finds out what editors show while a program is loaded. */
import { BodyInstruction } from "../abi/bindings.ts";
import { ExecutionContext } from "../abi/session_bindings.ts";
import type { Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import type { Source } from "../forth/source.ts";
import type { SourceRange } from "./diagnostic.ts";
import { type EditorDetails, noDetails } from "./editor_details.ts";
import type { Reports } from "./reports.ts";
import type { StackTrace } from "./stack_trace.ts";
import type { ProgramSymbol } from "./symbols.ts";
import type { Before } from "./tolerant_interpreter.ts";

const LINE_FEED = 0x0a;
const SPACE = 0x20;
/** Items of the stack that are remembered of a line that was interpreted. */
const MAX_ITEMS = 8;

export class DetailNotes {
  readonly details: EditorDetails = noDetails();

  constructor(
    private readonly session: Session,
    private readonly reports: Reports,
  ) {}

  /** A word has run; it may have parsed a text. */
  ran(word: Word, { source, tokenStart: start }: Before): void {
    const text = this.reports.texts.get(source.bytes);
    if (text === undefined || this.session.source !== source) return;
    let wordEnd = start;
    while ((source.bytes[wordEnd] ?? 0) > SPACE) wordEnd++;
    const end = this.session.sources.parsePosition;
    if (end <= wordEnd + 1 && source.bytes[wordEnd] !== LINE_FEED) return;
    const isOfSystem = this.session.isSystemWord(word);
    this.details.parsed.push({ word: word.name, isOfSystem, file: text.path, start, wordEnd, end });
  }

  /** A token has been interpreted or compiled: what lies on the stack behind its line is known. */
  passed(source: Source): void {
    const { session } = this;
    const text = this.reports.texts.get(source.bytes);
    if (text === undefined || session.compiling || session.source !== source) return;
    const { context, dataStack } = session.machine;
    const depth = context[ExecutionContext.dataDepth] as number;
    let lines = this.details.interpreted.get(text.path);
    if (lines === undefined) {
      lines = new Map();
      this.details.interpreted.set(text.path, lines);
    }
    const line = text.lineOf(source.tokenStart);
    // Most lines leave nothing.
    if (depth === 0 && !lines.has(line)) return;
    const items: bigint[] = [];
    for (let at = Math.max(0, depth - MAX_ITEMS); at < depth; at++) {
      const [low, high] = [dataStack[2 * at] as number, dataStack[2 * at + 1] as number];
      items.push((BigInt(high) << 32n) | BigInt(low >>> 0));
    }
    lines.set(line, { depth, items });
  }

  /** The positions of a body behind which its source goes on in another line. */
  lineEnds(records: Uint32Array): Set<number> {
    const ends = new Set<number>();
    let [last, line]: [number, number | undefined] = [0, undefined];
    for (let at = BodyInstruction.position; at < records.length; at += BodyInstruction.WORDS) {
      const position = records[at] as number;
      if (position === last) continue;
      const place = this.reports.placeAt(position);
      const next = place?.text.lineOf(place.offset);
      if (next !== line) ends.add(last);
      [last, line] = [position, next];
    }
    return ends.add(last);
  }

  /** A definition is complete: the stacks on its way. */
  stacks(trace: StackTrace, symbol: ProgramSymbol | undefined): void {
    for (const [position, views] of trace.all) {
      const place = this.reports.placeAt(position);
      if (place !== undefined)
        this.details.stacks.push({ file: place.text.path, offset: place.offset, symbol, views });
    }
  }

  /** A local is declared. @param textEnd the end of the text, until that of its definition is known */
  local(name: string, range: SourceRange, textEnd: number): void {
    this.details.locals.push({ name, range, scopeEnd: textEnd });
  }

  /** Locals end with their definition. */
  endLocals(ranges: ReadonlySet<SourceRange>, end: number | undefined): void {
    if (ranges.size === 0 || end === undefined) return;
    for (const local of this.details.locals) if (ranges.has(local.range)) local.scopeEnd = end;
  }
}
