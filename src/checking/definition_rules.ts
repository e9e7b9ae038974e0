/** What is said of a definition once its body is there. */
import { BodyInstruction, BodyKind } from "../abi/bindings.ts";
import type { BodyAnalysis, Disagreement, EffectSource, Fault } from "./body_analysis.ts";

import { depthsOf, effectText, isKnown, type KnownEffect } from "./effect.ts";
import { hasLabel } from "./flat_body.ts";
import type { Severity } from "./rules.ts";
import { agrees, type DeclaredEffect, withAddress } from "./stack_comment.ts";

/** A report about a position of a body. */
interface BodyReport {
  readonly rule: "return-stack" | "low-address" | "unreachable-code";
  readonly position: number;
  readonly message: string;
  readonly hint?: string;
  readonly severity?: Severity;
}

/** What is wrong in a body whatever its comment says. */
export function faultReports(faults: readonly Fault[]): BodyReport[] {
  return faults.map((fault) => {
    const { rule = "return-stack", ...text } = faultTexts[fault.kind](fault.amount);
    return { rule, position: fault.position, ...text };
  });
}

const counted = (count: bigint | number, what: string): string =>
  `${count} ${what}${BigInt(count) === 1n ? "" : "s"}`;

interface FaultText {
  readonly rule?: BodyReport["rule"];
  readonly message: string;
  readonly hint?: string;
  readonly severity?: Severity;
}

const faultTexts: Readonly<Record<Fault["kind"], (amount: bigint) => FaultText>> = {
  "return-underflow": () => ({
    message: "takes from the return stack what this word has not put there",
    hint: "a word can use what it has put there itself with >R",
  }),
  "ends-caller": () => ({
    severity: "note",
    message: "ends the word that calls this one",
    hint: "a flag that the caller tests says the same in every Forth",
  }),
  "return-in-loop": () => ({
    message: "what >R has put there lies below the loop's parameters here",
    hint: "inside DO … LOOP, R> and R@ can have only what was put there inside",
  }),
  "return-left": (amount) => ({
    message: `the word ends with ${counted(amount, "cell")} on the return stack`,
    hint: "each >R needs an R> or RDROP on every path, also before EXIT",
  }),
  "loop-left": () => ({
    message: "the word ends inside a loop",
    hint: "write UNLOOP before EXIT",
  }),
  "no-loop": () => ({ message: "there is no loop around this" }),
  "loop-covered": () => ({
    message: "a cell that >R has put there lies on top of the loop's parameters here",
    hint: "inside DO … LOOP, each >R needs its R> before I, LEAVE, UNLOOP and LOOP",
  }),
  "low-address": (amount) => ({
    rule: "low-address",
    message: `stores to address ${amount}: no data has an address below 4096`,
    hint: "the address is on top: `value address !`",
  }),
};

/** Records that stand for something that a person has written at their place. */
const writtenKinds: ReadonlySet<number> = new Set([
  BodyKind.literal,
  BodyKind.floatLiteral,
  BodyKind.call,
  BodyKind.do,
  BodyKind.questionDo,
  BodyKind.index,
  BodyKind.localGet,
  BodyKind.localSet,
  BodyKind.floatLocalGet,
  BodyKind.floatLocalSet,
]);

/** Positions of the first word of each part of a body that nothing leads to. @param isWritten whether a person has written that */
export function unreachablePositions(
  records: Uint32Array,
  effects: EffectSource,
  isWritten: (position: number) => boolean,
): number[] {
  const reached = reachedRecords(records, effects);
  const positions: number[] = [];
  let isReported = false;
  for (let record = 0; record < reached.length; record++) {
    const at = record * BodyInstruction.WORDS;
    if (reached[record] === 1) {
      isReported = false;
      continue;
    }
    const position = records[at + BodyInstruction.position] as number;
    const isCode = writtenKinds.has(records[at + BodyInstruction.kind] as number);
    if (isReported || !isCode || !isWritten(position)) continue;
    positions.push(position);
    isReported = true;
  }
  return positions;
}

/** By record: 1 when some path leads there, whatever the conditions of branches are. */
function reachedRecords(records: Uint32Array, effects: EffectSource): Uint8Array {
  const count = records.length / BodyInstruction.WORDS;
  const reached = new Uint8Array(count);
  const labels = new Map<number, number>();
  const kindAt = (record: number) => records[record * BodyInstruction.WORDS + BodyInstruction.kind] as number;
  const operandAt = (record: number) => records[record * BodyInstruction.WORDS + BodyInstruction.a] as number;
  for (let record = 0; record < count; record++)
    if (kindAt(record) === BodyKind.label) labels.set(operandAt(record), record);
  const pending = [0];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (let record = next; record < count && reached[record] === 0; record++) {
      reached[record] = 1;
      const kind = kindAt(record);
      if (kind !== BodyKind.label && hasLabel(kind)) pending.push(labels.get(operandAt(record)) ?? count);
      if (kind === BodyKind.branch || kind === BodyKind.exit) break;
      if (kind === BodyKind.call && neverReturns(operandAt(record), effects)) break;
    }
  }
  return reached;
}

function neverReturns(word: number, effects: EffectSource): boolean {
  if (effects.kind(word) !== 1) return false;
  const effect = effects.effectOf(word);
  return isKnown(effect) && effect.ways.length === 0;
}

/** How a comment suits what a word does: on every way that is certain, on some ways, or on none. */
export type Agreement = "all" | "some" | "none";

/** That of a part behind DOES> may leave its address out. */
export function agreementOf(declared: DeclaredEffect, effect: KnownEffect, isDoes: boolean): Agreement {
  if (effect.ways.length === 0) return "all";
  const plain = agreement(declared, effect);
  if (!isDoes || plain === "all") return plain;
  const addressed = agreement(withAddress(declared), effect);
  return addressed === "none" ? plain : addressed;
}

function agreement(declared: DeclaredEffect, effect: KnownEffect): Agreement {
  const certain = effect.ways.filter(({ isDoubtful }) => !isDoubtful);
  if (certain.length > 0 && agrees(declared, { ...effect, ways: certain })) return "all";
  const some = effect.ways.some((way) => agrees(declared, { ...effect, ways: [way] }));
  if (!some) return "none";
  return certain.length === 0 ? "all" : "some";
}

/** In words: what a word takes and leaves. */
export function effectInWords(effect: KnownEffect): string {
  const { cellIn, floatIn } = effect;
  const depths = depthsOf(effect);
  const amounts = (cells: number, floats: number): string =>
    floats === 0
      ? amount(cells, "cell")
      : cells === 0
        ? amount(floats, "float")
        : `${amount(cells, "cell")} and ${amount(floats, "float")}`;
  const left = [...new Set(depths.map(({ cells, floats }) => amounts(cells, floats)))].join(" or ");
  return `it takes ${amounts(cellIn, floatIn)} and leaves ${left}: ${effectText(effect)}`;
}

const amount = (count: number, what: string): string => (count === 0 ? "nothing" : counted(count, what));

/** Why the effect of a word is not static, and where that is seen; undefined when it is, or when another word is why. */
export function varyingReason(
  { effect, disagreement }: BodyAnalysis,
  isOfProgram: (word: string) => boolean,
): { message: string; position: number } | undefined {
  if (isKnown(effect)) {
    if (depthsOf(effect).length <= 1) return undefined;
    const where = disagreement === undefined ? "" : `; here ${disagreementText(disagreement)}`;
    return {
      message: `what it leaves depends on the way: ${effectText(effect)}${where}`,
      position: disagreement?.position ?? 0,
    };
  }
  switch (effect.kind) {
    case "call":
      if (isOfProgram(effect.word)) return undefined;
      return { message: `what ${effect.word} does is known only when it runs`, position: effect.position };
    case "loop": {
      const { change, what } = effect;
      const grows =
        change > 0 ? `leaves ${counted(change, what)} more` : `takes ${counted(-change, what)} more`;
      return { message: `each turn of the loop ${grows}`, position: effect.position };
    }
    case "recursion":
      return {
        message: "the calls of the word in itself do not all leave what the other paths do",
        position: 0,
      };
    case "complex":
      return { message: "there are too many paths with different depths", position: 0 };
  }
}

function disagreementText({ what, depths: [first, second] }: Disagreement): string {
  const difference = Math.abs(first - second);
  return `paths meet of which one has ${counted(difference, what)} more on the stack than the other`;
}
