/**
 * ForthIR functions as lines for people, one step of the optimizer after the other. Every function numbers its values
 * and blocks from 0; here a value keeps its name from step to step, so that what a pass did is seen at once.
 */

import { framesAt, inlineSitesOf } from "../ir/inline_sites.ts";
import { print } from "../ir/print.ts";
import { FunctionView } from "../ir/view.ts";
import { commonLines, type Pair } from "./common_lines.ts";

/** A line of a function. */
export interface IrLine {
  /** With names that last, without the position. */
  readonly text: string;
  /** As in the instruction: 0 for none, and for lines that are no instructions. */
  readonly position: number;
}

/** `+` is new in this step, `-` was in the step before. */
export interface ChangedLine extends IrLine {
  readonly mark: " " | "+" | "-";
}

/** A printed line: `v` and `block` with their own numbers. */
interface RawLine {
  readonly text: string;
  readonly position: number;
  /** The frames that the position stands for; empty for none. */
  readonly origin: string;
  /** What the line is, whatever its values are called. */
  readonly shape: string;
  /** What it defines: results, or the parameters of a block. */
  readonly values: readonly number[];
  readonly block: number | undefined;
}

/** The steps of one function. */
export class IrSteps {
  private raw: readonly RawLine[] = [];
  private values = new Map<number, string>();
  private blocks = new Map<number, string>();
  private nextValue = 0;
  private nextBlock = 0;
  /** The newest step. */
  lines: readonly IrLine[] = [];

  /** Begins with a function as it is. */
  constructor(ir: Uint32Array) {
    this.raw = rawLines(ir);
    this.nameRest(this.raw);
    this.lines = this.raw.map((line) => this.named(line));
  }

  /** What a value of the newest step is called in it, from the name that ForthIR's own text has for it. */
  rename(text: string): string {
    return text
      .replace(/\bv(\d+)\b/g, (_, number) => this.values.get(Number(number)) ?? `v${number}`)
      .replace(/\bblock(\d+)\b/g, (_, number) => this.blocks.get(Number(number)) ?? `block${number}`);
  }

  /** Goes to the next step; gives its lines, with those of the step before that are gone. */
  next(ir: Uint32Array): ChangedLine[] {
    const before = this.raw;
    const oldLines = this.lines;
    const after = rawLines(ir);
    const pairs = align(before, after);
    const usesBefore = usesIn(before);
    const usesAfter = usesIn(after);
    const values = new Map<number, string>();
    const blocks = new Map<number, string>();
    for (const [old, now] of pairs) {
      const from = before[old] as RawLine;
      const to = after[now] as RawLine;
      if (from.block !== undefined && to.block !== undefined)
        blocks.set(to.block, this.blocks.get(from.block) as string);
      for (const [fromValue, toValue] of pairValues(from, to, usesBefore, usesAfter))
        values.set(toValue, this.values.get(fromValue) as string);
    }
    this.values = values;
    this.blocks = blocks;
    this.raw = after;
    this.nameRest(after);
    this.lines = after.map((line) => this.named(line));
    return changes(oldLines, this.lines, pairs);
  }

  /** Names what has none yet. */
  private nameRest(lines: readonly RawLine[]): void {
    for (const { values, block } of lines) {
      for (const value of values) if (!this.values.has(value)) this.values.set(value, `v${this.nextValue++}`);
      if (block !== undefined && !this.blocks.has(block)) this.blocks.set(block, `block${this.nextBlock++}`);
    }
  }

  private named({ text, position }: RawLine): IrLine {
    return { text: this.rename(text), position };
  }
}

function rawLines(ir: Uint32Array): RawLine[] {
  const view = new FunctionView(ir);
  const sites = inlineSitesOf(view);
  // Each step numbers its inline sites anew.
  const origin = (position: number) =>
    framesAt(view.word, position, sites)
      .map((frame) => `${frame.word}:${frame.position}`)
      .join(" ");
  return print(ir)
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [, text = "", at = "0"] = /^(.*?)(?:\s+@(\d+))?$/.exec(line) ?? [];
      const block = /^block(\d+)\(/.exec(text)?.[1];
      const defined = block === undefined ? /^ {2}(v.*?) = /.exec(text)?.[1] : text;
      return {
        text,
        position: Number(at),
        origin: Number(at) === 0 ? "" : origin(Number(at)),
        shape: `${text.replace(/\b(v|block)\d+\b/g, "$1")} ${origin(Number(at))}`,
        values: defined === undefined ? [] : valuesIn(defined),
        block: block === undefined ? undefined : Number(block),
      };
    });
}

const valuesIn = (text: string): number[] =>
  [...text.matchAll(/\bv(\d+)/g)].map(([, value]) => Number(value));

// ---- which line is which --------------------------------------------------------------------------------------------

/**
 * The lines of two steps that are the same, in order: a longest common subsequence of their shapes, and between two of
 * these, lines of one position that define as much (an operation became another).
 */
function align(before: readonly RawLine[], after: readonly RawLine[]): Pair[] {
  const same = commonLines(
    before.map(({ shape }) => shape),
    after.map(({ shape }) => shape),
  );
  const pairs: Pair[] = [];
  let old = 0;
  let now = 0;
  for (const anchor of [...same, [before.length, after.length] as const]) {
    for (; old < anchor[0]; old++) {
      let found = now;
      while (found < anchor[1] && !isLike(before[old], after[found] as RawLine)) found++;
      if (found === anchor[1]) continue;
      pairs.push([old, found]);
      now = found + 1;
    }
    if (anchor[0] < before.length) pairs.push(anchor);
    old = anchor[0] + 1;
    now = anchor[1] + 1;
  }
  return pairs;
}

function isLike(old: RawLine | undefined, now: RawLine): boolean {
  if (old === undefined || (old.block === undefined) !== (now.block === undefined)) return false;
  if (old.block !== undefined) return true;
  return old.origin !== "" && old.origin === now.origin && old.values.length === now.values.length;
}

const noUses: ReadonlySet<string> = new Set();

/** Which of the values that two lines define are the same: by place, or, where a block has lost parameters, by their uses. */
function pairValues(
  from: RawLine,
  to: RawLine,
  usesBefore: ReadonlyMap<number, ReadonlySet<string>>,
  usesAfter: ReadonlyMap<number, ReadonlySet<string>>,
): (readonly [number, number])[] {
  if (from.values.length === to.values.length)
    return from.values.map((value, at) => [value, to.values[at] as number] as const);
  const oldUses = from.values.map((value) => usesBefore.get(value) ?? noUses);
  const newUses = to.values.map((value) => usesAfter.get(value) ?? noUses);
  const pairs: (readonly [number, number])[] = [];
  let at = 0;
  // Those that are left keep their order, so that each has as many choices as there are too many before.
  from.values.forEach((value, old) => {
    const candidates = newUses.slice(at, at + 1 + Math.max(0, newUses.length - at - (oldUses.length - old)));
    const uses = oldUses[old] as ReadonlySet<string>;
    const common = candidates.map((candidate) => [...candidate].filter((shape) => uses.has(shape)).length);
    const best = common.indexOf(Math.max(0, ...common));
    const isLikely =
      best >= 0 && ((common[best] as number) > 0 || oldUses.length - old <= newUses.length - at);
    if (!isLikely) return;
    pairs.push([value, to.values[at + best] as number]);
    at += best + 1;
  });
  return pairs;
}

/** The shapes of the lines that name a value, by value. */
function usesIn(lines: readonly RawLine[]): ReadonlyMap<number, ReadonlySet<string>> {
  const uses = new Map<number, Set<string>>();
  for (const { text, shape } of lines) {
    for (const value of valuesIn(text)) {
      const known = uses.get(value);
      if (known === undefined) uses.set(value, new Set([shape]));
      else known.add(shape);
    }
  }
  return uses;
}

// ---- what has changed ------------------------------------------------------------------------------------------------

function changes(before: readonly IrLine[], after: readonly IrLine[], pairs: readonly Pair[]): ChangedLine[] {
  const lines: ChangedLine[] = [];
  let old = 0;
  let now = 0;
  const add = (mark: ChangedLine["mark"], line: IrLine | undefined) => {
    if (line !== undefined) lines.push({ mark, ...line });
  };
  for (const [oldAt, nowAt] of [...pairs, [before.length, after.length] as const]) {
    while (old < oldAt) add("-", before[old++]);
    while (now < nowAt) add("+", after[now++]);
    if (oldAt === before.length) break;
    if (before[old]?.text === after[now]?.text) {
      add(" ", after[now]);
    } else {
      add("-", before[old]);
      add("+", after[now]);
    }
    old++;
    now++;
  }
  return lines;
}
