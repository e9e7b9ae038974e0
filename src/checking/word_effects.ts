/** The effects of words: of the system's as they are needed, of a program's as its definitions are analysed. */
import { WordFlag, WordInfo, WordKind } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import { analyseBody, type EffectSource } from "./body_analysis.ts";
import { Cell, countedEffect, type Effect, isKnown, type KnownEffect, way } from "./effect.ts";

const TRUE = new Cell(undefined, true);
const FALSE = new Cell(0n);

/** Words whose effect depends on a flag that they leave, or that have none for other reasons than their effect. */
const special: Readonly<Record<string, KnownEffect>> = {
  find: { cellIn: 1, floatIn: 0, ways: [way([0, FALSE]), way([new Cell(), TRUE])] },
  "search-wordlist": { cellIn: 3, floatIn: 0, ways: [way([FALSE]), way([new Cell(), TRUE])] },
  ">float": { cellIn: 2, floatIn: 0, ways: [way([TRUE], 1), way([FALSE])] },
  ".s": countedEffect(0, 0),
  "f.s": countedEffect(0, 0),
  "(~~)": countedEffect(1, 0),
  "sp@": countedEffect(0, 1),
  "fp@": countedEffect(0, 1),
  "rp@": countedEffect(0, 1),
  ":noname": countedEffect(0, 1),
  "(compile)": countedEffect(1, 0),
};

export class WordEffects implements EffectSource {
  readonly catchWord: number;
  readonly toReturnsInMemory: number;
  private readonly effects = new Map<number, Effect>();
  /** What stack comments say of words whose effect is not found out. */
  private readonly declared = new Map<number, KnownEffect>();
  private readonly specialWords = new Map<number, KnownEffect>();

  constructor(private readonly session: Session) {
    this.catchWord = session.systemNumber("catch");
    this.toReturnsInMemory = session.systemNumber("(n>r)");
    for (const [name, effect] of Object.entries(special))
      this.specialWords.set(session.systemNumber(name), effect);
  }

  /** Says what a word of the program does; what its comment says counts where that is not known. */
  define(word: number, effect: Effect, declared: KnownEffect | undefined): void {
    this.effects.set(word, effect);
    if (declared === undefined) this.declared.delete(word);
    else this.declared.set(word, declared);
  }

  effectOf(word: number): Effect {
    const effect = this.foundOut(word);
    return isKnown(effect) ? effect : (this.declared.get(word) ?? effect);
  }

  private foundOut(word: number): Effect {
    const known = this.effects.get(word) ?? this.specialWords.get(word);
    if (known !== undefined) return known;
    const unknown: Effect = { kind: "call", word: this.nameOf(word), position: 0 };
    if (word > this.session.system.count) return unknown;
    // A word that calls itself on the way finds this.
    this.effects.set(word, unknown);
    const effect = this.systemEffect(word) ?? unknown;
    this.effects.set(word, effect);
    return effect;
  }

  private systemEffect(index: number): Effect | undefined {
    const { dictionary } = this.session;
    const word = dictionary.word(index);
    if (word === undefined) return undefined;
    const at = index * WordInfo.WORDS;
    const field = (offset: number) => dictionary.info[at + offset] as number;
    if (field(WordInfo.kind) === WordKind.defer) return undefined;
    if ((field(WordInfo.flags) & WordFlag.effectKnown) !== 0) {
      const [cellIn, floatIn] = [field(WordInfo.cellIn), field(WordInfo.floatIn)];
      if ((field(WordInfo.flags) & WordFlag.neverReturns) !== 0) return { cellIn, floatIn, ways: [] };
      return countedEffect(cellIn, field(WordInfo.cellOut), floatIn, field(WordInfo.floatOut));
    }
    const body = this.bodyOf(index);
    return body && analyseBody(body, index, this).effect;
  }

  kind(word: number): number {
    this.prepare(word);
    return this.session.dictionary.kind(word);
  }

  operandA(word: number): number {
    return this.session.dictionary.operandA(word);
  }

  operandB(word: number): number {
    return this.session.dictionary.operandB(word);
  }

  isWord(token: bigint): boolean {
    return token > 0n && token < 0x8000_0000n && this.session.dictionary.word(Number(token)) !== undefined;
  }

  nameOf(word: number): string {
    return this.session.dictionary.word(word)?.displayName || "a word without a name";
  }

  bodyOf(word: number): Uint32Array | undefined {
    this.prepare(word);
    return this.session.compiler.bodyOf(word);
  }

  /** Compiles the body of a word of the system that is written in Forth. */
  private prepare(index: number): void {
    const word = this.session.dictionary.word(index);
    if (word?.prelude !== undefined) this.session.compilePrelude(word);
  }
}
