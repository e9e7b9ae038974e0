/**
 * What deferred words without an action, when a program is compiled, probably do when it runs: what the code that is
 * reached gives them most often. It is a guess (`plugins-src/compiler/speculate.zig`), which may be wrong.
 */
import { BodyInstruction, BodyKind, WordKind } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import { calledBy } from "./call_path.ts";

/**
 * By the address of an action, the tokens that are guessed, the one that is there most often first.
 * @param entry the word that the program begins with
 * @param isThere whether programs can have a word: what leads to others is called if it must be, not by a guess
 */
export function likelyActions(
  session: Session,
  entry: number,
  isThere: (word: number) => boolean,
): Map<number, number[]> {
  const likely = new Map<number, number[]>();
  const open = withoutAction(session);
  if (open.size === 0) return likely;
  for (const [address, tokens] of given(session, entry, open)) {
    const possible = [...tokens].filter(([token]) => leadsNowhereElse(session, token, isThere));
    likely.set(
      address,
      possible.sort(([, times], [, others]) => others - times).map(([token]) => token),
    );
  }
  return likely;
}

/** Where the program's deferred words have their actions, of those that have none. */
function withoutAction(session: Session): Set<number> {
  const { dictionary, machine, system } = session;
  const none = session.systemNumber("(uninitialised)");
  const addresses = new Set<number>();
  for (let word = system.count + 1; word < dictionary.end; word++) {
    if (dictionary.kind(word) !== WordKind.defer || dictionary.isForgotten(word)) continue;
    const address = dictionary.operandA(word);
    if (machine.loadLow(address) === none) addresses.add(address);
  }
  return addresses;
}

/** By the address of an action, the tokens that code stores there, and how often it stands there. */
function given(
  session: Session,
  entry: number,
  addresses: ReadonlySet<number>,
): Map<number, Map<number, number>> {
  const { compiler, dictionary, system } = session;
  const store = session.systemNumber("!");
  const found = new Map<number, Map<number, number>>();
  const isOfProgram = (number: number) => number > system.count && dictionary.isWord(number);
  const reached = new Set([entry]);
  for (const word of reached) {
    if (dictionary.kind(word) === WordKind.does) reached.add(dictionary.operandB(word));
    const body = compiler.bodyOf(word) ?? new Uint32Array(0);
    /** The literals just before: the last one, and the one before that; 0 for none. */
    let last = 0;
    let before = 0;
    for (let at = 0; at < body.length; at += BodyInstruction.WORDS) {
      const number = body[at + BodyInstruction.a] as number;
      const kind = body[at + BodyInstruction.kind];
      const isLiteral = kind === BodyKind.literal && body[at + BodyInstruction.b] === 0;
      if ((kind === BodyKind.call || isLiteral) && isOfProgram(number)) reached.add(number);
      if (kind === BodyKind.call && number === store && addresses.has(last) && dictionary.isWord(before)) {
        const tokens = found.get(last) ?? new Map<number, number>();
        found.set(last, tokens.set(before, (tokens.get(before) ?? 0) + 1));
      }
      before = isLiteral ? last : 0;
      last = isLiteral ? number : 0;
    }
  }
  return found;
}

/** Whether a program can have all that a word calls. */
function leadsNowhereElse(session: Session, word: number, isThere: (word: number) => boolean): boolean {
  const reached = new Set([word]);
  for (const each of reached) {
    if (!isThere(each)) return false;
    for (const callee of calledBy(session, each)) reached.add(callee);
  }
  return true;
}
