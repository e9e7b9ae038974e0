/**
 * Cold code: what the body interpreter runs, made of a word's body when the word first runs.
 *
 * Inline words are spliced in and constants are resolved. Values on the return stack, loop parameters and locals become
 * slots of an activation, because their heights are known at every place of a body that nests as usual. A body that
 * does not, or that has a fault, is run record by record (`stepper.ts`).
 */
import { BodyInstruction, BodyKind, ColdOp, Op, QuestionDo, Shuffle, WordKind } from "../abi/bindings.ts";
import { FIRST_ADDRESS } from "../abi/session_bindings.ts";
import { isMemoryOperation, isMemoryShuffle } from "./memory_operations.ts";

/** Words of one instruction: operation, two operands, position. */
const INSTRUCTION = 4;
/** Offsets in the head of a word's code: halves of cells and floats in an activation's slots, and the word. */
const Head = { cells: 1, floats: 2, word: 3 } as const;

/** What cold code asks of the compilation of words. */
export interface BodySource {
  /** The pool of bodies, in BodyInstruction records. */
  readonly pool: Uint32Array;
  isWord(token: number): boolean;
  /** WordInfo of a word. */
  kind(word: number): number;
  operandA(word: number): number;
  operandB(word: number): number;
  /** Sees to it that the word's kind is final; true when that took compiling other text. */
  prepare(word: number): boolean;
  /** The word `+!`. */
  readonly plusStore: number;
  readonly catchWord: number;
  /** Behind the last address of the data space. */
  readonly limit: number;
  /** Says that code counts on the word's present behaviour. */
  relyOn(word: number): void;
}

/** The activation state at a loop's label: the slots that hold something there. */
interface LoopState {
  /** By local number, as in the body; undefined for a number that the body does not use. */
  readonly cellLocals: readonly (number | undefined)[];
  readonly floatLocals: readonly (number | undefined)[];
  /** Slot of the index (the limit is the one before), outermost loop first. */
  readonly loops: readonly number[];
  /** Bottom first. */
  readonly returns: readonly number[];
}

const NO_PLACE = 0;
/** Instead of a label's number: it is not one of the word's own body. */
export const NO_LABEL = -1;
/** More heat than this no word gets: the interpreter looks at the interrupt flag each time. */
export const MAX_HEAT = 4096;
const SPLICE_DEPTH_LIMIT = 16;
/** One megabyte, which stays in the processor's cache. */
const MANY_INSTRUCTIONS = 1 << 16;
/** More labels or locals than a person's definition has: the compiler stage has room for them. */
const NUMBER_LIMIT = 1 << 12;

/** What is known of a label. Heights are -1 until something leads there. */
const Label = {
  place: 0,
  /** Place of the newest branch here from before the label; the target field of that branch has the one before it. */
  pending: 1,
  returnHeight: 2,
  loopHeight: 3,
  WORDS: 4,
} as const;

const operations: Partial<Record<number, ColdOp>> = {
  [Op.add]: ColdOp.add,
  [Op.sub]: ColdOp.sub,
  [Op.mul]: ColdOp.mul,
  [Op.and]: ColdOp.and,
  [Op.or]: ColdOp.or,
  [Op.xor]: ColdOp.xor,
  [Op.shl]: ColdOp.shl,
  [Op.shr]: ColdOp.shr,
  [Op.sar]: ColdOp.sar,
  [Op.eq]: ColdOp.eq,
  [Op.ne]: ColdOp.ne,
  [Op.lt]: ColdOp.lt,
  [Op.le]: ColdOp.le,
  [Op.ult]: ColdOp.ult,
  [Op.ule]: ColdOp.ule,
  [Op.select]: ColdOp.select,
  [Op.div]: ColdOp.div,
  [Op.mod]: ColdOp.mod,
  [Op.load]: ColdOp.load,
  [Op.load8]: ColdOp.load8,
  [Op.store]: ColdOp.store,
  [Op.store8]: ColdOp.store8,
};

const shuffles: Partial<Record<number, ColdOp>> = {
  [Shuffle.dup]: ColdOp.dup,
  [Shuffle.drop]: ColdOp.drop,
  [Shuffle.swap]: ColdOp.swap,
  [Shuffle.over]: ColdOp.over,
  [Shuffle.rot]: ColdOp.rot,
  [Shuffle.nrot]: ColdOp.nrot,
  [Shuffle.nip]: ColdOp.nip,
  [Shuffle.tuck]: ColdOp.tuck,
  [Shuffle.twoDup]: ColdOp.twoDup,
  [Shuffle.twoDrop]: ColdOp.twoDrop,
  [Shuffle.twoSwap]: ColdOp.twoSwap,
  [Shuffle.twoOver]: ColdOp.twoOver,
  [Shuffle.qDup]: ColdOp.qDup,
  [Shuffle.depth]: ColdOp.depth,
  [Shuffle.pick]: ColdOp.pick,
};

export class ColdCode {
  /** Place 0 is no word's. What activations run does not change, so that they may keep an older array. */
  code = new Int32Array(248 * INSTRUCTION);
  private length = INSTRUCTION;
  /** The words that have code, and the places where it begins, in their order there. */
  private readonly owners: number[] = [];
  /** By word: the place of its code, or 0. May be shorter than the dictionary. */
  starts = new Int32Array(1000);
  /** By word: what its calls and the turns of its loops come to. */
  heat = new Int32Array(1000);

  // The state of one decoding.
  private position = 0;
  private word = 0;
  /** The record that is decoded: its number in the pool. */
  private bodyRecord = 0;
  /** No path leads to the present record. */
  private dead = false;
  /** Inline words had to be compiled first: what was decoded so far does not count. */
  private interrupted = false;
  private returnHeight = 0;
  private loopHeight = 0;
  private cellSlots = 0;
  private floatSlots = 0;
  private spliceDepth = 0;
  private labels = new Int32Array(64 * Label.WORDS);
  private labelCount = 0;
  /** Place of the last instruction when it is a literal and no label is behind it. */
  private literalPlace = NO_PLACE;
  /** Place of the literal before that one, when nothing is between. */
  private literalBefore = NO_PLACE;
  /** Place behind the last loop: a label there is for LEAVE. */
  private leavePlace = NO_PLACE;
  private readonly cellLocals: (number | undefined)[] = [];
  private readonly floatLocals: (number | undefined)[] = [];
  private readonly returns: number[] = [];
  private readonly loops: number[] = [];

  /** @param limit the heat from which on a word is hot */
  constructor(
    private readonly bodies: BodySource,
    public limit: number,
  ) {
    this.code[0] = ColdOp.exit;
  }

  /** Whether there is much code, most of which will not run again. */
  get isCrowded(): boolean {
    return this.length >= MANY_INSTRUCTIONS * INSTRUCTION;
  }

  /** Where the next word's code will lie. */
  get end(): number {
    return this.length;
  }

  /** Makes room for so many more words of code, and for the places of words below a number. */
  reach(words: number, wordEnd: number): void {
    if (this.length + words > this.code.length) this.code = grown(this.code, 2 * this.code.length + words);
    if (wordEnd <= this.starts.length) return;
    const length = Math.max(wordEnd, this.starts.length * 2);
    this.starts = grown(this.starts, length);
    this.heat = grown(this.heat, length);
  }

  /** Takes over code up to `end` that was made elsewhere: `owners` has each word and the place of its code, `count` pairs. */
  take(end: number, owners: Uint32Array, count: number): void {
    this.length = end;
    for (let i = 0; i < 2 * count; i++) this.owners.push(owners[i] as number);
  }

  /** Has no word have code any more. No activation may be running. */
  startOver(): void {
    this.starts.fill(NO_PLACE);
    this.owners.length = 0;
    this.length = INSTRUCTION;
  }

  /** Forgets every word from `word` on, up to `end`. */
  drop(word: number, end = this.starts.length): void {
    this.starts.fill(NO_PLACE, word, end);
    this.heat.fill(0, word, end);
  }

  /** Gives back the room of words that are gone, from the last one on. @param newestStart the greatest place of running code */
  giveBack(isGone: (word: number) => boolean, newestStart: number): void {
    const { owners } = this;
    for (let last = owners.length - 2; last >= 0; last -= 2) {
      const start = owners[last + 1] as number;
      if (start <= newestStart || !isGone(owners[last] as number)) return;
      this.length = start;
      owners.length = last;
    }
  }

  /** A word that is interpreted although it is hot: nobody asks about it for some thousand calls. */
  coolDown(word: number): void {
    if (word < this.heat.length) this.heat[word] = this.limit - MAX_HEAT;
  }

  /** Has the arrays lie where they stay, so that native code can work on them: longer ones do anyway. */
  pin(): void {
    this.code = pinned(this.code);
    this.starts = pinned(this.starts);
    this.heat = pinned(this.heat);
  }

  /** Makes a word's code from its body, given in records. */
  decode(word: number, offset: number, count: number): void {
    let start = this.decodeBody(word, offset, count);
    if (start === NO_PLACE) start = this.stepBody(word, offset, count);
    this.reach(0, word + 1);
    this.starts[word] = start;
    this.owners.push(word, start);
  }

  /** Code that has the body run record by record, and behind it an instruction for each record's position. */
  private stepBody(word: number, offset: number, count: number): number {
    const start = this.length;
    const { pool } = this.bodies;
    this.begin(word);
    this.emit(ColdOp.enter, 0, 0);
    this.code[start + Head.word] = word;
    this.emit(ColdOp.step, offset, count);
    this.emit(ColdOp.exit, 0, 0);
    for (let record = offset; record < offset + count; record++) {
      this.position = pool[record * BodyInstruction.WORDS + BodyInstruction.position] as number;
      this.emit(ColdOp.exit, 0, 0);
    }
    return start;
  }

  /** What the slots of a word's activations hold at a label of its body. */
  stateAt(word: number, offset: number, count: number, label: number): LoopState {
    const { length } = this;
    this.decodeBody(word, offset, count);
    this.length = length;
    const { labels } = this;
    const at = label * Label.WORDS;
    return {
      cellLocals: this.cellLocals.slice(),
      floatLocals: this.floatLocals.slice(),
      loops: this.loops.slice(0, labels[at + Label.loopHeight]),
      returns: this.returns.slice(0, labels[at + Label.returnHeight]),
    };
  }

  private decodeBody(word: number, offset: number, count: number): number {
    for (;;) {
      const start = this.length;
      this.begin(word);
      this.emit(ColdOp.enter, 0, 0);
      const complete = this.body(offset, count) && this.isComplete();
      if (this.interrupted) continue;
      if (!complete) {
        this.length = start;
        return NO_PLACE;
      }
      if (!this.dead) this.emit(ColdOp.exit, 0, 0);
      if (this.cellLocals.length + this.floatLocals.length > 0) this.code[start] = ColdOp.enterWithLocals;
      this.code[start + Head.cells] = this.cellSlots;
      this.code[start + Head.floats] = this.floatSlots;
      this.code[start + Head.word] = word;
      return start;
    }
  }

  private begin(word: number): void {
    this.word = word;
    this.position = 0;
    this.dead = false;
    this.interrupted = false;
    this.returnHeight = 0;
    this.loopHeight = 0;
    this.cellSlots = 0;
    this.floatSlots = 0;
    this.spliceDepth = 0;
    this.labelCount = 0;
    this.literalPlace = NO_PLACE;
    this.leavePlace = NO_PLACE;
    clear(this.cellLocals);
    clear(this.floatLocals);
    clear(this.returns);
    clear(this.loops);
  }

  /** Whether every label that a branch names is there. */
  private isComplete(): boolean {
    for (let label = 0; label < this.labelCount; label++) {
      if (this.labels[label * Label.WORDS + Label.pending] !== NO_PLACE) return false;
    }
    return true;
  }

  private emit(op: number, a: number, b: number): void {
    const at = this.length;
    if (at + INSTRUCTION > this.code.length) this.code = grown(this.code, this.code.length * 2);
    const { code } = this;
    code[at] = op;
    code[at + 1] = a;
    code[at + 2] = b;
    code[at + 3] = this.position;
    this.length = at + INSTRUCTION;
    this.literalPlace = NO_PLACE;
  }

  /** Decodes one body, the word's own or one that is spliced into it. */
  private body(offset: number, count: number): boolean {
    const { pool } = this.bodies;
    const isSpliced = this.spliceDepth > 0;
    const labelBase = this.labelCount;
    this.reserveLabels(offset, count);
    const end = (offset + count) * BodyInstruction.WORDS;
    for (let at = offset * BodyInstruction.WORDS; at < end; at += BodyInstruction.WORDS) {
      const kind = pool[at + BodyInstruction.kind] as number;
      if (this.dead && kind !== BodyKind.label) continue;
      const a = pool[at + BodyInstruction.a] as number;
      if (!isSpliced) this.position = pool[at + BodyInstruction.position] as number;
      if (kind === BodyKind.call) {
        this.bodyRecord = at / BodyInstruction.WORDS;
        if (!this.call(a)) return false;
      } else if (kind === BodyKind.literal) {
        this.literal(a, pool[at + BodyInstruction.b] as number);
      } else if (kind === BodyKind.exit) {
        if (isSpliced) return false;
        this.emit(ColdOp.exit, 0, 0);
        this.dead = true;
      } else if (!this.record(kind, a, pool[at + BodyInstruction.b] as number, labelBase)) {
        return false;
      }
    }
    return true;
  }

  private reserveLabels(offset: number, count: number): void {
    const { pool } = this.bodies;
    const base = this.labelCount;
    const end = (offset + count) * BodyInstruction.WORDS;
    for (let at = offset * BodyInstruction.WORDS; at < end; at += BodyInstruction.WORDS) {
      if (pool[at + BodyInstruction.kind] !== BodyKind.label) continue;
      const label = base + (pool[at + BodyInstruction.a] as number);
      if (label >= this.labelCount && label < NUMBER_LIMIT) this.reserveLabel(label);
    }
  }

  private reserveLabel(label: number): void {
    if ((label + 1) * Label.WORDS > this.labels.length) {
      this.labels = grown(this.labels, 2 * (label + 1) * Label.WORDS);
    }
    const { labels } = this;
    for (; this.labelCount <= label; this.labelCount++) {
      const at = this.labelCount * Label.WORDS;
      labels[at + Label.place] = NO_PLACE;
      labels[at + Label.pending] = NO_PLACE;
      labels[at + Label.returnHeight] = -1;
      labels[at + Label.loopHeight] = -1;
    }
  }

  private literal(low: number, high: number): void {
    const place = this.length;
    const before = this.literalPlace;
    this.emit(ColdOp.literal, low, high);
    this.literalPlace = place;
    this.literalBefore = before;
  }

  private record(kind: number, a: number, b: number, labelBase: number): boolean {
    switch (kind) {
      case BodyKind.floatLiteral:
        this.emit(ColdOp.floatLiteral, a, b);
        return true;
      case BodyKind.label:
        return this.placeLabel(labelBase + a);
      case BodyKind.branch:
        this.emit(ColdOp.branch, 0, 0);
        this.dead = true;
        return this.branchTo(labelBase + a, 1);
      case BodyKind.branchZero:
        this.emit(ColdOp.branchZero, 0, 0);
        return this.branchTo(labelBase + a, 1);
      case BodyKind.do:
        this.emit(ColdOp.do, this.loopSlot(this.loopHeight++), 0);
        return true;
      case BodyKind.questionDo:
        if (b > QuestionDo.uMinusDo) return false;
        this.emit(ColdOp.questionDo + b, this.loopSlot(this.loopHeight), 0);
        if (!this.branchTo(labelBase + a, 2)) return false;
        this.loopHeight++;
        return true;
      case BodyKind.loop:
        return this.endLoop(ColdOp.loop, labelBase + a);
      case BodyKind.plusLoop:
        return b <= 1 && this.endLoop(b === 0 ? ColdOp.plusLoop : ColdOp.minusLoop, labelBase + a);
      case BodyKind.unloop:
        return --this.loopHeight >= 0;
      case BodyKind.index:
        if (a >= this.loopHeight) return false;
        this.emit(ColdOp.get, this.loopSlot(this.loopHeight - 1 - a) + 2, 0);
        return true;
      default:
        return this.local(kind, a);
    }
  }

  // ---- labels and loops ------------------------------------------------------------------------------------------

  private placeLabel(label: number): boolean {
    if (label >= NUMBER_LIMIT) return false;
    const { labels, code } = this;
    const at = label * Label.WORDS;
    if (labels[at + Label.place] !== NO_PLACE) return false;
    if (!this.dead && !this.meets(at)) return false;
    if ((labels[at + Label.returnHeight] as number) < 0) return false;
    this.dead = false;
    this.literalPlace = NO_PLACE;
    this.returnHeight = labels[at + Label.returnHeight] as number;
    this.loopHeight = labels[at + Label.loopHeight] as number;
    labels[at + Label.place] = this.length;
    let branch = labels[at + Label.pending] as number;
    labels[at + Label.pending] = NO_PLACE;
    // Where no branch has led so far, one will lead back.
    const isHeader = branch === NO_PLACE && this.leavePlace !== this.length;
    this.leavePlace = NO_PLACE;
    if (isHeader) this.emit(ColdOp.header, this.spliceDepth > 0 ? NO_LABEL : label, this.word);
    while (branch !== NO_PLACE) {
      const field = branch + (code[branch] === ColdOp.branch || code[branch] === ColdOp.branchZero ? 1 : 2);
      branch = code[field] as number;
      code[field] = this.length;
    }
    return true;
  }

  /** Notes that a path leads to a label with the present heights; false when another one has other heights. */
  private meets(at: number): boolean {
    const { labels } = this;
    if ((labels[at + Label.returnHeight] as number) < 0) {
      labels[at + Label.returnHeight] = this.returnHeight;
      labels[at + Label.loopHeight] = this.loopHeight;
      return true;
    }
    return (
      labels[at + Label.returnHeight] === this.returnHeight &&
      labels[at + Label.loopHeight] === this.loopHeight
    );
  }

  /** Makes the last instruction lead to a label; its operand `field` is the target. */
  private branchTo(label: number, field: number): boolean {
    if (label >= this.labelCount) return false;
    const { labels, code } = this;
    const at = label * Label.WORDS;
    if (!this.meets(at)) return false;
    const branch = this.length - INSTRUCTION;
    const place = labels[at + Label.place] as number;
    if (place === NO_PLACE) {
      code[branch + field] = labels[at + Label.pending] as number;
      labels[at + Label.pending] = branch;
      return true;
    }
    code[branch + field] = place;
    return code[place] === ColdOp.header;
  }

  /** The label is the loop's start, within the loop. */
  private endLoop(op: number, label: number): boolean {
    if (this.loopHeight === 0) return false;
    this.emit(op, this.loopSlot(this.loopHeight - 1), 0);
    if (!this.branchTo(label, 2)) return false;
    this.loopHeight--;
    this.leavePlace = this.length;
    return true;
  }

  // ---- slots -----------------------------------------------------------------------------------------------------

  private newCellSlot(cells: number): number {
    const slot = this.cellSlots;
    this.cellSlots = slot + 2 * cells;
    return slot;
  }

  /** Notes in the record of an EXECUTE what it has executed: what the compiler stage may guess. */
  noteTarget(code: Int32Array, place: number, target: number): void {
    code[place + 2] = target;
    const record = (code[place + 1] as number) - 1;
    this.bodies.pool[record * BodyInstruction.WORDS + BodyInstruction.b] = target;
  }

  /** The same of a CATCH, the first time, if that is what is called at a place. */
  noteCaught(place: number, target: number): void {
    const { code } = this;
    const record = code[place + 2] as number;
    if (code[place] !== ColdOp.call || code[place + 1] !== this.bodies.catchWord || record === 0) return;
    code[place + 2] = 0;
    this.bodies.pool[(record - 1) * BodyInstruction.WORDS + BodyInstruction.b] = target;
  }

  /** The slots of limit and index. */
  private loopSlot(height: number): number {
    const slot = this.loops[height];
    if (slot !== undefined) return slot;
    const made = this.newCellSlot(2);
    this.loops[height] = made;
    return made;
  }

  private returnSlot(height: number): number {
    const slot = this.returns[height];
    if (slot !== undefined) return slot;
    const made = this.newCellSlot(1);
    this.returns[height] = made;
    return made;
  }

  private local(kind: number, number: number): boolean {
    if (this.spliceDepth > 0 || number >= NUMBER_LIMIT) return false;
    switch (kind) {
      case BodyKind.localGet:
        this.emit(ColdOp.get, this.cellLocal(number), 0);
        return true;
      case BodyKind.localSet:
        this.emit(ColdOp.set, this.cellLocal(number), 0);
        return true;
      case BodyKind.floatLocalGet:
        this.emit(ColdOp.floatGet, this.floatLocal(number), 0);
        return true;
      case BodyKind.floatLocalSet:
        this.emit(ColdOp.floatSet, this.floatLocal(number), 0);
        return true;
      default:
        return false;
    }
  }

  private cellLocal(number: number): number {
    const slot = this.cellLocals[number];
    if (slot !== undefined) return slot;
    const made = this.newCellSlot(1);
    this.cellLocals[number] = made;
    return made;
  }

  private floatLocal(number: number): number {
    const slot = this.floatLocals[number];
    if (slot !== undefined) return slot;
    const made = this.floatSlots++;
    this.floatLocals[number] = made;
    return made;
  }

  // ---- words -----------------------------------------------------------------------------------------------------

  private call(word: number): boolean {
    const { bodies } = this;
    const literal = this.literalPlace;
    this.literalPlace = NO_PLACE;
    if (word !== this.word && bodies.prepare(word)) {
      this.interrupted = true;
      return false;
    }
    const kind = bodies.kind(word);
    switch (kind) {
      case WordKind.code:
        this.emit(ColdOp.call, word, word === bodies.catchWord ? this.bodyRecord + 1 : 0);
        return true;
      case WordKind.op:
        return this.operation(bodies.operandA(word), bodies.operandB(word));
      case WordKind.shuffle:
        return this.shuffle(bodies.operandA(word), literal);
      case WordKind.inline:
        if (word === bodies.plusStore && this.increment(literal)) return true;
        return this.splice(bodies.operandA(word), bodies.operandB(word));
      case WordKind.constant:
        this.literalPlace = literal;
        this.literal(bodies.operandA(word), bodies.operandB(word));
        return true;
      case WordKind.data:
        bodies.relyOn(word);
        this.literalPlace = literal;
        this.literal(bodies.operandA(word), 0);
        return true;
      case WordKind.value:
        this.emit(ColdOp.literal, bodies.operandA(word), 0);
        this.emit(ColdOp.load, 0, 0);
        return true;
      case WordKind.does:
        bodies.relyOn(word);
        this.emit(ColdOp.literal, bodies.operandA(word), 0);
        this.emit(ColdOp.call, bodies.operandB(word), 0);
        return true;
      case WordKind.fconstant:
        this.emit(ColdOp.floatLiteral, bodies.operandA(word), bodies.operandB(word));
        return true;
      case WordKind.fvalue:
        this.emit(ColdOp.literal, bodies.operandA(word), 0);
        return this.operation(Op.fload, 0);
      case WordKind.defer:
        // A deferred word of the system has no entry but this code.
        this.emit(ColdOp.literal, bodies.operandA(word), 0);
        this.emit(ColdOp.load, 0, 0);
        this.emit(ColdOp.executeToken, 0, 0);
        return true;
      default:
        return false;
    }
  }

  /** `+!` behind two literals, the last of which is at `place`: one instruction, when they are such that it can have no fault. */
  private increment(place: number): boolean {
    const { code, literalBefore, bodies } = this;
    if (place === NO_PLACE || literalBefore === NO_PLACE) return false;
    const [low = 0, high = 0] = code.subarray(literalBefore + 1, literalBefore + 3);
    const [address = 0, addressHigh = 0] = code.subarray(place + 1, place + 3);
    const isInside = address >= FIRST_ADDRESS && address <= bodies.limit - 8 && (address & 3) === 0;
    if (high !== low >> 31 || addressHigh !== 0 || !isInside) return false;
    this.length = literalBefore;
    this.emit(ColdOp.increment, low, address);
    return true;
  }

  private operation(op: number, immediate: number): boolean {
    const own = operations[op];
    if (own !== undefined) this.emit(own, 0, 0);
    else if (isMemoryOperation(op)) this.emit(ColdOp.operation, op, immediate);
    else return false;
    return true;
  }

  private splice(offset: number, count: number): boolean {
    if (this.spliceDepth === SPLICE_DEPTH_LIMIT) return false;
    this.spliceDepth++;
    const done = this.body(offset, count);
    this.spliceDepth--;
    return done;
  }

  private shuffle(shuffle: number, literal: number): boolean {
    switch (shuffle) {
      case Shuffle.toR:
        this.emit(ColdOp.set, this.returnSlot(this.returnHeight++), 0);
        return true;
      case Shuffle.twoToR:
        this.emit(ColdOp.set, this.returnSlot(this.returnHeight + 1), 0);
        this.emit(ColdOp.set, this.returnSlot(this.returnHeight), 0);
        this.returnHeight += 2;
        return true;
      case Shuffle.fromR:
        return this.getReturns(1) && --this.returnHeight >= 0;
      case Shuffle.twoFromR:
        if (!this.getReturns(2)) return false;
        this.returnHeight -= 2;
        return true;
      case Shuffle.rFetch:
        return this.getReturns(1);
      case Shuffle.twoRFetch:
        return this.getReturns(2);
      case Shuffle.rDrop:
        return --this.returnHeight >= 0;
      case Shuffle.execute:
        return this.execute(literal);
    }
    const own = shuffles[shuffle];
    if (own !== undefined) this.emit(own, 0, 0);
    else if (isMemoryShuffle(shuffle)) this.emit(ColdOp.shuffle, shuffle, 0);
    else return false;
    return true;
  }

  /** Copies the topmost `count` cells of the return stack. */
  private getReturns(count: number): boolean {
    if (this.returnHeight < count) return false;
    for (let height = this.returnHeight - count; height < this.returnHeight; height++) {
      this.emit(ColdOp.get, this.returnSlot(height), 0);
    }
    return true;
  }

  /** EXECUTE of a literal token is a call, as the compiler stage has it. */
  private execute(literal: number): boolean {
    const token = this.code[literal + 1] as number;
    if (literal === NO_PLACE || this.code[literal + 2] !== 0 || !this.bodies.isWord(token)) {
      this.emit(ColdOp.executeToken, this.bodyRecord + 1, 0);
      return true;
    }
    this.length = literal;
    return this.call(token);
  }
}

/** A copy that never moves: the engine moves a short array when somebody asks for its buffer. */
export function pinned(array: Int32Array): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(new ArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length);
  copy.set(array);
  return copy;
}

/** Most lists are empty, and setting a length is a call of the engine. */
function clear(list: unknown[]): void {
  if (list.length > 0) list.length = 0;
}
