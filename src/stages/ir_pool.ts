/** ForthIR of words, in one array: what the optimizer stage may put in the place of calls. */
import { FunctionHeader, IrReference, Op } from "../abi/bindings.ts";
import type { FunctionView } from "../ir/view.ts";

/** Larger functions are not worth keeping: no optimizer inlines them. */
const MAX_INSTRUCTIONS = 256;
/** In words. */
const FIRST_CAPACITY = 4096;

/** Numbers of the words that inlining of what is caught has to know; see OptimizeRequest in plugins-src/abi/abi.zig. */
export interface ExceptionWords {
  readonly catchKnown: number;
  readonly throw: number;
  readonly throwAnew: number;
  readonly caught: number;
  readonly caughtAnew: number;
}

export class IrPool {
  /** Undefined: nothing that is caught is inlined. */
  exceptionWords: ExceptionWords | undefined;
  /** IrReference records, by word. */
  references = new Uint32Array(0);
  pool = new Uint32Array(0);
  private used = 0;
  /** Of `used`: what words still refer to. */
  private live = 0;

  /** Keeps a function for its callers, in place of what was kept of the word. */
  keep(ir: Uint32Array): void {
    const word = ir[FunctionHeader.word] as number;
    this.forget(word);
    if ((ir[FunctionHeader.instructionCount] as number) > MAX_INSTRUCTIONS) return;
    if (this.used + ir.length > this.pool.length && 2 * this.live < this.used) this.compact();
    this.pool = withRoom(this.pool, this.used + ir.length);
    this.references = withRoom(this.references, (word + 1) * IrReference.WORDS);
    this.pool.set(ir, this.used);
    this.references[word * IrReference.WORDS + IrReference.offset] = this.used;
    this.references[word * IrReference.WORDS + IrReference.length] = ir.length;
    this.used += ir.length;
    this.live += ir.length;
  }

  /** What is kept of a word, as long as nothing else is kept or forgotten. */
  of(word: number): Uint32Array | undefined {
    const at = word * IrReference.WORDS;
    const length = this.references[at + IrReference.length] ?? 0;
    if (length === 0) return undefined;
    const offset = this.references[at + IrReference.offset] as number;
    return this.pool.subarray(offset, offset + length);
  }

  /** The words whose functions may take the place of calls in a function: called, or caught by their tokens. */
  calledIn(view: FunctionView): Set<number> {
    const words = new Set<number>();
    const catchKnown = this.exceptionWords?.catchKnown;
    for (let at = 0; at < view.instructionCount; at++) {
      const op = view.op(at);
      if (op !== Op.call && op !== Op.callStack) continue;
      const word = view.a(at);
      words.add(word);
      if (word !== catchKnown) continue;
      const token = caughtToken(view, at);
      if (token !== undefined) words.add(token);
    }
    return words;
  }

  /** Says that a word means something else from now on, or that its number serves another word. */
  forget(word: number): void {
    const length = word * IrReference.WORDS + IrReference.length;
    if (length >= this.references.length) return;
    this.live -= this.references[length] as number;
    this.references[length] = 0;
    if (this.live === 0) this.used = 0;
  }

  /** Leaves out what no word refers to any more: words are kept anew whenever the optimizer is swapped. */
  private compact(): void {
    const { references, pool } = this;
    const kept = new Uint32Array(new ArrayBuffer(pool.byteLength));
    this.used = 0;
    for (let at = 0; at < references.length; at += IrReference.WORDS) {
      const offset = references[at + IrReference.offset] as number;
      const length = references[at + IrReference.length] as number;
      if (length === 0) continue;
      kept.set(pool.subarray(offset, offset + length), this.used);
      references[at + IrReference.offset] = this.used;
      this.used += length;
    }
    this.pool = kept;
  }
}

/** The token that a call of a word which CATCHes one of known effect takes, when it is a constant. */
function caughtToken(view: FunctionView, call: number): number | undefined {
  const value = view.extra(view.b(call) + 2 + view.c(call) - 2);
  for (let at = call - 1; at >= 0; at--) {
    if (view.result(at) === value)
      return view.op(at) === Op.const && view.b(at) === 0 ? view.a(at) : undefined;
  }
  return undefined;
}

/** An array of at least `length` words that begins like this one. */
function withRoom(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= array.length) return array;
  const grown = new Uint32Array(new ArrayBuffer(4 * Math.max(FIRST_CAPACITY, 2 * length)));
  grown.set(array);
  return grown;
}
