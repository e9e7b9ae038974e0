/**
 * A definition while it is compiled: its body so far, its control-flow stack and its locals.
 *
 * The body is what the compiler stage takes: BodyInstruction records with labels for control flow. The control-flow
 * stack is apart from the data stack (Forth 2012, 3.2.3.2 allows it), so `[ … ]` inside a definition may leave data there.
 */
import { BodyInstruction, BodyKind } from "../abi/bindings.ts";
import { ForthThrow } from "../machine/exceptions.ts";
import type { Word } from "./dictionary.ts";

export type LocalKind = "cell" | "double" | "float" | "address";

export interface Local {
  readonly kind: LocalKind;
  /** Number of its float or (first) cell in the definition. */
  readonly index: number;
  /** It lies in memory instead: this far behind the address in the cell local `index`. */
  readonly frameOffset?: number;
}

const CONTROL_STRUCTURE_MISMATCH = -22;

/** An entry of the control-flow stack (Forth 2012, 3.2.3.2). */
export type ControlEntry =
  | { kind: "orig"; label: number }
  | { kind: "dest"; label: number }
  | { kind: "do"; start: number; leave: number }
  | { kind: "case"; exits: number[] }
  | { kind: "of"; label: number }
  | { kind: "try" };

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
  /** The leave labels of the loops that enclose the point of compilation, innermost last. */
  readonly leaves: number[] = [];
  private labelCount = 0;
  /** Locals by folded name. */
  locals: Map<string, Local> | undefined;
  private cellLocals = 0;
  private floatLocals = 0;
  /** Between N>R and NR>: the return-stack words work on the return stack in memory. */
  returnsInMemory = false;
  /** Bytes of memory that the code so far has reserved for locals, and the word that gives them back. */
  private reserved = 0;
  private releaseWord = 0;
  /** Position id of the token that is compiled. */
  position = 0;

  /** `word` is defined by it; `parent` is the definition around a quotation; `self` is what RECURSE means. */
  constructor(
    readonly word: Word,
    readonly parent: Definition | undefined,
    readonly self: Word = word,
  ) {}

  emit(kind: number, a = 0, b = 0): void {
    if (this.length === this.body.length) {
      const grown = new Uint32Array(Math.max(this.body.length, BodyInstruction.WORDS) * 2);
      grown.set(this.body);
      this.body = grown;
    }
    const at = this.length;
    this.body[at + BodyInstruction.kind] = kind;
    this.body[at + BodyInstruction.a] = a;
    this.body[at + BodyInstruction.b] = b;
    this.body[at + BodyInstruction.position] = this.position;
    this.length = at + BodyInstruction.WORDS;
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

  private newLabel(): number {
    return this.labelCount++;
  }

  private placeLabel(label: number): void {
    this.emit(BodyKind.label, label);
  }

  private mismatch(detail: string): never {
    throw new ForthThrow(CONTROL_STRUCTURE_MISMATCH, detail);
  }

  private pop<K extends ControlEntry["kind"]>(
    kind: K,
    word: string,
    opener: string,
  ): Extract<ControlEntry, { kind: K }> {
    const entry = this.control.pop();
    if (entry === undefined) return this.mismatch(`${word} without ${opener}`);
    if (entry.kind !== kind) return this.mismatch(`${word} does not match the structure that is open here`);
    return entry as Extract<ControlEntry, { kind: K }>;
  }

  /** IF ( C: -- orig ) */
  if(): void {
    const label = this.newLabel();
    this.emit(BodyKind.branchZero, label);
    this.control.push({ kind: "orig", label });
  }

  /** AHEAD ( C: -- orig ) */
  ahead(): void {
    const label = this.newLabel();
    this.emit(BodyKind.branch, label);
    this.control.push({ kind: "orig", label });
  }

  /** THEN ( C: orig -- ) */
  endIf(): void {
    this.placeLabel(this.pop("orig", "THEN", "IF").label);
  }

  /** ELSE ( C: orig1 -- orig2 ) */
  else(): void {
    const orig = this.pop("orig", "ELSE", "IF");
    this.ahead();
    this.placeLabel(orig.label);
  }

  /** BEGIN ( C: -- dest ) */
  begin(): void {
    const label = this.newLabel();
    this.placeLabel(label);
    this.control.push({ kind: "dest", label });
  }

  /** AGAIN ( C: dest -- ) */
  again(): void {
    this.emit(BodyKind.branch, this.pop("dest", "AGAIN", "BEGIN").label);
  }

  /** UNTIL ( C: dest -- ) */
  until(): void {
    this.emit(BodyKind.branchZero, this.pop("dest", "UNTIL", "BEGIN").label);
  }

  /** WHILE ( C: dest -- orig dest ) */
  while(): void {
    const dest = this.pop("dest", "WHILE", "BEGIN");
    this.if();
    this.control.push(dest);
  }

  /** REPEAT ( C: orig dest -- ) */
  repeat(): void {
    this.emit(BodyKind.branch, this.pop("dest", "REPEAT", "BEGIN").label);
    this.placeLabel(this.pop("orig", "REPEAT", "WHILE").label);
  }

  /** DO ( C: -- do-sys ) */
  do(): void {
    this.emit(BodyKind.do);
    this.openLoop(this.newLabel());
  }

  /** ?DO and gforth's +DO, U+DO, -DO, U-DO ( C: -- do-sys ); `variant` as in BodyKind.questionDo. */
  questionDo(variant: number): void {
    const leave = this.newLabel();
    this.emit(BodyKind.questionDo, leave, variant);
    this.openLoop(leave);
  }

  private openLoop(leave: number): void {
    const start = this.newLabel();
    this.placeLabel(start);
    this.control.push({ kind: "do", start, leave });
    this.leaves.push(leave);
  }

  /** LOOP ( C: do-sys -- ) */
  loop(): void {
    this.closeLoop(BodyKind.loop, 0, "LOOP");
  }

  /** +LOOP (variant 0) and gforth's -LOOP (variant 1) ( C: do-sys -- ) */
  plusLoop(variant: number): void {
    this.closeLoop(BodyKind.plusLoop, variant, variant === 0 ? "+LOOP" : "-LOOP");
  }

  private closeLoop(kind: number, variant: number, word: string): void {
    const entry = this.pop("do", word, "DO");
    this.emit(kind, entry.start, variant);
    this.leaves.pop();
    this.placeLabel(entry.leave);
  }

  /** LEAVE */
  leave(): void {
    const label = this.leaves.at(-1);
    if (label === undefined) return this.mismatch("LEAVE outside a loop");
    this.emit(BodyKind.unloop);
    this.emit(BodyKind.branch, label);
  }

  /** CASE ( C: -- case-sys ) */
  case(): void {
    this.control.push({ kind: "case", exits: [] });
  }

  /** Opens an arm of a CASE after code that leaves a flag (OF itself, or gforth's ?OF). */
  of(): void {
    const label = this.newLabel();
    this.emit(BodyKind.branchZero, label);
    this.control.push({ kind: "of", label });
  }

  /** ENDOF ( C: case-sys1 of-sys -- case-sys2 ) */
  endOf(): void {
    const of = this.pop("of", "ENDOF", "OF");
    const entry = this.control.at(-1);
    if (entry?.kind !== "case") return this.mismatch("ENDOF outside CASE");
    const label = this.newLabel();
    this.emit(BodyKind.branch, label);
    entry.exits.push(label);
    this.placeLabel(of.label);
  }

  /** ENDCASE ( C: case-sys -- ), after the code that drops the selector. */
  endCase(): void {
    for (const label of this.pop("case", "ENDCASE", "CASE").exits) this.placeLabel(label);
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

  /** Compiles what takes memory until the definition is left: ( -- addr ). The words are (reserve) and (release). */
  reserve(bytes: number, reserveWord: number, releaseWord: number): void {
    this.literal(bytes, 0);
    this.call(reserveWord);
    this.reserved += bytes;
    this.releaseWord = releaseWord;
  }

  /** EXIT, also the one at the end. */
  exit(): void {
    if (this.reserved > 0) {
      this.literal(this.reserved, 0);
      this.call(this.releaseWord);
    }
    this.emit(BodyKind.exit);
  }

  /** ENDTRY ( C: try-sys -- ), and what is between if RECOVER began it ( C: try-sys orig -- ). */
  endTry(): void {
    if (this.control.at(-1)?.kind === "orig") this.endIf();
    this.pop("try", "ENDTRY", "TRY");
  }

  /** Throws -22 when a structure is still open; `;` and DOES> ask. */
  checkClosed(word: string): void {
    const open = this.control.at(-1);
    if (open === undefined) return;
    const opener = { orig: "IF or WHILE", dest: "BEGIN", do: "DO", case: "CASE", of: "OF", try: "TRY" }[
      open.kind
    ];
    this.mismatch(`${word}: ${opener} is still open`);
  }
}
