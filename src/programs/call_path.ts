/** By which calls one word leads to another: as the program was written, before words were put in the place of calls. */
import { BodyInstruction, BodyKind, WordKind } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";

/** The shortest way, both ends included; only the ends when there is none. */
export function callPath(session: Session, from: number, to: number): number[] {
  const before = new Map<number, number>([[from, 0]]);
  for (const word of before.keys()) {
    if (word === to) break;
    for (const callee of calledBy(session, word)) if (!before.has(callee)) before.set(callee, word);
  }
  if (!before.has(to)) return from === to ? [to] : [from, to];
  const path: number[] = [];
  for (let at = to; at !== 0; at = before.get(at) ?? 0) path.unshift(at);
  return path;
}

/** The words that a word's body calls, or that do what it does. */
export function* calledBy({ compiler, dictionary }: Session, word: number): Iterable<number> {
  if (dictionary.kind(word) === WordKind.does) yield dictionary.operandB(word);
  const body = compiler.bodyOf(word);
  if (body === undefined) return;
  for (let at = 0; at < body.length; at += BodyInstruction.WORDS)
    if (body[at + BodyInstruction.kind] === BodyKind.call) yield body[at + BodyInstruction.a] as number;
}
