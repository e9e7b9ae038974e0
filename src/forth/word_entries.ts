/**
 * What the word table has for words that are data: one function for all words of a kind, which looks at the word's
 * WordInfo. A program with many constants and variables has no function for each.
 */
import { WordKind } from "../abi/session_bindings.ts";
import type { Machine, WordEntry } from "../machine/machine.ts";
import type { Dictionary } from "./dictionary.ts";

export class WordEntries {
  readonly constant: WordEntry;
  readonly fconstant: WordEntry;
  /** CREATEd words push their address. */
  readonly data: WordEntry;
  readonly value: WordEntry;
  readonly fvalue: WordEntry;
  readonly deferred: WordEntry;
  /** Pushes the word's address and runs the word that is its behaviour. */
  readonly does: WordEntry;
  /** Runs the word of which this is another name. */
  readonly synonym: WordEntry;

  constructor(machine: Machine, dictionary: Dictionary) {
    const { headers } = dictionary;
    const run = (xt: number) => machine.execute(xt, 0);
    this.constant = (xt) => machine.push(dictionary.operandA(xt) | 0, dictionary.operandB(xt) | 0);
    this.fconstant = (xt) => machine.pushFloatHalves(dictionary.operandA(xt), dictionary.operandB(xt));
    this.data = (xt) => machine.push(dictionary.operandA(xt), 0);
    this.value = (xt) => {
      const at = dictionary.operandA(xt);
      machine.push(machine.loadLow(at), machine.loadHigh(at));
    };
    this.fvalue = (xt) => machine.fetchFloat(dictionary.operandA(xt));
    this.deferred = (xt) => {
      const at = dictionary.operandA(xt);
      machine.execute(machine.loadLow(at), machine.loadHigh(at));
    };
    this.does = (xt) => {
      machine.push(dictionary.operandA(xt), 0);
      run(dictionary.operandB(xt));
    };
    this.synonym = (xt) => run(headers.token(xt));
  }

  /** What words of a WordKind do, if these are data. */
  ofKind(kind: number): WordEntry | undefined {
    switch (kind) {
      case WordKind.constant:
        return this.constant;
      case WordKind.data:
        return this.data;
      case WordKind.value:
        return this.value;
      case WordKind.fconstant:
        return this.fconstant;
      case WordKind.fvalue:
        return this.fvalue;
      case WordKind.defer:
        return this.deferred;
      case WordKind.does:
        return this.does;
      default:
        return undefined;
    }
  }
}
