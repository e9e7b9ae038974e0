/**
 * The table of the system's words, made when the program is bundled: starting a session then costs next to nothing,
 * because a word, its code and its name's place in the dictionary come into being when a program first names it.
 */
import { WordFlag, WordInfo, WordKind } from "../abi/bindings.ts";
import { hashName, parseEffect, type StackEffect } from "./dictionary.ts";
import { preludeDefinitions } from "./prelude.ts";
import type { Session } from "./session.ts";
import { SystemFlag, SystemRecord } from "./system_record.ts";
import { wordSets } from "./words/index.ts";
import { primitives } from "./words/primitives.ts";

/** The table in a form that a bundle can hold. Records are little-endian u32, in base 64. */
export interface EncodedSystemTable {
  /** The names of words 1, 2, …, separated by spaces. */
  readonly names: string;
  /** WordInfo records of words 0, 1, 2, … */
  readonly info: string;
  /** A SystemRecord for each of words 0, 1, 2, … */
  readonly records: string;
  /** Open-addressed hash table of word numbers; the slot of a name is its hash modulo the size, or the next free one. */
  readonly slots: string;
  /** Bodies of the prelude's words. */
  readonly bodies: readonly string[];
}

/** A power of two, at least twice the number of words. */
const SLOTS = 4096;

interface SystemWord {
  readonly name: string;
  readonly kind: number;
  readonly operand: number;
  readonly effect: StackEffect | undefined;
  readonly record: readonly [flags: number, set: number, ordinal: number, body: number];
}

/** Makes the table. It runs at bundling time, as a macro. */
export function encodeSystemTable(): EncodedSystemTable {
  const bodies: string[] = [];
  const words = [...primitiveWords(), ...hostWords(), ...preludeWords(bodies)];
  if (words.length * 2 > SLOTS) throw new Error(`${words.length} system words need more than ${SLOTS} slots`);
  const info = new Uint32Array((words.length + 1) * WordInfo.WORDS);
  const records = new Uint32Array((words.length + 1) * SystemRecord.WORDS);
  const slots = new Uint32Array(SLOTS);
  words.forEach((word, i) => {
    const index = i + 1;
    info.set(infoRecord(word), index * WordInfo.WORDS);
    records.set(word.record, index * SystemRecord.WORDS);
    placeName(slots, words, index);
  });
  return {
    names: words.map(({ name }) => name).join(" "),
    info: base64(info),
    records: base64(records),
    slots: base64(slots),
    bodies,
  };
}

/** A later word of the same name takes the place of the earlier one. */
function placeName(slots: Uint32Array, words: readonly SystemWord[], index: number): void {
  const name = words[index - 1]?.name as string;
  let slot = hashName(name) % SLOTS;
  while (slots[slot] !== 0 && words[(slots[slot] as number) - 1]?.name !== name) slot = (slot + 1) % SLOTS;
  slots[slot] = index;
}

function infoRecord({ kind, operand, effect }: SystemWord): number[] {
  const record = new Array<number>(WordInfo.WORDS).fill(0);
  record[WordInfo.kind] = kind;
  record[WordInfo.a] = operand;
  if (effect === undefined) return record;
  record[WordInfo.cellIn] = effect.cellIn;
  record[WordInfo.cellOut] = effect.cellOut;
  record[WordInfo.floatIn] = effect.floatIn;
  record[WordInfo.floatOut] = effect.floatOut;
  record[WordInfo.flags] = WordFlag.effectKnown | (effect.neverReturns ? WordFlag.neverReturns : 0);
  return record;
}

function primitiveWords(): SystemWord[] {
  return primitives.map(({ name, kind, operand, compileOnly }) => ({
    name,
    kind,
    operand,
    effect: undefined,
    record: [compileOnly ? SystemFlag.compileOnly : 0, 0, 0, 0],
  }));
}

function hostWords(): SystemWord[] {
  return wordSets.flatMap((words, set) =>
    words(nobody).map(({ name, effect, immediate, dual }, ordinal) => ({
      name,
      kind: WordKind.code,
      operand: 0,
      effect: effect === undefined ? undefined : parseEffect(effect),
      record: [
        SystemFlag.host | (immediate ? SystemFlag.immediate : 0) | (dual ? SystemFlag.dual : 0),
        set,
        ordinal,
        0,
      ] as const,
    })),
  );
}

function preludeWords(bodies: string[]): SystemWord[] {
  return preludeDefinitions.map(({ name, body, immediate, inline }) => ({
    name,
    kind: WordKind.code,
    operand: 0,
    effect: undefined,
    record: [
      (immediate ? SystemFlag.immediate : 0) | (inline ? SystemFlag.inline : 0),
      0,
      0,
      bodies.push(body),
    ] as const,
  }));
}

/** Stands for a session while word sets are only asked for their words; whatever it is asked for is itself. */
const nobody: Session = new Proxy(() => undefined, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => 0 : nobody),
  set: () => true,
  apply: () => nobody,
}) as unknown as Session;

function base64(words: Uint32Array): string {
  return Buffer.from(words.buffer).toString("base64");
}
