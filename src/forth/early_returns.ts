/**
 * Words that end the word that calls them: `: ?exit ( flag -- ) if r> drop then ;`. In classic Forth that drops a return
 * address, so that EXIT goes one word further. Here return addresses are no cells; what programs write is the idiom:
 * R> DROP, RDROP, 2RDROP, `2r> 2drop` where the word has put nothing on the return stack itself.
 *
 * Bodies say it in records that every stage knows. A word with the idiom counts in a local how many cells its callers are
 * to lose, and leaves the count in data space where it ends. Behind a call of such a word, its caller looks: what lies
 * on the caller's own return stack goes first, then its return address, with which it ends and leaves the rest. What
 * EXECUTE and deferred words run is not known, so all of a program's calls of these look, once it has such a word.
 */
import { BodyInstruction, BodyKind, Shuffle, WordKind } from "../abi/bindings.ts";
import { SystemAddress } from "../machine/data_space.ts";
import type { Dictionary } from "./dictionary.ts";

/** Records, and how many words of them are in use. */
interface Records {
  readonly body: Uint32Array;
  readonly length: number;
}

interface Host {
  readonly dictionary: Dictionary;
  /** The records of a word's body. */
  bodyOf(word: number): Uint32Array | undefined;
  systemWord(name: string): number;
  systemNumber(name: string): number;
  /** Makes the body of an inline word that has not been needed yet. */
  prepare(word: number): void;
}

/** What lies on the return stack before a record: cells, and loops around. */
interface Height {
  readonly cells: number;
  readonly loops: number;
}

/** A place where the idiom stands. */
interface Drop {
  /** Records of the idiom. */
  readonly records: number;
  /** Cells that it takes from the word's own, and from its callers. */
  readonly own: number;
  readonly callers: number;
}

const { WORDS } = BodyInstruction;

/** Cells that programs have a word drop at most. */
const LIKELY_MOST = 4;

/** What return-stack shuffles put there. */
const changes: Readonly<Record<number, number>> = {
  [Shuffle.toR]: 1,
  [Shuffle.fromR]: -1,
  [Shuffle.twoToR]: 2,
  [Shuffle.twoFromR]: -2,
  [Shuffle.rDrop]: -1,
};

export class EarlyReturns {
  /** By word: how many cells its callers may lose. */
  private readonly most = new Map<number, number>();
  /** Of all such words. */
  private mostOfAll = 0;

  /** What `changeOf` says of inline words, which are the system's and stay as they are. */
  private readonly inlineChanges = new Map<number, number>();

  private readonly twoRDrop: number;

  constructor(private readonly host: Host) {
    this.twoRDrop = host.systemNumber("2rdrop");
  }

  /** How many cells what is not known may take: words that take more than those that exist may follow. */
  private get mostOfUnknown(): number {
    return this.areUsed ? Math.max(this.mostOfAll, LIKELY_MOST) : 0;
  }

  /** Whether the program has words that end their callers: calls of words that are not known have to look. */
  get areUsed(): boolean {
    return this.mostOfAll > 0;
  }

  /** The records that a word's body has to be instead; undefined where nothing changes. */
  adapt(word: number, records: Records): Uint32Array | undefined {
    if (!this.mayConcern(records)) return undefined;
    const before = this.most.get(word);
    let adapted = this.rewrite(word, records);
    // A recursive word calls itself.
    if (this.most.get(word) !== before) adapted = this.rewrite(word, records);
    return adapted;
  }

  /** Forgets words from a number on. */
  forget(isGone: (word: number) => boolean): void {
    if (this.most.size > 0) for (const word of this.most.keys()) if (isGone(word)) this.most.delete(word);
  }

  private mayConcern(records: Records): boolean {
    const { body, length } = records;
    const { dictionary } = this.host;
    for (let at = 0; at < length; at += WORDS) {
      if (body[at + BodyInstruction.kind] !== BodyKind.call) continue;
      const word = body[at + BodyInstruction.a] as number;
      if (this.areUsed) {
        if (this.takesFromReturns(word) || this.losses(word) > 0) return true;
      } else if (dictionary.kind(word) === WordKind.shuffle || word === this.twoRDrop) {
        // Most of what comes back from the return stack is not dropped.
        if (this.takesFromReturns(word) && this.droppedAt(records, at)[0] > 0) return true;
      }
    }
    return false;
  }

  /** Whether a word takes cells from the return stack of the one that calls it. */
  takesFromReturns(word: number): boolean {
    const { dictionary } = this.host;
    if (dictionary.kind(word) !== WordKind.shuffle) return this.changeOf(word) < 0;
    const shuffle = dictionary.operandA(word);
    return shuffle === Shuffle.rDrop || shuffle === Shuffle.fromR || shuffle === Shuffle.twoFromR;
  }

  private rewrite(word: number, records: Records): Uint32Array | undefined {
    const { body, length } = records;
    for (let at = 0; at < length; at += WORDS)
      if (body[at + BodyInstruction.kind] === BodyKind.call)
        this.host.prepare(body[at + BodyInstruction.a] as number);
    const heights = this.heightsOf(records);
    if (heights === undefined) return undefined;
    const rewriting = new Rewriting(this.host, records);
    const drops = new Map<number, Drop>();
    let sum = 0;
    let rest = 0;
    for (let at = 0; at < length; at += WORDS) {
      const height = heights[at / WORDS];
      if (height === undefined) continue;
      const drop = this.dropAt(records, at, height);
      if (drop !== undefined && drop.callers > 0) {
        drops.set(at, drop);
        sum += drop.callers;
      } else if (body[at + BodyInstruction.kind] === BodyKind.call) {
        rest = Math.max(
          rest,
          this.losses(body[at + BodyInstruction.a] as number) - onReturnStack(height) - 1,
        );
      }
    }
    const losses = Math.max(sum, rest);
    if (losses > (this.most.get(word) ?? 0)) {
      this.most.set(word, losses);
      this.mostOfAll = Math.max(this.mostOfAll, losses);
    }
    if (losses > 0) rewriting.begin(sum > 0);
    for (let at = 0; at < length; at += WORDS) {
      const height = heights[at / WORDS];
      const drop = drops.get(at);
      if (drop !== undefined) {
        rewriting.drop(at, drop);
        at += (drop.records - 1) * WORDS;
        continue;
      }
      const kind = body[at + BodyInstruction.kind];
      const called = body[at + BodyInstruction.a] as number;
      if (kind === BodyKind.exit) rewriting.exit(at);
      else if (height !== undefined && kind === BodyKind.call && this.losses(called) > 0)
        rewriting.look(at, onReturnStack(height), this.most.has(called));
      else rewriting.copy(at);
    }
    rewriting.end();
    return rewriting.isChanged ? rewriting.finished() : undefined;
  }

  /** How many cells a call of a word may take from its caller. */
  private losses(word: number): number {
    const { dictionary } = this.host;
    const known = this.most.get(word);
    if (known !== undefined) return known;
    switch (dictionary.kind(word)) {
      case WordKind.defer:
        return this.mostOfUnknown;
      case WordKind.shuffle:
        return dictionary.operandA(word) === Shuffle.execute ? this.mostOfUnknown : 0;
      case WordKind.does:
        return this.most.get(dictionary.operandB(word)) ?? 0;
      case WordKind.inline:
        return this.calls(word).some((called) => this.losses(called) > 0) ? this.mostOfUnknown : 0;
      default:
        return 0;
    }
  }

  /** The words that an inline body calls. */
  private calls(inline: number): number[] {
    const body = this.host.bodyOf(inline) ?? [];
    const called: number[] = [];
    for (let at = 0; at < body.length; at += WORDS)
      if (body[at + BodyInstruction.kind] === BodyKind.call)
        called.push(body[at + BodyInstruction.a] as number);
    return called;
  }

  /** By how many cells a called word changes its caller's return stack. */
  private changeOf(word: number): number {
    const { dictionary } = this.host;
    if (word === this.twoRDrop) return -2;
    const kind = dictionary.kind(word);
    if (kind === WordKind.shuffle) return changes[dictionary.operandA(word)] ?? 0;
    if (kind !== WordKind.inline) return 0;
    let change = this.inlineChanges.get(word);
    if (change === undefined) {
      change = this.calls(word).reduce((sum, called) => sum + this.changeOf(called), 0);
      this.inlineChanges.set(word, change);
    }
    return change;
  }

  /** The idiom at a record, if it stands there. */
  private dropAt(records: Records, at: number, height: Height): Drop | undefined {
    const [count, length] = this.droppedAt(records, at);
    if (count === 0) return undefined;
    // Below a loop's parameters nothing is to be had.
    const own = height.loops > 0 ? count : Math.min(count, height.cells);
    return { records: length, own, callers: count - own };
  }

  /** How many cells of the return stack the records from one on drop, and how many records do so. */
  private droppedAt(records: Records, at: number): readonly [count: number, records: number] {
    const shuffle = this.shuffleAt(records, at);
    const next = this.shuffleAt(records, at + WORDS);
    if (shuffle === Shuffle.rDrop) return [1, 1];
    if (shuffle === Shuffle.fromR && next === Shuffle.drop) return [1, 2];
    if (shuffle === Shuffle.twoFromR && next === Shuffle.twoDrop) return [2, 2];
    if (shuffle === Shuffle.fromR && next === Shuffle.fromR)
      return this.shuffleAt(records, at + 2 * WORDS) === Shuffle.twoDrop ? [2, 3] : [0, 0];
    const { body, length } = records;
    if (at < length && body[at + BodyInstruction.kind] === BodyKind.call) {
      if (body[at + BodyInstruction.a] === this.twoRDrop) return [2, 1];
    }
    return [0, 0];
  }

  private shuffleAt({ body, length }: Records, at: number): number | undefined {
    if (at >= length || body[at + BodyInstruction.kind] !== BodyKind.call) return undefined;
    const word = body[at + BodyInstruction.a] as number;
    const { dictionary } = this.host;
    return dictionary.kind(word) === WordKind.shuffle ? dictionary.operandA(word) : undefined;
  }

  /** What lies on the return stack before each record that a path leads to; undefined where paths differ, or too little lies there. */
  private heightsOf(records: Records): (Height | undefined)[] | undefined {
    const { body, length } = records;
    const labels = new Map<number, number>();
    for (let at = 0; at < length; at += WORDS)
      if (body[at + BodyInstruction.kind] === BodyKind.label)
        labels.set(body[at + BodyInstruction.a] as number, at);
    const heights: (Height | undefined)[] = new Array(length / WORDS).fill(undefined);
    const pending: [number, Height][] = [[0, { cells: 0, loops: 0 }]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [at, height] = next;
      if (at >= length) continue;
      const known = heights[at / WORDS];
      if (known !== undefined) {
        if (known.cells !== height.cells || known.loops !== height.loops) return undefined;
        continue;
      }
      heights[at / WORDS] = height;
      const following = this.follow(records, at, height, labels);
      if (following === undefined) return undefined;
      pending.push(...following);
    }
    return heights;
  }

  /** Where a record leads to; undefined when the return stack holds too little for it, or its label is missing. */
  private follow(
    records: Records,
    at: number,
    height: Height,
    labels: ReadonlyMap<number, number>,
  ): [number, Height][] | undefined {
    const { body } = records;
    const a = body[at + BodyInstruction.a] as number;
    const drop = this.dropAt(records, at, height);
    if (drop !== undefined)
      return [[at + drop.records * WORDS, { cells: height.cells - drop.own, loops: height.loops }]];
    const next = at + WORDS;
    const target = labels.get(a);
    const inside = { cells: height.cells, loops: height.loops + 1 };
    const behind = { cells: height.cells, loops: height.loops - 1 };
    switch (body[at + BodyInstruction.kind]) {
      case BodyKind.exit:
        return [];
      case BodyKind.branch:
        return target === undefined ? undefined : [[target, height]];
      case BodyKind.branchZero:
        return target === undefined ? undefined : [[target, height], [next, height]]; // biome-ignore format: one line
      case BodyKind.do:
        return [[next, inside]];
      case BodyKind.questionDo:
        return target === undefined ? undefined : [[target, height], [next, inside]]; // biome-ignore format: one line
      case BodyKind.loop:
      case BodyKind.plusLoop:
        return target === undefined || height.loops === 0 ? undefined : [[target, height], [next, behind]]; // biome-ignore format: one line
      case BodyKind.unloop:
        return height.loops === 0 ? undefined : [[next, behind]];
      case BodyKind.call: {
        const cells = height.cells + this.changeOf(a);
        return cells < 0 ? undefined : [[next, { cells, loops: height.loops }]];
      }
      default:
        return [[next, height]];
    }
  }
}

/** Cells on the return stack: two for a loop. */
const onReturnStack = ({ cells, loops }: Height): number => cells + 2 * loops;

/** A body as it is written anew. */
class Rewriting {
  isChanged = false;
  private readonly written: number[] = [];
  private position = 0;
  private nextLabel = 0;
  /** The local with the count; undefined in a word without the idiom. */
  private counter: number | undefined;
  private endsCallers = false;

  constructor(
    private readonly host: Host,
    private readonly records: Records,
  ) {
    const { body, length } = records;
    for (let at = 0; at < length; at += WORDS)
      if (body[at + BodyInstruction.kind] === BodyKind.label)
        this.nextLabel = Math.max(this.nextLabel, (body[at + BodyInstruction.a] as number) + 1);
  }

  /** The word ends its callers; `counts` when it has the idiom itself. */
  begin(counts: boolean): void {
    this.endsCallers = true;
    this.isChanged = true;
    if (!counts) return;
    const { body, length } = this.records;
    let local = 0;
    for (let at = 0; at < length; at += WORDS) {
      const kind = body[at + BodyInstruction.kind];
      if (kind === BodyKind.localGet || kind === BodyKind.localSet)
        local = Math.max(local, (body[at + BodyInstruction.a] as number) + 1);
    }
    this.counter = local;
    this.literal(0);
    this.emit(BodyKind.localSet, local);
  }

  copy(at: number): void {
    const { body } = this.records;
    this.position = body[at + BodyInstruction.position] as number;
    this.emit(
      body[at + BodyInstruction.kind] as number,
      body[at + BodyInstruction.a] as number,
      body[at + BodyInstruction.b] as number,
    );
  }

  /** The idiom. */
  drop(at: number, { own, callers }: Drop): void {
    this.position = this.records.body[at + BodyInstruction.position] as number;
    for (let i = 0; i < own; i++) this.call("rdrop");
    this.emit(BodyKind.localGet, this.counter);
    this.literal(callers);
    this.call("+");
    this.emit(BodyKind.localSet, this.counter);
  }

  exit(at: number): void {
    this.position = this.records.body[at + BodyInstruction.position] as number;
    this.leaveCount();
    this.emit(BodyKind.exit);
  }

  /** The end of the body. */
  end(): void {
    this.leaveCount();
  }

  /**
   * A call, and behind it the look.
   * @param own cells on the caller's own return stack
   * @param leavesCount whether the word is one that leaves a count
   */
  look(at: number, own: number, leavesCount: boolean): void {
    this.isChanged = true;
    this.position = this.records.body[at + BodyInstruction.position] as number;
    if (!leavesCount) {
      this.literal(0);
      this.store();
    }
    this.copy(at);
    const on = this.nextLabel++;
    this.fetch();
    if (own > 0) {
      this.literal(own);
      this.call(">");
    }
    this.emit(BodyKind.branchZero, on);
    this.fetch();
    this.literal(own + 1);
    this.call("-");
    if (this.counter !== undefined) {
      this.emit(BodyKind.localGet, this.counter);
      this.call("+");
    }
    this.store();
    this.emit(BodyKind.exit);
    this.emit(BodyKind.label, on);
  }

  finished(): Uint32Array {
    return Uint32Array.from(this.written);
  }

  private leaveCount(): void {
    if (!this.endsCallers) return;
    if (this.counter === undefined) this.literal(0);
    else this.emit(BodyKind.localGet, this.counter);
    this.store();
  }

  private fetch(): void {
    this.literal(SystemAddress.earlyReturns);
    this.call("@");
  }

  private store(): void {
    this.literal(SystemAddress.earlyReturns);
    this.call("!");
  }

  private literal(value: number): void {
    this.emit(BodyKind.literal, value);
  }

  private call(name: string): void {
    this.emit(BodyKind.call, this.host.systemWord(name));
  }

  private emit(kind: number, a = 0, b = 0): void {
    const record = new Array<number>(WORDS).fill(0);
    record[BodyInstruction.kind] = kind;
    record[BodyInstruction.a] = a;
    record[BodyInstruction.b] = b;
    record[BodyInstruction.position] = this.position;
    this.written.push(...record);
  }
}
