/** Stack effects: as the table of words writes them, and as the system's words have them. */
import { WordFlag, WordInfo } from "../../src/abi/bindings.ts";
import type { Session } from "../../src/forth/session.ts";
import { inferredEffect } from "../../src/reference/program_word.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { openSession } from "../../src/words/open_session.ts";

/** `2 -- 1`, or `1 -- 0 F: 0 -- 1` when there are floats. */
export type Counts = string;

const DOUBLE = /^(?:ud|xd|\+?d)\d?$/;
/** Two floats. */
const COMPLEX = /^z\d?$/;
/** Items whose number is not fixed. */
const VARIABLE = /[*…|]/;

/** What a written stack effect takes and leaves; undefined when the number is not fixed. */
export function countsOf(effect: string): Counts | undefined {
  const written = effect.replace(/"[^"]*"/g, " ");
  if (VARIABLE.test(written)) return undefined;
  const parts = ` S: ${written}`.split(/ (?=[SFRC]: )/).map((part) => part.trim());
  const count = (stack: string) => {
    const [before = "", after = ""] = (parts.find((part) => part.startsWith(stack)) ?? `${stack} --`)
      .slice(2)
      .split("--");
    const items = (text: string) => text.split(/\s+/).filter((name) => name !== "");
    const pairs = stack === "F:" ? COMPLEX : DOUBLE;
    const size = (text: string) => items(text).reduce((sum, name) => sum + (pairs.test(name) ? 2 : 1), 0);
    return [size(before), size(after)];
  };
  return countsText(count("S:"), count("F:"));
}

function countsText([cellIn, cellOut]: number[], [floatIn, floatOut]: number[]): Counts {
  const cells = `${cellIn} -- ${cellOut}`;
  return floatIn === 0 && floatOut === 0 ? cells : `${cells} F: ${floatIn} -- ${floatOut}`;
}

export function openEffectSession(): Session {
  return openSession({ stages: selectStages(parseStages("builtin")) });
}

/** What a word of the system takes and leaves, by the system's table or as the compiler finds; undefined when unknown. */
export function systemEffect(session: Session, name: string): Counts | undefined {
  const word = session.dictionary.word(session.system.numberOf(name));
  if (word === undefined || word.immediate) return undefined;
  const field = (at: number) => session.dictionary.info[word.index * WordInfo.WORDS + at] as number;
  if ((field(WordInfo.flags) & WordFlag.neverReturns) !== 0) return undefined;
  if ((field(WordInfo.flags) & WordFlag.effectKnown) !== 0)
    return countsText(
      [field(WordInfo.cellIn), field(WordInfo.cellOut)],
      [field(WordInfo.floatIn), field(WordInfo.floatOut)],
    );
  return inferredEffect(session, word);
}

/** Whether a written effect is the same as a found one. What a word leaves as it was need not be in the found one. */
export function agree(written: Counts, found: Counts): boolean {
  const [writtenIn, writtenOut, writtenFloatIn, writtenFloatOut] = numbers(written);
  const [foundIn, foundOut, foundFloatIn, foundFloatOut] = numbers(found);
  return (
    writtenOut - writtenIn === foundOut - foundIn &&
    writtenIn >= foundIn &&
    writtenFloatOut - writtenFloatIn === foundFloatOut - foundFloatIn &&
    writtenFloatIn >= foundFloatIn
  );
}

function numbers(counts: Counts): [number, number, number, number] {
  const [cellIn = 0, cellOut = 0, floatIn = 0, floatOut = 0] = (counts.match(/\d+/g) ?? []).map(Number);
  return [cellIn, cellOut, floatIn, floatOut];
}
