/** The names of the words in the word lists that a program has made, for words that look them up while it runs. */
import type { Word, Wordlist } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { foldName, hashName } from "../forth/word_names.ts";
import type { Piece } from "../linking/piece.ts";
import { dataPiece, hostSymbol } from "./code_pieces.ts";

/** The words of the runtime that look names up. */
const askers = ["(search-wordlist)", "find-name-in", "traverse-wordlist"].map(hostSymbol);

/** Whether one of the words that the runtime does for a program looks names up. */
export function looksNamesUp(hostWords: ReadonlyMap<number, string>): boolean {
  return [...hostWords.values()].some((symbol) => askers.includes(symbol));
}

interface NamedList {
  readonly list: Wordlist;
  /** Newest first. */
  readonly words: readonly Word[];
}

/** The word lists of a program: not the system's, whose words it has only as far as its code calls them. */
export function namedLists({ dictionary }: Session): NamedList[] {
  const lists = dictionary.wordlists.filter(({ rest }) => rest === undefined);
  const words = new Map<number, Word[]>(lists.map(({ id }) => [id, []]));
  if (lists.length > 0)
    for (const word of dictionary.newestFirst()) if (!word.hidden) words.get(word.wordlist)?.push(word);
  return lists.map((list) => ({ list, words: words.get(list.id) ?? [] }));
}

/** The tokens of words that a program may find by their names, and their name tokens. */
export function namedTokens(session: Session, hostWords: ReadonlyMap<number, string>): number[] {
  if (!looksNamesUp(hostWords)) return [];
  return namedLists(session).flatMap(({ words }) => words.flatMap(({ xt, index }) => [xt, index]));
}

/** u32 each of a list and of a word, in plugins-src/program/words/names.zig. */
const LIST = 4;
const WORD = 6;

/** How many lists there are, these, their words, and the texts of the names. */
export function namesPiece(session: Session, symbol: string): Piece {
  const lists = namedLists(session);
  const words = lists.flatMap((named) => named.words);
  const texts = words.map(({ name }) => Buffer.from(name, "latin1"));
  const numbers = [lists.length];
  let first = 0;
  for (const { list, words: own } of lists) {
    numbers.push(list.id, list.caseSensitive ? 1 : 0, first, own.length);
    first += own.length;
  }
  let textAt = 4 * (1 + LIST * lists.length + WORD * words.length);
  words.forEach((word, number) => {
    const { length } = texts[number] as Uint8Array;
    numbers.push(hashName(foldName(word.name)), word.xt, word.index, word.immediate ? 1 : 0, textAt, length);
    textAt += length;
  });
  const bytes = Buffer.concat([new Uint8Array(Uint32Array.from(numbers).buffer), ...texts]);
  return dataPiece(symbol, bytes, { alignment: 4 });
}
