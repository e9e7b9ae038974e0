/**
 * A definition while it is compiled: its body so far, its control-flow stack and its locals.
 *
 * The body is what the compiler stage takes: BodyInstruction records with labels for control flow. The control-flow
 * stack is apart from the data stack (Forth 2012, 3.2.3.2 allows it), so `[ … ]` inside a definition may leave data there.
 */
import { BodyInstruction, BodyKind } from "../abi/bindings.ts";
import { ForthThrow } from "../machine/exceptions.ts";
import type { Word } from "./dictionary.ts";
import { commonScope, findLocal, type Local, type LocalScope, withLocal } from "./local_scope.ts";

const CONTROL_STRUCTURE_MISMATCH = -22;

/** A branch to a label that lies ahead, and what is known where it begins. */
interface Jump {
  readonly label: number;
  readonly from: Flow;
}

/** The state of control flow at a place: whether any path leads there, and the locals that all these paths have declared. */
interface Flow {
  readonly reachable: boolean;
  readonly scope: LocalScope | undefined;
}

/** Where LEAVE of a loop goes to, and what is known of the paths that do. */
interface LeaveTarget {
  readonly label: number;
  from: Flow;
  /** Where in the body the loop takes its limit and its first index. */
  start: number;
  /** The local with the limit, once I' has asked for it. */
  limit: number | undefined;
}

/** An entry of the control-flow stack (Forth 2012, 3.2.3.2). */
type ControlEntry = { position?: number } & (
  | ({ kind: "orig" } & Jump)
  | { kind: "dest"; label: number }
  | { kind: "do"; start: number; leave: LeaveTarget }
  | { kind: "case"; exits: Jump[]; start: number; again: number | undefined }
  | ({ kind: "of" } & Jump)
  | { kind: "scope"; scope: LocalScope | undefined }
  | { kind: "try" }
);

export type ControlKind = ControlEntry["kind"];

/** What has begun an entry, as a report calls it. */
const openers: Readonly<Record<ControlKind, string>> = {
  orig: "IF or WHILE",
  dest: "BEGIN",
  do: "DO",
  case: "CASE",
  of: "OF",
  scope: "SCOPE",
  try: "TRY",
};

/** Looks on while a definition's records come, and may put some of its own before each, with `add`. */
export interface RecordObserver {
  before(kind: number, a: number): void;
  after(kind: number, a: number): void;
  /** What ends the definition comes. */
  ending(): void;
}

const unreached: Flow = { reachable: false, scope: undefined };

const INITIAL_INSTRUCTIONS = 32;

/** One float and its two words. */
const floatBits = new Float64Array(1);
const wordBits = new Uint32Array(floatBits.buffer);

const noBody = new Uint32Array(0);
/** Arrays of definitions that are finished, for the next ones. */
const spareBodies: Uint32Array[] = [];

export class Definition {
  /** The records; `length` words of them are in use. */
  body = spareBodies.pop() ?? new Uint32Array(INITIAL_INSTRUCTIONS * BodyInstruction.WORDS);
  length = 0;
  readonly control: ControlEntry[] = [];
  /** Where LEAVE goes from the loops that enclose the point of compilation, innermost last. */
  readonly leaves: LeaveTarget[] = [];
  private labelCount = 0;
  /** Whether a path leads to the point of compilation, and the locals that it sees. */
  private flow: Flow = { reachable: true, scope: undefined };
  /** The locals of a BEGIN that nothing reaches from above: those around all structures, or what ASSUME-LIVE says. */
  private assumedScope: LocalScope | undefined;
  private cellLocals = 0;
  private floatLocals = 0;
  /** Between N>R and NR>: the return-stack words work on the return stack in memory. */
  returnsInMemory = false;
  /** Locals that lie in memory: bytes of them in an activation, and the cell local with their address. */
  private memoryBytes = 0;
  private memoryBase = 0;
  /** Position id of the token that is compiled. */
  position = 0;
  observer: RecordObserver | undefined;

  /** [: has begun it. */
  isQuotation = false;
  /** [{: or one of its kin has begun it: its token is made when the definition around it runs. */
  isClosure = false;
  /** What ;] leaves the token of: the word of the part before the first DOES>. */
  readonly opened: Word;

  /** `word` is defined by it; `parent` is the definition around a quotation; `self` is what RECURSE means. */
  constructor(
    readonly word: Word,
    readonly parent: Definition | undefined,
    readonly self: Word = word,
    opened: Word = word,
  ) {
    this.opened = opened;
  }

  /** The locals that the point of compilation sees. */
  get scope(): LocalScope | undefined {
    return this.flow.scope;
  }

  /** The local that a folded name means at the point of compilation. */
  findLocal(name: string): Local | undefined {
    return findLocal(this.flow.scope, name);
  }

  /** Makes a local visible from here on. */
  declareLocal(name: string, local: Local): void {
    this.flow = { ...this.flow, scope: withLocal(this.flow.scope, name, local) };
  }

  emit(kind: number, a = 0, b = 0): void {
    const { observer } = this;
    observer?.before(kind, a);
    if (this.length === this.body.length) {
      const grown = new Uint32Array(Math.max(this.body.length, BodyInstruction.WORDS) * 2);
      grown.set(this.body);
      this.body = grown;
    }
    const { body, length: at } = this;
    body[at + BodyInstruction.kind] = kind;
    body[at + BodyInstruction.a] = a;
    body[at + BodyInstruction.b] = b;
    body[at + BodyInstruction.position] = this.position;
    this.length = at + BodyInstruction.WORDS;
    observer?.after(kind, a);
  }

  /** Compiles something that no observer is to take for a part of the program's text. */
  unobserved(compile: () => void): void {
    const { observer } = this;
    this.observer = undefined;
    compile();
    this.observer = observer;
  }

  /** Appends a record of which no observer is told. */
  add(kind: number, a = 0, b = 0): void {
    this.unobserved(() => this.emit(kind, a, b));
  }

  /** Gives up the body, which somebody has copied. */
  release(): void {
    spareBodies.push(this.body);
    this.body = noBody;
    this.length = 0;
  }

  /** Adds finished records. */
  append(records: Uint32Array): void {
    const length = this.length + records.length;
    if (length > this.body.length) {
      const grown = new Uint32Array(2 * length);
      grown.set(this.body);
      this.body = grown;
    }
    this.body.set(records, this.length);
    this.length = length;
  }

  literal(low: number, high: number): void {
    this.emit(BodyKind.literal, low, high);
  }

  floatLiteral(value: number): void {
    floatBits[0] = value;
    this.emit(BodyKind.floatLiteral, wordBits[0], wordBits[1]);
  }

  call(index: number): void {
    this.emit(BodyKind.call, index);
  }

  /** Whether the last thing compiled gives a cell that is known and not zero; `isCode` says so of a word. */
  endsInCode(isCode: (word: number) => boolean): boolean {
    const at = this.length - BodyInstruction.WORDS;
    if (at < 0) return false;
    const a = this.body[at + BodyInstruction.a] as number;
    const kind = this.body[at + BodyInstruction.kind];
    if (kind === BodyKind.call) return isCode(a);
    return kind === BodyKind.literal && (a !== 0 || this.body[at + BodyInstruction.b] !== 0);
  }

  /** Whether a call of a word is among what was compiled. */
  calls(word: number): boolean {
    for (let at = 0; at < this.length; at += BodyInstruction.WORDS) {
      const isCall = this.body[at + BodyInstruction.kind] === BodyKind.call;
      if (isCall && this.body[at + BodyInstruction.a] === word) return true;
    }
    return false;
  }

  /** The word that was compiled last; 0 when that was something else. */
  get lastCall(): number {
    const at = this.length - BodyInstruction.WORDS;
    if (at < 0 || this.body[at + BodyInstruction.kind] !== BodyKind.call) return 0;
    return this.body[at + BodyInstruction.a] as number;
  }

  private newLabel(): number {
    return this.labelCount++;
  }

  private placeLabel(label: number): void {
    this.emit(BodyKind.label, label);
  }

  private mismatch(detail: string): never {
    throw new ForthThrow(CONTROL_STRUCTURE_MISMATCH, detail);
  }

  private pop<K extends ControlKind>(
    kind: K,
    word: string,
    opener: string,
  ): Extract<ControlEntry, { kind: K }> {
    const entry = this.control.pop();
    if (entry === undefined) return this.mismatch(`${word} without ${opener}`);
    if (entry.kind !== kind) return this.mismatch(`${word} where ${openers[entry.kind]} is open`);
    return entry as Extract<ControlEntry, { kind: K }>;
  }

  private push(entry: ControlEntry): void {
    if (this.control.length === 0) this.assumedScope = this.flow.scope;
    entry.position ??= this.position;
    this.control.push(entry);
  }

  /** From here on nothing is reached from above. */
  private endFlow(): void {
    this.flow = unreached;
  }

  /** Places a label that other paths come to. */
  private join({ label, from }: Jump): void {
    this.placeLabel(label);
    this.flow = joined(this.flow, from);
  }

  /** A branch to a new label. */
  private jump(kind: number): number {
    const label = this.newLabel();
    this.emit(kind, label);
    return label;
  }

  /** IF ( C: -- orig ) */
  if(): void {
    const label = this.jump(BodyKind.branchZero);
    this.push({ kind: "orig", label, from: this.flow, position: this.position });
  }

  /** AHEAD ( C: -- orig ) */
  ahead(): void {
    const label = this.jump(BodyKind.branch);
    this.push({ kind: "orig", label, from: this.flow, position: this.position });
    this.endFlow();
  }

  /** THEN ( C: orig -- ) */
  endIf(): void {
    this.join(this.pop("orig", "THEN", "IF"));
  }

  /** ELSE ( C: orig1 -- orig2 ) */
  else(): void {
    const orig = this.pop("orig", "ELSE", "IF");
    this.ahead();
    this.join(orig);
  }

  /** BEGIN ( C: -- dest ) */
  begin(): void {
    const label = this.newLabel();
    this.placeLabel(label);
    if (!this.flow.reachable) this.flow = { reachable: true, scope: this.assumedScope };
    this.push({ kind: "dest", label, position: this.position });
  }

  /** AGAIN ( C: dest -- ) */
  again(): void {
    this.emit(BodyKind.branch, this.pop("dest", "AGAIN", "BEGIN").label);
    this.endFlow();
  }

  /** UNTIL ( C: dest -- ) */
  until(): void {
    this.emit(BodyKind.branchZero, this.pop("dest", "UNTIL", "BEGIN").label);
  }

  /** WHILE ( C: dest -- orig dest ) */
  while(): void {
    const dest = this.pop("dest", "WHILE", "BEGIN");
    this.if();
    this.push(dest);
  }

  /** REPEAT ( C: orig dest -- ) */
  repeat(): void {
    this.emit(BodyKind.branch, this.pop("dest", "REPEAT", "BEGIN").label);
    this.endFlow();
    this.join(this.pop("orig", "REPEAT", "WHILE"));
  }

  /** DO ( C: -- do-sys ) */
  do(): void {
    const start = this.length;
    this.emit(BodyKind.do);
    this.openLoop({ label: this.newLabel(), from: unreached, start, limit: undefined });
  }

  /** ?DO and gforth's +DO, U+DO, -DO, U-DO ( C: -- do-sys ); `variant` as in BodyKind.questionDo. */
  questionDo(variant: number): void {
    const label = this.newLabel();
    const start = this.length;
    this.emit(BodyKind.questionDo, label, variant);
    this.openLoop({ label, from: this.flow, start, limit: undefined });
  }

  private openLoop(leave: LeaveTarget): void {
    const start = this.newLabel();
    this.placeLabel(start);
    this.push({ kind: "do", start, leave, position: this.position });
    this.leaves.push(leave);
  }

  /** LOOP ( C: do-sys -- ) */
  loop(): void {
    this.closeLoop(BodyKind.loop, 0, "LOOP");
  }

  /** +LOOP (variant 0) and gforth's -LOOP (variant 1) ( C: do-sys -- ); `word` is its name in reports. */
  plusLoop(variant: number, word = variant === 0 ? "+LOOP" : "-LOOP"): void {
    this.closeLoop(BodyKind.plusLoop, variant, word);
  }

  private closeLoop(kind: number, variant: number, word: string): void {
    const entry = this.pop("do", word, word === "NEXT" ? "FOR" : "DO");
    this.emit(kind, entry.start, variant);
    this.leaves.pop();
    this.join(entry.leave);
  }

  /**
   * I' (gforth) ( -- x ): the limit of the loop `depth` loops further out, which from now on keeps it in a local.
   * @param over the word OVER
   */
  loopLimit(depth: number, over: number): void {
    const loop = this.leaves.at(-1 - depth);
    if (loop === undefined) return this.mismatch("I' outside a loop");
    if (loop.limit === undefined) {
      loop.limit = this.newCell();
      const { limit, start } = loop;
      this.insert(start, () => {
        this.call(over);
        this.setCell(limit);
      });
    }
    this.getCell(loop.limit);
  }

  /** LEAVE */
  leave(): void {
    const target = this.leaves.at(-1);
    if (target === undefined) return this.mismatch("LEAVE outside a loop");
    this.emit(BodyKind.unloop);
    this.emit(BodyKind.branch, target.label);
    target.from = joined(target.from, this.flow);
    this.endFlow();
  }

  /** CASE ( C: -- case-sys ) */
  case(): void {
    this.push({ kind: "case", exits: [], start: this.length, again: undefined, position: this.position });
  }

  /** Opens an arm of a CASE after code that leaves a flag (OF itself, or gforth's ?OF). */
  of(): void {
    const label = this.jump(BodyKind.branchZero);
    this.push({ kind: "of", label, from: this.flow, position: this.position });
  }

  /** ENDOF ( C: case-sys1 of-sys -- case-sys2 ) */
  endOf(): void {
    const of = this.pop("of", "ENDOF", "OF");
    const { exits } = this.openCase("ENDOF");
    exits.push({ label: this.jump(BodyKind.branch), from: this.flow });
    this.endFlow();
    this.join(of);
  }

  /** CONTOF (gforth) ( C: case-sys1 of-sys -- case-sys2 ): goes back to CASE. */
  continueOf(): void {
    const of = this.pop("of", "CONTOF", "OF");
    this.emit(BodyKind.branch, this.caseStart(this.openCase("CONTOF")));
    this.endFlow();
    this.join(of);
  }

  /** ENDCASE ( C: case-sys -- ), after the code that drops the selector. */
  endCase(): void {
    for (const exit of this.pop("case", "ENDCASE", "CASE").exits) this.join(exit);
  }

  /** NEXT-CASE (gforth) ( C: case-sys -- ): goes back to CASE; only what ENDOF has ended goes on. */
  nextCase(): void {
    const entry = this.pop("case", "NEXT-CASE", "CASE");
    this.emit(BodyKind.branch, this.caseStart(entry));
    this.endFlow();
    for (const exit of entry.exits) this.join(exit);
  }

  private openCase(word: string): Extract<ControlEntry, { kind: "case" }> {
    const entry = this.control.at(-1);
    return entry?.kind === "case" ? entry : this.mismatch(`${word} outside CASE`);
  }

  /** The label at CASE, which is placed when something first goes back there. */
  private caseStart(entry: Extract<ControlEntry, { kind: "case" }>): number {
    if (entry.again !== undefined) return entry.again;
    const label = this.newLabel();
    this.insert(entry.start, () => this.placeLabel(label));
    entry.again = label;
    return label;
  }

  /** Puts records into the body at a place; what lies behind moves. */
  private insert(start: number, emit: () => void): void {
    const { length } = this;
    emit();
    const { body } = this;
    const size = this.length - length;
    const records = body.slice(length, this.length);
    body.copyWithin(start + size, start, length);
    body.set(records, start);
    // Nothing but CASEs and loops knows where in the body something is.
    for (const entry of this.control) if (entry.kind === "case" && entry.start > start) entry.start += size;
    for (const loop of this.leaves) if (loop.start >= start) loop.start += size;
  }

  /** SCOPE (gforth) ( C: -- scope ) */
  beginScope(): void {
    this.push({ kind: "scope", scope: this.flow.scope });
  }

  /** ENDSCOPE (gforth) ( C: scope -- ): the locals declared since SCOPE are visible no more. */
  endScope(): void {
    const { scope } = this.pop("scope", "ENDSCOPE", "SCOPE");
    this.flow = { ...this.flow, scope: this.flow.reachable ? commonScope(this.flow.scope, scope) : scope };
  }

  /** ASSUME-LIVE (gforth) ( C: orig -- orig ): a BEGIN that nothing reaches from above sees the locals of the orig. */
  assumeLive(): void {
    const entry = this.control.at(-1);
    if (entry?.kind !== "orig") return this.mismatch("ASSUME-LIVE without AHEAD or IF");
    this.assumedScope = entry.from.scope;
  }

  /** UNREACHABLE (gforth): no path leads here. */
  unreachable(): void {
    this.endFlow();
  }

  /** CS-PICK ( C: … -- … x ) */
  controlPick(index: number): void {
    const entry = this.control.at(-1 - index);
    if (entry === undefined) return this.mismatch("CS-PICK beyond the control-flow stack");
    this.control.push(entry);
  }

  /** CS-ROLL ( C: … -- … ) */
  controlRoll(index: number): void {
    const at = this.control.length - 1 - index;
    const entry = this.control[at];
    if (entry === undefined) return this.mismatch("CS-ROLL beyond the control-flow stack");
    this.control.splice(at, 1);
    this.control.push(entry);
  }

  /** CS-DROP ( C: x -- ) */
  controlDrop(): void {
    if (this.control.pop() === undefined) this.mismatch("CS-DROP of an empty control-flow stack");
  }

  /** Numbers for new cell locals, in a row; gives the first. */
  newCell(count = 1): number {
    const index = this.cellLocals;
    this.cellLocals += count;
    return index;
  }

  /** The number of a new float local. */
  newFloat(): number {
    return this.floatLocals++;
  }

  getCell(index: number): void {
    this.emit(BodyKind.localGet, index);
  }

  setCell(index: number): void {
    this.emit(BodyKind.localSet, index);
  }

  getFloat(index: number): void {
    this.emit(BodyKind.floatLocalGet, index);
  }

  setFloat(index: number): void {
    this.emit(BodyKind.floatLocalSet, index);
  }

  /**
   * Takes memory that every activation has for itself, from its begin to its end; `addWord` is the word +.
   * Compiles its address: ( -- addr ).
   */
  localMemory(bytes: number, addWord: number): void {
    const offset = this.memoryBytes;
    if (offset === 0) this.memoryBase = this.newCell();
    this.memoryBytes += (bytes + 7) & -8;
    this.getCell(this.memoryBase);
    if (offset === 0) return;
    this.literal(offset, 0);
    this.call(addWord);
  }

  /** The EXIT at the end. */
  end(): void {
    this.observer?.ending();
    this.exit();
  }

  /** EXIT, also the one at the end. */
  exit(): void {
    this.emit(BodyKind.exit);
    this.endFlow();
  }

  /** Whether locals lie in memory. */
  get hasMemory(): boolean {
    return this.memoryBytes !== 0;
  }

  /** Puts around the finished body what takes memory for its locals and, at each EXIT, what gives it back. */
  frameMemory(reserveWord: number, releaseWord: number): void {
    this.observer = undefined;
    const records = this.body.slice(0, this.length);
    this.length = 0;
    this.position = records[BodyInstruction.position] as number;
    this.literal(this.memoryBytes, 0);
    this.call(reserveWord);
    this.setCell(this.memoryBase);
    for (let at = 0; at < records.length; at += BodyInstruction.WORDS) {
      this.position = records[at + BodyInstruction.position] as number;
      if (records[at + BodyInstruction.kind] === BodyKind.exit) {
        this.literal(this.memoryBytes, 0);
        this.call(releaseWord);
      }
      this.emit(
        records[at + BodyInstruction.kind] as number,
        records[at + BodyInstruction.a],
        records[at + BodyInstruction.b],
      );
    }
  }

  /** ENDTRY ( C: try-sys -- ), and what is between if RECOVER began it ( C: try-sys orig -- ). */
  endTry(): void {
    if (this.control.at(-1)?.kind === "orig") this.endIf();
    this.pop("try", "ENDTRY", "TRY");
  }

  /** Throws -22 when a structure is still open; `;` and DOES> ask. */
  checkClosed(word: string): void {
    const open = this.control[this.control.length - 1];
    if (open === undefined) return;
    const thrown = new ForthThrow(
      CONTROL_STRUCTURE_MISMATCH,
      `${word} where ${openers[open.kind]} is still open`,
    );
    thrown.position = open.position ?? 0;
    throw thrown;
  }
}

/** Where two paths meet. */
function joined(a: Flow, b: Flow): Flow {
  if (!b.reachable) return a;
  if (!a.reachable) return b;
  if (a.scope === b.scope) return a;
  return { reachable: true, scope: commonScope(a.scope, b.scope) };
}
