/** SEE (15.6.1.2194): what a word is, from its source where that is known, else from its body. */
import { BodyInstruction, BodyKind, WordKind } from "../abi/bindings.ts";
import type { Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";

/** Few programs ask for it. */
const lateWordTable = () =>
  require("../reference/word_table.ts") as typeof import("../reference/word_table.ts");

/** A readable definition of a word, ending with a line end. */
export function seeWord(session: Session, word: Word): string {
  const { dictionary, machine } = session;
  const name = word.displayName;
  if (word.xt !== word.index) return `synonym ${name} ${dictionary.word(word.xt)?.displayName}\n`;
  const a = dictionary.operandA(word.xt);
  const suffix = word.immediate ? " immediate" : "";
  switch (dictionary.kind(word.xt)) {
    case WordKind.constant:
      return `${cell(a, dictionary.operandB(word.xt))} constant ${name}${suffix}\n`;
    case WordKind.data:
      return `create ${name}${suffix}  \\ at ${a}\n`;
    case WordKind.value:
      return `${cell(machine.loadLow(a), machine.loadHigh(a))} value ${name}${suffix}\n`;
    case WordKind.fvalue:
      return `${machine.loadFloat(a)}e fvalue ${name}${suffix}\n`;
    case WordKind.defer:
      return `defer ${name}  \\ is ${dictionary.word(machine.loadLow(a))?.displayName}\n`;
    case WordKind.does:
      return `create ${name}  \\ at ${a}, does>${seeBody(session, dictionary.operandB(word.xt))}\n`;
  }
  if (word.prelude !== undefined) return `: ${name} ${word.prelude};${suffix}\n`;
  const source = session.positions.textBetween(word.position, word.endPosition);
  if (source !== undefined) return `: ${source}${suffix}\n`;
  const hasBody = session.compiler.hasBody(word.xt);
  // A field, what MARKER has made, or another word that was made by its name.
  const maker = definedBy(session, word);
  const body = seeBody(session, word.xt);
  if (maker !== undefined) return `${maker} ${name}${suffix}${body === "" ? "" : `  \\${body}`}\n`;
  return !hasBody
    ? `${name}${suffix}  \\ ${systemWord(name)}\n`
    : `: ${name}${seeBody(session, word.xt)}${suffix}\n`;
}

/** The word before a word's name where it was made, if it was made by its name. */
function definedBy({ positions }: Session, word: Word): string | undefined {
  const place = positions.place(word.position);
  if (place === undefined) return undefined;
  return [...place.lineText]
    .slice(0, place.column - 1)
    .join("")
    .trim()
    .split(/\s+/)
    .at(-1);
}

/** What is known of a word that has no definition in Forth: its stack effect, what it does, and that it is one. */
function systemWord(name: string): string {
  const { entryOf, effectComment } = lateWordTable();
  const entry = entryOf(name);
  const kind = "a word of the system";
  return entry === undefined ? kind : `${effectComment(entry)} ${entry.summary}; ${kind}`;
}

const cell = (low: number, high: number) => ((BigInt(high | 0) << 32n) | BigInt(low >>> 0)).toString();

function seeBody(session: Session, index: number): string {
  const body = session.compiler.bodyOf(index);
  if (body === undefined) return "";
  const names = Object.keys(BodyKind);
  let text = "";
  for (let at = 0; at < body.length; at += BodyInstruction.WORDS) {
    const kind = body[at + BodyInstruction.kind] as number;
    const a = body[at + BodyInstruction.a] as number;
    const b = body[at + BodyInstruction.b] as number;
    if (kind === BodyKind.call) text += ` ${session.dictionary.word(a)?.displayName || `xt-${a}`}`;
    else if (kind === BodyKind.literal) text += ` ${cell(a, b)}`;
    else if (kind === BodyKind.exit && at + BodyInstruction.WORDS === body.length) text += " ;";
    else text += ` <${names[kind]} ${a}>`;
  }
  return text;
}
