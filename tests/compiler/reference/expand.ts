import {
  BodyFault,
  BodyInstruction,
  BodyKind,
  Op,
  opTable,
  Purity,
  QuestionDo,
  Shape,
  Shuffle,
  WordFlag,
  WordInfo,
  WordKind,
} from "../../../src/abi/bindings.ts";
import { BodyError } from "../../../src/abi/body_error.ts";
import { IntList } from "../../ir/int_list.ts";
import { Step, type Steps } from "./steps.ts";

/** Deepest PICK or ROLL of a constant that is done with values; beyond, the in-memory stack serves. */
const PICK_LIMIT = 255;
/** Bodies within bodies; beyond, an inline word is called like another. */
const SPLICE_DEPTH_LIMIT = 16;
/** Nothing is spliced into a body that has grown beyond this. */
const SPLICE_STEP_LIMIT = 1 << 16;
/** Labels and locals are numbered from zero by whoever makes the body. */
const NUMBER_LIMIT = 1 << 20;
/** Words that take or leave more than this use the in-memory stacks. */
export const EFFECT_LIMIT = 255;

/** Ops that are no word's meaning: control flow, and those that the compiler itself places. */
const placedByCompiler = new Set<number>([
  Op.const,
  Op.fconst,
  Op.rpush,
  Op.rpop,
  Op.rpick,
  Op.callStack,
  Op.execute,
  Op.poll,
]);
const mayBeWord = Uint8Array.from(opTable, (info, op) => {
  const takesList = info.shape === Shape.call || info.shape === Shape.list;
  const isPlaced =
    info.memoryStack || takesList || info.purity === Purity.terminator || placedByCompiler.has(op);
  return isPlaced ? 0 : 1;
});

/**
 * First pass: from body records to steps.
 *
 * Takes any body. Leaves steps in which every word is resolved by its kind, inline words are spliced in, loops and
 * ?DUP are made of simpler steps, constants before PICK, ROLL, EXECUTE and THROW are taken into account, branches
 * name step numbers, and the last step never falls through.
 *
 * ?DUP IF and its kin become `dup branchZero` with a drop on the zero's way, so that both ways have one height each;
 * any other ?DUP becomes DUP IF DUP THEN, whose heights differ and which therefore needs the dynamic form.
 */
export class Expander {
  private pool: Uint32Array = new Uint32Array(0);
  private words: Uint32Array = this.pool;
  private word = 0;
  /** Step number by label, -1 until it is defined. */
  private readonly labels = new IntList();
  /** Steps before this one are not part of a pattern with those after it: something may jump between them. */
  private barrier = 0;
  /** The steps of the last ?DUP: its first, the one past its last (-1: no pattern possible), the barrier before. */
  private queryStart = 0;
  private queryEnd = -1;
  private queryBarrier = 0;
  /** Ways that drop something before they go on, placed behind the body: label, target, Shuffle, record. */
  private readonly detours = new IntList();
  /** The inline words that are being spliced in. */
  private readonly splicing = new IntList();

  private readonly steps: Steps;

  constructor(steps: Steps) {
    this.steps = steps;
  }

  /**
   * @throws BodyError -22 for a label that is missing or defined twice, -13 for a number that is no word, -21 for an
   * instruction or op that a body cannot hold, or an inline word without a body.
   */
  expand(pool: Uint32Array, offset: number, count: number, words: Uint32Array, word: number): void {
    this.pool = pool;
    this.words = words;
    this.word = word;
    this.labels.clear();
    this.barrier = 0;
    this.queryEnd = -1;
    this.detours.clear();
    this.splicing.clear();
    this.steps.clear();
    this.body(offset, count, -1);
    this.steps.push(Step.exit, 0, 0, Math.max(offset, offset + count - 1));
    this.placeDetours();
    this.resolveLabels();
  }

  /** Expands one body; `site` is the record of the call that it is spliced in for, or -1. */
  private body(offset: number, count: number, site: number): void {
    const pool = this.pool;
    const labelBase = this.labels.length;
    const cellBase = this.steps.cellLocals;
    const floatBase = this.steps.floatLocals;
    this.declareNumbers(offset, count, labelBase, cellBase, floatBase);
    let endLabel = -1;
    for (let index = 0; index < count; index++) {
      const at = (offset + index) * BodyInstruction.WORDS;
      const kind = pool[at + BodyInstruction.kind] as number;
      const a = pool[at + BodyInstruction.a] as number;
      const b = pool[at + BodyInstruction.b] as number;
      const record = site < 0 ? offset + index : site;
      switch (kind) {
        case BodyKind.call:
          this.call(a, record);
          break;
        case BodyKind.literal:
          this.steps.push(Step.literal, a, b, record);
          break;
        case BodyKind.floatLiteral:
          this.steps.push(Step.floatLiteral, a, b, record);
          break;
        case BodyKind.localGet:
          this.steps.push(Step.localGet, cellBase + a, 0, record);
          break;
        case BodyKind.localSet:
          this.steps.push(Step.localSet, cellBase + a, 0, record);
          break;
        case BodyKind.floatLocalGet:
          this.steps.push(Step.floatLocalGet, floatBase + a, 0, record);
          break;
        case BodyKind.floatLocalSet:
          this.steps.push(Step.floatLocalSet, floatBase + a, 0, record);
          break;
        case BodyKind.exit:
          if (site < 0) {
            this.steps.push(Step.exit, 0, 0, record);
          } else if (index < count - 1) {
            if (endLabel < 0) endLabel = this.newLabel();
            this.steps.push(Step.branch, endLabel, 0, record);
          }
          break;
        default:
          this.control(kind, labelBase + a, a, b, record);
      }
    }
    if (endLabel >= 0) this.placeLabel(endLabel, site);
  }

  private control(kind: number, label: number, a: number, b: number, record: number): void {
    const steps = this.steps;
    switch (kind) {
      case BodyKind.label:
        this.placeLabel(label, record);
        break;
      case BodyKind.branch:
        steps.push(Step.branch, label, 0, record);
        break;
      case BodyKind.branchZero:
        this.branchZero(label, record);
        break;
      case BodyKind.do:
        steps.push(Step.do, 0, 0, record);
        break;
      case BodyKind.questionDo:
        this.questionDo(label, b, record);
        break;
      case BodyKind.loop:
        steps.push(Step.loopStep, 0, 0, record);
        steps.push(Step.branchZero, label, 0, record);
        steps.push(Step.unloop, 0, 0, record);
        break;
      case BodyKind.plusLoop:
        steps.push(Step.plusLoopStep, b, 0, record);
        steps.push(Step.branchZero, label, 0, record);
        steps.push(Step.unloop, 0, 0, record);
        break;
      case BodyKind.unloop:
        steps.push(Step.unloop, 0, 0, record);
        break;
      case BodyKind.index:
        if (a > 2) throw this.error(BodyFault.unknownLoop, a, record);
        steps.push(Step.index, a, 0, record);
        break;
      default:
        throw this.error(BodyFault.unknownInstruction, kind, record);
    }
  }

  /** Reserves numbers for the labels and locals that a body names. */
  private declareNumbers(
    offset: number,
    count: number,
    labelBase: number,
    cellBase: number,
    floatBase: number,
  ): void {
    let labels = 0;
    let cells = 0;
    let floats = 0;
    for (let record = offset; record < offset + count; record++) {
      const at = record * BodyInstruction.WORDS;
      const kind = this.pool[at + BodyInstruction.kind] as number;
      const next = (this.pool[at + BodyInstruction.a] as number) + 1;
      if (kind === BodyKind.localGet || kind === BodyKind.localSet) {
        if (next > cells) cells = next;
      } else if (kind === BodyKind.floatLocalGet || kind === BodyKind.floatLocalSet) {
        if (next > floats) floats = next;
      } else if (namesLabel(kind)) {
        if (next > labels) labels = next;
      } else continue;
      if (next > NUMBER_LIMIT) {
        throw this.error(BodyFault.numberTooGreat, next - 1, record);
      }
    }
    for (let label = labelBase; label < labelBase + labels; label++) this.labels.push(-1);
    this.steps.cellLocals = cellBase + cells;
    this.steps.floatLocals = floatBase + floats;
  }

  // ---- words ----

  private call(word: number, record: number): void {
    const steps = this.steps;
    const at = word * WordInfo.WORDS;
    if (word === this.word && this.words[at + WordInfo.kind] === WordKind.code) {
      steps.push(Step.call, word, 0, record);
      return;
    }
    if (word === 0 || at >= this.words.length) {
      throw this.error(BodyFault.undefinedWord, word, record);
    }
    const a = this.words[at + WordInfo.a] as number;
    const b = this.words[at + WordInfo.b] as number;
    switch (this.words[at + WordInfo.kind] as number) {
      case WordKind.op:
        this.op(a, b, record);
        break;
      case WordKind.shuffle:
        this.shuffle(a, record);
        break;
      case WordKind.inline:
        this.splice(word, a, b, record);
        break;
      case WordKind.constant:
        steps.push(Step.literal, a, b, record);
        break;
      case WordKind.data:
        steps.push(Step.literal, a, 0, record);
        break;
      case WordKind.fconstant:
        steps.push(Step.floatLiteral, a, b, record);
        break;
      case WordKind.value:
        steps.push(Step.literal, a, 0, record);
        steps.push(Step.op, Op.load, 0, record);
        break;
      case WordKind.fvalue:
        steps.push(Step.literal, a, 0, record);
        steps.push(Step.op, Op.fload, 0, record);
        break;
      case WordKind.defer:
        steps.push(Step.literal, a, 0, record);
        steps.push(Step.op, Op.load, 0, record);
        steps.push(Step.execute, 0, 0, record);
        break;
      case WordKind.does:
        steps.push(Step.literal, a, 0, record);
        this.callChild(b, record);
        break;
      default:
        this.callCode(word, record);
    }
  }

  /** The call of a DOES> word's code, with the address on top. */
  private callChild(word: number, record: number): void {
    const kind = this.words[word * WordInfo.WORDS + WordInfo.kind];
    // The address is no number that PICK or EXECUTE could do with when it is compiled.
    if (kind === WordKind.shuffle) this.barrier = this.steps.length;
    if (kind === WordKind.does) this.callCode(word, record);
    else this.call(word, record);
  }

  /** A call through the word table. */
  private callCode(word: number, record: number): void {
    const at = word * WordInfo.WORDS;
    const flags = this.words[at + WordInfo.flags] as number;
    const known = (flags & WordFlag.effectKnown) !== 0 && this.hasSmallEffect(at);
    this.steps.push(known ? Step.call : Step.callStack, word, 0, record);
    if ((flags & WordFlag.neverReturns) !== 0) this.steps.push(Step.end, 0, 0, record);
  }

  private hasSmallEffect(at: number): boolean {
    const { words } = this;
    return (
      (words[at + WordInfo.cellIn] as number) <= EFFECT_LIMIT &&
      (words[at + WordInfo.cellOut] as number) <= EFFECT_LIMIT &&
      (words[at + WordInfo.floatIn] as number) <= EFFECT_LIMIT &&
      (words[at + WordInfo.floatOut] as number) <= EFFECT_LIMIT
    );
  }

  private splice(word: number, offset: number, count: number, record: number): void {
    const depth = this.splicing.length;
    let whole = depth < SPLICE_DEPTH_LIMIT && this.steps.length + count < SPLICE_STEP_LIMIT;
    for (let i = 0; i < depth; i++) if (this.splicing.at(i) === word) whole = false;
    if (!whole) {
      this.callCode(word, record);
      return;
    }
    if (offset + count > this.pool.length / BodyInstruction.WORDS) {
      throw this.error(BodyFault.missingBody, word, record);
    }
    this.splicing.push(word);
    this.body(offset, count, record);
    this.splicing.length = depth;
  }

  private op(op: number, immediate: number, record: number): void {
    if (mayBeWord[op] !== 1) {
      throw this.error(BodyFault.opNotForWords, op, record);
    }
    const throwsAlways =
      op === Op.throw && this.endsWithLiteral() && !this.steps.isLiteralZero(this.steps.length - 1);
    this.steps.push(Step.op, op, immediate, record);
    if (throwsAlways) this.steps.push(Step.end, 0, 0, record);
  }

  private shuffle(shuffle: number, record: number): void {
    switch (shuffle) {
      case Shuffle.qDup:
        this.queryDup(record);
        break;
      case Shuffle.depth:
        this.steps.push(Step.depth, 0, 0, record);
        break;
      case Shuffle.fDepth:
        this.steps.push(Step.fDepth, 0, 0, record);
        break;
      case Shuffle.pick:
        this.pick(Step.pick, Step.pickVariable, record);
        break;
      case Shuffle.roll:
        this.pick(Step.roll, Step.rollVariable, record);
        break;
      case Shuffle.fPick:
        this.pick(Step.fPick, Step.fPickVariable, record);
        break;
      case Shuffle.execute:
        this.execute(record);
        break;
      default:
        if (shuffle > Shuffle.execute) {
          throw this.error(BodyFault.unknownShuffle, shuffle, record);
        }
        this.steps.push(Step.shuffle, shuffle, 0, record);
    }
  }

  private pick(constant: number, variable: number, record: number): void {
    const last = this.steps.length - 1;
    const depth = this.endsWithLiteral() && this.steps.b.at(last) === 0 ? this.steps.a.at(last) : -1;
    if (depth < 0 || depth > PICK_LIMIT) {
      this.steps.push(variable, 0, 0, record);
      return;
    }
    this.steps.truncate(last);
    this.steps.push(constant, depth, 0, record);
  }

  private execute(record: number): void {
    const last = this.steps.length - 1;
    const xt = this.endsWithLiteral() && this.steps.b.at(last) === 0 ? this.steps.a.at(last) : 0;
    if (xt <= 0 || xt * WordInfo.WORDS >= this.words.length) {
      this.steps.push(Step.execute, 0, 0, record);
      return;
    }
    this.steps.truncate(last);
    this.call(xt, record);
  }

  private endsWithLiteral(): boolean {
    const last = this.steps.length - 1;
    return last >= this.barrier && this.steps.kind.at(last) === Step.literal;
  }

  // ---- control flow ----

  /** DUP IF DUP THEN (less, after a literal), remembered in case a branch follows. */
  private queryDup(record: number): void {
    const steps = this.steps;
    if (this.endsWithLiteral()) {
      if (!steps.isLiteralZero(steps.length - 1)) steps.push(Step.shuffle, Shuffle.dup, 0, record);
      return;
    }
    const zero = this.newLabel();
    const start = steps.length;
    const barrier = this.barrier;
    steps.push(Step.shuffle, Shuffle.dup, 0, record);
    steps.push(Step.branchZero, zero, 0, record);
    steps.push(Step.shuffle, Shuffle.dup, 0, record);
    this.placeLabel(zero, record);
    this.queryStart = start;
    this.queryEnd = steps.length;
    this.queryBarrier = barrier;
  }

  private branchZero(label: number, record: number): void {
    const steps = this.steps;
    const known = this.dropKnownFlag();
    if (known !== undefined) {
      if (!known) steps.push(Step.branch, label, 0, record);
      return;
    }
    const extra = this.queryEnd < 0 ? -1 : steps.length - this.queryEnd;
    const query = this.queryEnd;
    const compares = extra === 2 && steps.isLiteralZero(query);
    if (extra === 0 || (compares && steps.isOp(query + 1, Op.ne))) {
      this.undoQueryDup(record);
      steps.push(Step.branchZero, this.detour(Shuffle.drop, label, record), 0, record);
    } else if (compares && steps.isOp(query + 1, Op.eq)) {
      this.undoQueryDup(record);
      steps.push(Step.literal, 0, 0, record);
      steps.push(Step.op, Op.eq, 0, record);
      steps.push(Step.branchZero, label, 0, record);
      steps.push(Step.shuffle, Shuffle.drop, 0, record);
    } else {
      steps.push(Step.branchZero, label, 0, record);
    }
  }

  /**
   * Whether the flag on top is a literal that is not zero, without the flag; undefined when nobody knows. A branch that
   * is never taken does not count as a path, so that the effect of `… else -9 throw then` is static.
   */
  private dropKnownFlag(): boolean | undefined {
    const { steps } = this;
    const last = steps.length - 1;
    const copied =
      last > this.barrier && steps.kind.at(last) === Step.shuffle && steps.a.at(last) === Shuffle.dup;
    const literal = copied ? last - 1 : last;
    if (literal < this.barrier || steps.kind.at(literal) !== Step.literal) return undefined;
    const known = !steps.isLiteralZero(literal);
    steps.truncate(last);
    return known;
  }

  /** Leaves a plain DUP of the last ?DUP and what follows it. */
  private undoQueryDup(record: number): void {
    this.steps.truncate(this.queryStart);
    this.steps.push(Step.shuffle, Shuffle.dup, 0, record);
    this.barrier = this.queryBarrier;
    this.queryEnd = -1;
  }

  private questionDo(leave: number, variant: number, record: number): void {
    const steps = this.steps;
    steps.push(Step.shuffle, Shuffle.twoDup, 0, record);
    if (variant === QuestionDo.plusDo || variant === QuestionDo.uPlusDo) {
      steps.push(Step.shuffle, Shuffle.swap, 0, record);
    }
    steps.push(Step.op, questionDoOp(variant), 0, record);
    steps.push(Step.branchZero, this.detour(Shuffle.twoDrop, leave, record), 0, record);
    steps.push(Step.do, 0, 0, record);
  }

  /** A new label for a way that does `shuffle` and goes on to `target`. */
  private detour(shuffle: number, target: number, record: number): number {
    const label = this.newLabel();
    this.detours.push(label);
    this.detours.push(target);
    this.detours.push(shuffle);
    this.detours.push(record);
    return label;
  }

  private placeDetours(): void {
    const detours = this.detours;
    for (let i = 0; i < detours.length; i += 4) {
      const record = detours.at(i + 3);
      this.placeLabel(detours.at(i), record);
      this.steps.push(Step.shuffle, detours.at(i + 2), 0, record);
      this.steps.push(Step.branch, detours.at(i + 1), 0, record);
    }
  }

  private newLabel(): number {
    return this.labels.push(-1);
  }

  private placeLabel(label: number, record: number): void {
    if (this.labels.at(label) >= 0) throw this.error(BodyFault.duplicateLabel, 0, record);
    this.labels.set(label, this.steps.length);
    this.barrier = this.steps.length;
    this.queryEnd = -1;
  }

  private resolveLabels(): void {
    const { kind, a, record } = this.steps;
    for (let step = 0; step < kind.length; step++) {
      if (kind.at(step) !== Step.branch && kind.at(step) !== Step.branchZero) continue;
      const target = this.labels.at(a.at(step));
      if (target < 0) {
        throw this.error(BodyFault.missingLabel, 0, record.at(step));
      }
      a.set(step, target);
    }
  }

  private error(fault: BodyFault, value: number, record: number): BodyError {
    return new BodyError(fault, value, record, this.pool);
  }
}

function namesLabel(kind: number): boolean {
  return (
    kind === BodyKind.label ||
    kind === BodyKind.branch ||
    kind === BodyKind.branchZero ||
    kind === BodyKind.questionDo ||
    kind === BodyKind.loop ||
    kind === BodyKind.plusLoop
  );
}

/** ( limit start | swapped for +DO and U+DO -- flag: there is something to do ) */
function questionDoOp(variant: number): number {
  switch (variant) {
    case QuestionDo.plusDo:
    case QuestionDo.minusDo:
      return Op.lt;
    case QuestionDo.uPlusDo:
    case QuestionDo.uMinusDo:
      return Op.ult;
    default:
      return Op.ne;
  }
}
