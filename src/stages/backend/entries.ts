// Between the two ways to call a word: on the in-memory stacks (an entry of the word table), and directly with
// arguments and results as halves. One text for each effect, shared by all words of that effect.

import { Capacity } from "../../machine/machine.ts";
import type { DirectFunction, Runtime } from "../../machine/operations.ts";
import type { Effect } from "./graph.ts";

type EntryMaker = (slot: number, word: number, refused: (word: number) => void) => () => void;
type BridgeMaker = (word: number) => DirectFunction;

/** Makes entries for direct functions, and direct functions for entries. */
export class Bridges {
  private readonly runtime: Runtime;
  private readonly names: string[];
  private readonly values: unknown[];
  private readonly entryMakers = new Map<string, EntryMaker>();
  private readonly bridgeMakers = new Map<string, BridgeMaker>();

  constructor(runtime: Runtime) {
    this.runtime = runtime;
    this.names = ["C", "S", "F", "W", "D", "R", "Q", "N"];
    const { C, S, F, W, D, R, Q, N } = this.runtime;
    this.values = [C, S, F, W, D, R, Q, N];
  }

  /**
   * An entry that takes arguments from memory, calls the direct function in a slot and stores its results. With too
   * few arguments, or a stack that is too full, it calls `refused` instead and leaves the stacks as they were.
   */
  entry(effect: Effect, slot: number, word: number, refused: (word: number) => void): () => void {
    return this.maker(this.entryMakers, effect, entryText)(slot, word, refused);
  }

  /** A direct function that stores its arguments, calls the word's entry and gives the results it finds. */
  direct(effect: Effect, word: number): DirectFunction {
    return this.maker(this.bridgeMakers, effect, bridgeText)(word);
  }

  private maker<T>(makers: Map<string, T>, effect: Effect, text: (effect: Effect) => string): T {
    const key = effectKey(effect);
    let maker = makers.get(key);
    if (maker === undefined) {
      maker = new Function(...this.names, text(effect))(...this.values) as T;
      makers.set(key, maker);
    }
    return maker;
  }
}

/** A text that is equal for equal effects. */
export function effectKey({ cellIn, cellOut, floatIn, floatOut }: Effect): string {
  return `${cellIn},${cellOut},${floatIn},${floatOut}`;
}

function entryText({ cellIn, cellOut, floatIn, floatOut }: Effect): string {
  const lines = [`return function(slot,word,refused){return function forthEntry(){var s=C[0]-${cellIn};`];
  const floats = floatIn + floatOut > 0;
  if (floats) lines.push(`var z=C[1]-${floatIn};`);
  const floatTest = floats ? `||z<0||z>${Capacity.float - floatIn}` : "";
  lines.push(`if(s<0||s>${Capacity.data - cellIn}${floatTest}){refused(word);return}`);
  if (cellIn > 0) lines.push("C[0]=s;");
  if (floatIn > 0) lines.push("C[1]=z;");
  const passed: string[] = [];
  for (let i = 0; i < cellIn; i++) passed.push(dataHalf(i, 0), dataHalf(i, 1));
  for (let i = 0; i < floatIn; i++) passed.push(`N(F,z+${i})`);
  const call = `D[slot](${passed.join(",")});`;
  lines.push(cellOut + floatOut > 0 ? `var r=${call}` : call);
  for (let i = 0; i < cellOut; i++) {
    lines.push(`${dataHalf(i, 0)}=${i === 0 ? "r" : `R[${2 * i - 1}]`};${dataHalf(i, 1)}=R[${2 * i}];`);
  }
  for (let i = 0; i < floatOut; i++) lines.push(`F[z+${i}]=${i === 0 && cellOut === 0 ? "r" : `N(Q,${i})`};`);
  if (cellOut > 0) lines.push(`C[0]=s+${cellOut};`);
  if (floatOut > 0) lines.push(`C[1]=z+${floatOut};`);
  lines.push("}}");
  return lines.join("");
}

function bridgeText({ cellIn, cellOut, floatIn, floatOut }: Effect): string {
  const parameters: string[] = [];
  for (let i = 0; i < cellIn; i++) parameters.push(`l${i}`, `h${i}`);
  for (let i = 0; i < floatIn; i++) parameters.push(`f${i}`);
  const lines = [
    `return function(word){return function forthBridge(${parameters.join(",")}){var s=C[0],z=C[1];`,
  ];
  for (let i = 0; i < cellIn; i++) lines.push(`${dataHalf(i, 0)}=l${i};${dataHalf(i, 1)}=h${i};`);
  for (let i = 0; i < floatIn; i++) lines.push(`F[z+${i}]=f${i};`);
  lines.push(`C[0]=s+${cellIn};C[1]=z+${floatIn};W[word]();`);
  lines.push(`s=C[0]=C[0]-${cellOut};z=C[1]=C[1]-${floatOut};`);
  for (let i = 0; i < cellOut; i++) {
    if (i > 0) lines.push(`R[${2 * i - 1}]=${dataHalf(i, 0)};`);
    lines.push(`R[${2 * i}]=${dataHalf(i, 1)};`);
  }
  for (let i = cellOut === 0 ? 1 : 0; i < floatOut; i++) lines.push(`Q[${i}]=N(F,z+${i});`);
  if (cellOut > 0) lines.push(`return ${dataHalf(0, 0)};`);
  else if (floatOut > 0) lines.push("return N(F,z);");
  lines.push("}}");
  return lines.join("");
}

/** A half of the cell that many above s, the place of the deepest argument or result. */
function dataHalf(index: number, half: number): string {
  return `S[(s<<1)+${2 * index + half}]`;
}
