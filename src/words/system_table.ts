/**
 * The table of the system's words, made when the program is bundled: starting a session then costs next to nothing,
 * because a word, its code and its name's place in the dictionary come into being when a program first names it.
 */
import { WordFlag, WordKind } from "../abi/bindings.ts";
import { hashName, noEffect, parseEffect, type StackEffect } from "../forth/dictionary.ts";
import { preludeDefinitions } from "../forth/prelude.ts";
import type { Session } from "../forth/session.ts";
import { SystemFlag } from "../forth/system_record.ts";
import { allWordSets } from "./all.ts";
import { wordSetNames } from "./index.ts";
import { primitives } from "./primitives.ts";
import { rootWords } from "./search.ts";

/**
 * The table in a form that costs nothing to load: strings, whose characters are numbers (less than 0xd800, so that no
 * encoding changes them) and are looked up in place.
 */
export interface EncodedSystemTable {
  readonly count: number;
  /** The names of words 1, 2, … without anything between. */
  readonly names: string;
  /** Where the name of words 1, 2, … begins, and behind the last word where that ends. */
  readonly nameStarts: string;
  /** A record of SystemField.COUNT numbers for each of words 1, 2, … */
  readonly records: string;
  /** Open-addressed hash table of word numbers; the slot of a name is its hash modulo the size, or the next free one. */
  readonly slots: string;
  /** Bodies of the prelude's words, separated by the character 0. */
  readonly bodies: string;
}

/** A power of two, at least twice the number of words. */
const SLOTS = 4096;

interface SystemWord {
  readonly name: string;
  readonly kind: number;
  readonly operand: number;
  readonly effect: StackEffect | undefined;
  readonly flags: number;
  /** What SystemField.set, ordinal and body hold. */
  readonly place: readonly [set: number, ordinal: number, body: number];
}

/** Makes the table. It runs at bundling time, as a macro. */
export function encodeSystemTable(): EncodedSystemTable {
  const bodies: string[] = [];
  const words = [...primitiveWords(), ...hostWords(), ...preludeWords(bodies)];
  if (words.length * 2 > SLOTS) throw new Error(`${words.length} system words need more than ${SLOTS} slots`);
  const slots = new Array<number>(SLOTS).fill(0);
  const nameStarts = [0];
  for (const [i, { name }] of words.entries()) {
    placeName(slots, words, i + 1);
    nameStarts.push((nameStarts[i] as number) + name.length);
  }
  return {
    count: words.length,
    names: words.map(({ name }) => name).join(""),
    nameStarts: characters(nameStarts),
    records: characters(words.flatMap(record)),
    slots: characters(slots),
    bodies: bodies.join("\0"),
  };
}

function characters(numbers: readonly number[]): string {
  const wrong = numbers.find((number) => !(Number.isInteger(number) && number >= 0 && number < 0xd800));
  if (wrong !== undefined) throw new Error(`${wrong} does not fit into the table of system words`);
  return numbers.map((number) => String.fromCharCode(number)).join("");
}

/** A later word of the same name takes the place of the earlier one. */
function placeName(slots: number[], words: readonly SystemWord[], index: number): void {
  const name = words[index - 1]?.name as string;
  let slot = hashName(name) % SLOTS;
  while (slots[slot] !== 0 && words[(slots[slot] as number) - 1]?.name !== name) slot = (slot + 1) % SLOTS;
  slots[slot] = index;
}

/** The numbers of a word, in the order of SystemField. */
function record({ name, kind, operand, effect, flags, place }: SystemWord): number[] {
  const rootFlag = rootWords.has(name) ? SystemFlag.root : 0;
  const effectFlags =
    effect === undefined ? 0 : WordFlag.effectKnown | (effect.neverReturns ? WordFlag.neverReturns : 0);
  const { cellIn, cellOut, floatIn, floatOut } = effect ?? noEffect;
  return [kind, operand, cellIn, cellOut, floatIn, floatOut, effectFlags, flags | rootFlag, ...place];
}

function primitiveWords(): SystemWord[] {
  return primitives.map(({ name, kind, operand, compileOnly }) => ({
    name,
    kind,
    operand,
    effect: undefined,
    flags: compileOnly ? SystemFlag.compileOnly : 0,
    place: [0, 0, 0],
  }));
}

function hostWords(): SystemWord[] {
  return wordSetNames.flatMap((setName, set) =>
    allWordSets[setName](nobody).map(({ name, effect, immediate, dual }, ordinal) => ({
      name,
      kind: WordKind.code,
      operand: 0,
      effect: effect === undefined ? undefined : parseEffect(effect),
      flags:
        SystemFlag.host |
        (immediate ? SystemFlag.immediate : 0) |
        (dual ? SystemFlag.dual : 0) |
        (setName === "testingWords" && !name.startsWith("(") ? SystemFlag.testing : 0),
      place: [set, ordinal, 0] as const,
    })),
  );
}

function preludeWords(bodies: string[]): SystemWord[] {
  return preludeDefinitions.map(({ name, body, immediate, inline }) => ({
    name,
    kind: WordKind.code,
    operand: 0,
    effect: undefined,
    flags: (immediate ? SystemFlag.immediate : 0) | (inline ? SystemFlag.inline : 0),
    place: [0, 0, bodies.push(body)] as const,
  }));
}

/** Stands for a session while word sets are only asked for their words; whatever it is asked for is itself. */
const nobody: Session = new Proxy(() => undefined, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => 0 : nobody),
  set: () => true,
  apply: () => nobody,
}) as unknown as Session;
