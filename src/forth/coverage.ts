/**
 * Counts what runs of a program's files: lines, decisions, words.
 *
 * While a definition is compiled, increments of counters are compiled into it: `1 counter +!`, with the counters in the
 * data space. They are code like any other, so what is interpreted, compiled and inlined counts the same. One stands
 * before what a basic block begins with, before a line's first code, and before a decision when something since the last
 * counter may have left the definition: so a decision's ways add up to how often it was taken, whatever THROWs.
 *
 * Lines outside of definitions are counted by the text interpreter.
 */
import { BodyKind, Shuffle, WordKind } from "../abi/bindings.ts";
import type { DataSpace } from "../machine/data_space.ts";
import type { Machine } from "../machine/machine.ts";
import type { Definition, RecordObserver } from "./definition.ts";
import type { Dictionary, Word } from "./dictionary.ts";
import { type FileTable, SourceFile } from "./files.ts";
import type { Positions } from "./positions.ts";
import type { Source } from "./source.ts";

const CELL = 8;
const LINE_FEED = 0x0a;
/** Counters for which room is taken at a time. */
const COUNTERS = 512;

/** What is known of a file after a run. */
export interface FileCounts {
  /** Absolute. */
  readonly path: string;
  /** By line with code: how often it was reached. */
  readonly lines: [line: number, count: number][];
  /** By decision, in the order of the text: how often its flag was true (a loop was entered), and how often not. */
  readonly branches: [line: number, taken: number, other: number][];
  readonly words: [name: string, line: number, count: number][];
}

interface CoverageHost {
  readonly machine: Machine;
  readonly dataSpace: DataSpace;
  readonly dictionary: Dictionary;
  readonly files: FileTable;
  readonly positions: Positions;
  readonly latest: Word | undefined;
  systemWord(name: string): number;
  systemNumber(name: string): number;
}

/** A counter's place. Tokens that compile much have several, told apart by their order. */
interface Point {
  readonly line: number;
  readonly offset: number;
  readonly order: number;
  readonly counter: number;
}

interface Decision {
  readonly point: Point;
  /** Counts the way of a true flag. */
  taken: Point | undefined;
}

interface CountedWord {
  readonly name: string;
  readonly line: number;
  readonly entry: Point;
}

class CountedFile {
  readonly points: Point[] = [];
  readonly decisions: Decision[] = [];
  readonly words: CountedWord[] = [];
  /** By line, outside of definitions. */
  readonly interpreted = new Map<number, number>();

  constructor(readonly path: string) {}
}

/** Words that do nothing themselves: a line with nothing else is none with code. */
const NO_CODE = ["\\", "(", "\\g", "[then]", "[endif]"];

export class Coverage {
  private readonly files = new Map<string, CountedFile>();
  private readonly bySource = new WeakMap<Source, CountedFile | undefined>();
  private readonly noCode: ReadonlySet<number>;
  private next = 0;
  private end = 0;
  /** `+!`, which counts; ?DUP and 0=, behind which a decision is looked for by the compiler. */
  readonly plusStore: number;
  readonly questionDup: number;
  readonly zeroEquals: number;

  /** @param selects whether a file, by its absolute path, is counted */
  constructor(
    readonly session: CoverageHost,
    private readonly selects: (path: string) => boolean,
  ) {
    this.noCode = new Set(NO_CODE.map((name) => session.systemNumber(name)));
    this.plusStore = session.systemWord("+!");
    this.questionDup = session.systemNumber("?dup");
    this.zeroEquals = session.systemNumber("0=");
  }

  /** A token compiles into a definition. */
  follow(definition: Definition, source: Source): void {
    const file = this.fileOf(source);
    if (definition.observer === undefined) {
      if (file === undefined) return;
      definition.observer = new CountedBody(this, definition);
    }
    (definition.observer as CountedBody).moveTo(file, source);
  }

  /** A token is interpreted: a word's, or a number's. */
  interpreted(source: Source, word: Word | undefined): void {
    if (source.countedLine === source.line || (word !== undefined && this.noCode.has(word.xt))) return;
    source.countedLine = source.line;
    const file = this.fileOf(source);
    if (file === undefined) return;
    file.interpreted.set(source.line, (file.interpreted.get(source.line) ?? 0) + 1);
  }

  private fileOf(source: Source): CountedFile | undefined {
    if (this.bySource.has(source)) return this.bySource.get(source);
    const file = this.makeFile(source);
    this.bySource.set(source, file);
    return file;
  }

  private makeFile(source: Source): CountedFile | undefined {
    if (source.kind !== "file") return undefined;
    const from = this.session.files.get(source.sourceId);
    if (!(from instanceof SourceFile) || !this.selects(from.absolutePath)) return undefined;
    const path = from.identity;
    let file = this.files.get(path);
    if (file === undefined) {
      file = new CountedFile(path);
      this.files.set(path, file);
    }
    return file;
  }

  /** The address of a new counter, or undefined when the data space is full. */
  newCounter(): number | undefined {
    const { dataSpace, machine } = this.session;
    if (this.next === this.end) {
      const room = dataSpace.allocate(COUNTERS * CELL);
      if (room === undefined) return undefined;
      machine.bytes.fill(0, room, room + COUNTERS * CELL);
      this.next = room;
      this.end = room + COUNTERS * CELL;
    }
    const counter = this.next;
    this.next += CELL;
    return counter;
  }

  private readonly countOf = ({ counter }: Point): number => {
    const { machine } = this.session;
    return (machine.loadLow(counter) >>> 0) + machine.loadHigh(counter) * 2 ** 32;
  };

  /** What the counters say now. */
  collect(): FileCounts[] {
    return Array.from(this.files.values(), (file) => this.countsOf(file));
  }

  private countsOf(file: CountedFile): FileCounts {
    const { countOf } = this;
    // A file that is included again has other counters for the same places.
    const places = new Map<string, { line: number; count: number }>();
    for (const point of file.points) add(places, keyOf(point), point.line, countOf(point));
    const lines = new Map<number, number>();
    const reach = (line: number, count: number) => lines.set(line, Math.max(lines.get(line) ?? 0, count));
    for (const { line, count } of places.values()) reach(line, count);
    const words = new Map<string, { name: string; line: number; count: number }>();
    for (const { name, line, entry } of file.words) {
      const key = `${line} ${entry.offset} ${name}`;
      const count = countOf(entry) + (words.get(key)?.count ?? 0);
      words.set(key, { name, line, count });
    }
    for (const { line, count } of words.values()) reach(line, count);
    for (const { point } of file.decisions) reach(point.line, countOf(point));
    for (const [line, count] of file.interpreted) if (!lines.has(line)) lines.set(line, count);
    const branches = new Map<string, { point: Point; taken: number; other: number }>();
    for (const { point, taken } of file.decisions) {
      const key = keyOf(point);
      const entry = branches.get(key) ?? { point, taken: 0, other: 0 };
      const yes = taken === undefined ? 0 : countOf(taken);
      branches.set(key, {
        point,
        taken: entry.taken + yes,
        other: entry.other + countOf(point) - yes,
      });
    }
    return {
      path: file.path,
      lines: [...lines].sort(([a], [b]) => a - b),
      branches: [...branches.values()]
        .sort((a, b) => a.point.offset - b.point.offset || a.point.order - b.point.order)
        .map(({ point, taken, other }) => [point.line, taken, other]),
      words: Array.from(words.values(), ({ name, line, count }) => [name, line, count]),
    };
  }
}

const keyOf = ({ offset, order }: Point): string => `${offset} ${order}`;

function add(
  places: Map<string, { line: number; count: number }>,
  key: string,
  line: number,
  count: number,
): void {
  places.set(key, { line, count: count + (places.get(key)?.count ?? 0) });
}

/** Kinds that begin no line with code: they stand for the shape of what is around them. */
const SHAPES: ReadonlySet<number> = new Set([
  BodyKind.label,
  BodyKind.branch,
  BodyKind.loop,
  BodyKind.plusLoop,
]);
const DECISIONS: ReadonlySet<number> = new Set([BodyKind.branchZero, BodyKind.questionDo]);
/** Kinds of words that can leave a definition only by a fault of their operands. */
const SIMPLE: ReadonlySet<number> = new Set([
  WordKind.op,
  WordKind.shuffle,
  WordKind.inline,
  WordKind.constant,
  WordKind.data,
  WordKind.fconstant,
  WordKind.value,
  WordKind.fvalue,
]);

/** Puts counters into a definition. */
class CountedBody implements RecordObserver {
  private file: CountedFile | undefined;
  private bytes: Uint8Array | undefined;
  private line = 0;
  private offset = 0;
  private order = 0;
  /** A basic block begins. */
  private fresh = true;
  /** The newest counter, while what follows is reached as often as it, but for faults. */
  private point: Point | undefined;
  /** The decision behind which nothing has been compiled yet. */
  private open: Decision | undefined;
  /** Something since the newest counter may have left the definition. */
  private mayLeave = false;
  /** Behind ?DUP, and ?DUP 0=: the compiler wants to see the decision there. */
  private isHeld = false;
  private hasEntry = false;
  private isEnding = false;

  constructor(
    private readonly coverage: Coverage,
    private readonly definition: Definition,
  ) {}

  moveTo(file: CountedFile | undefined, { bytes, line, tokenStart }: Source): void {
    if (file !== this.file || tokenStart !== this.offset) this.order = 0;
    this.file = file;
    this.bytes = bytes;
    this.line = line;
    this.offset = tokenStart;
  }

  before(kind: number, a: number): void {
    const { open } = this;
    if (this.file === undefined) return;
    if (SHAPES.has(kind) || this.isEnding) {
      // The way of a true flag leads nowhere else: here it is counted, or together with others.
      if (open !== undefined || !this.hasEntry) this.count(open?.point);
      return;
    }
    if (this.isHeld && (kind === BodyKind.branchZero || this.isCallOf(kind, a, this.coverage.zeroEquals)))
      return;
    this.isHeld = false;
    const decides = DECISIONS.has(kind) || this.isCallOf(kind, a, this.coverage.questionDup);
    if (this.fresh || this.point?.line !== this.line || (decides && this.mayLeave)) this.count();
  }

  after(kind: number, a: number): void {
    switch (kind) {
      case BodyKind.branchZero:
      case BodyKind.questionDo:
        this.decide();
        this.fresh = true;
        this.isHeld = false;
        return;
      case BodyKind.label:
      case BodyKind.branch:
      case BodyKind.exit:
      case BodyKind.loop:
      case BodyKind.plusLoop:
        this.fresh = true;
        return;
      case BodyKind.call:
        if (a === this.coverage.questionDup) this.isHeld = true;
        this.mayLeave ||= !this.isSimple(a);
    }
  }

  ending(): void {
    this.isEnding = true;
  }

  private decide(): void {
    const { file, point } = this;
    if (file === undefined || point === undefined) return;
    const { line, offset } = this;
    // The place is that of the decision, the count that of what leads to it.
    this.open = { point: { line, offset, order: this.order++, counter: point.counter }, taken: undefined };
    file.decisions.push(this.open);
  }

  private isCallOf(kind: number, a: number, word: number): boolean {
    return kind === BodyKind.call && a === word;
  }

  private isSimple(index: number): boolean {
    const { dictionary } = this.coverage.session;
    const kind = dictionary.kind(index);
    if (kind === WordKind.shuffle) return dictionary.operandA(index) !== Shuffle.execute;
    return SIMPLE.has(kind) || dictionary.word(index)?.inline === true;
  }

  /** Compiles a counter, at the current token or where the decision stands whose way it counts. */
  private count(decision?: Point): void {
    const { coverage, definition, file, open } = this;
    const counter = coverage.newCounter();
    if (file === undefined || counter === undefined) return;
    // The way of a decision that has no place of its own comes right behind it.
    const { line, offset, order } =
      decision === undefined
        ? { line: this.line, offset: this.offset, order: this.order++ }
        : { ...decision, order: decision.order + 0.5 };
    const point = { line, offset, order, counter };
    definition.add(BodyKind.literal, 1, 0);
    definition.add(BodyKind.literal, counter, 0);
    definition.add(BodyKind.call, coverage.plusStore);
    file.points.push(point);
    if (open !== undefined) open.taken = point;
    this.open = undefined;
    if (!this.hasEntry) this.enter(file, point);
    this.point = point;
    this.fresh = false;
    this.mayLeave = false;
  }

  private enter(file: CountedFile, entry: Point): void {
    this.hasEntry = true;
    const { word } = this.definition;
    const { session } = this.coverage;
    // Quotations and what stands behind DOES> are parts of words.
    if (word.name === "" && session.latest?.index !== word.index) return;
    file.words.push({ name: word.displayName || ":noname", line: this.headerLine(), entry });
  }

  /** The line where the definition begins. */
  private headerLine(): number {
    const header = this.coverage.session.positions.sourceOf(this.definition.word.position);
    let { line } = this;
    if (header === undefined || header.bytes !== this.bytes) return line;
    for (let at = header.offset; at < this.offset; at++) if (header.bytes[at] === LINE_FEED) line--;
    return line;
  }
}
