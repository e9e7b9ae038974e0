/**
 * Register entries of words without code: callers that count on an effect reach a word through one, by way of the
 * in-memory stacks. A caller's code may be running when the word loses its code, and the plugin that made it may be
 * gone by then; so what a stub takes is laid by when a caller first names the word.
 */
import { InternalError } from "../../machine/exceptions.ts";
import type { Effect } from "../backend/graph.ts";
import { StageFailure } from "../stage_failure.ts";
import { type CodeMemory, type PlacedCode, roomOf } from "./code_memory.ts";
import type { Generator } from "./generator.ts";
import type { RuntimeWordNumbers } from "./library_words.ts";
import type { SymbolAddresses } from "./relocations.ts";

/** The form in which relocations name an effect. */
export function packEffect({ cellIn, cellOut, floatIn, floatOut }: Effect): number {
  return (cellIn | (cellOut << 8) | (floatIn << 16) | (floatOut << 24)) >>> 0;
}

function unpackEffect(effect: number): Effect {
  return {
    cellIn: effect & 0xff,
    cellOut: (effect >>> 8) & 0xff,
    floatIn: (effect >>> 16) & 0xff,
    floatOut: effect >>> 24,
  };
}

/** The code of a word's stub for callers that count on an effect; undefined when the backend declines it. */
export function stubCode(
  generator: Generator,
  { throwWords, caughtWords, catchWord }: RuntimeWordNumbers,
  word: number,
  effect: number,
): Uint32Array | undefined {
  if (word === catchWord) return generator.catchStub(word, unpackEffect(effect))?.slice();
  const thrower = caughtWords.get(word);
  if (thrower !== undefined)
    return generator.caughtStub(word, unpackEffect(effect), throwWords.get(thrower) === true)?.slice();
  const isNew = throwWords.get(word);
  const made =
    isNew === undefined
      ? generator.wordStub(word, unpackEffect(effect))
      : generator.throwStub(word, unpackEffect(effect), isNew);
  return made?.slice();
}

/** A word's entries by packed effect. */
type ByEffect<Value> = Map<number, Value>;

export class WordStubs {
  /** By word: the code of stubs that are not in their place yet. */
  private readonly blobs: (ByEffect<Uint32Array> | undefined)[] = [];
  /** By word: those that are. */
  private readonly entries: (ByEffect<PlacedCode> | undefined)[] = [];
  /** Bytes of code memory that stubs may still take. */
  reserved = 0;

  constructor(
    private readonly generator: Generator,
    private readonly code: CodeMemory,
    private readonly symbols: SymbolAddresses,
    private readonly special: RuntimeWordNumbers,
  ) {}

  /** From now on `entry` has all that it needs for a word and an effect. @throws StageFailure */
  reserve(word: number, effect: number): void {
    const blob = stubCode(this.generator, this.special, word, effect);
    if (blob === undefined) throw new StageFailure("the plugin declines the stub of a word that is called");
    if (!this.code.hasRoom(blob, this.reserved)) throw new StageFailure("code memory is full");
    this.blobs[word] ??= new Map();
    this.blobs[word].set(effect, blob);
    this.reserved += roomOf(blob);
  }

  /** The address of the stub of a word for an effect, both of which were reserved. */
  entry(word: number, effect: number): number {
    const known = this.entries[word]?.get(effect);
    if (known !== undefined) return known.registerEntry;
    const blob = this.blobs[word]?.get(effect);
    if (blob === undefined) throw new InternalError(`there is no stub of word ${word}`);
    this.blobs[word]?.delete(effect);
    this.reserved -= roomOf(blob);
    const stub = this.code.place(blob, this.symbols);
    this.entries[word] ??= new Map();
    this.entries[word].set(effect, stub);
    return stub.registerEntry;
  }

  /** All that are in their place. */
  *placed(): Iterable<PlacedCode> {
    for (const stubs of this.entries) if (stubs !== undefined) yield* stubs.values();
  }
}
