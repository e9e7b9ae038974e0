// Programs that are made of words at random: nonsense, but for the structure that gets them far.

import { wordNames } from "./hostile_words.ts";

/** Words that wait, end the process, or reach outside of it. */
const leftOut: ReadonlySet<string> = new Set([
  ...["bye", "(bye)", "quit", "ms", "spaces", "zeros", "system", "sh", "sh-get", "open-pipe", "raise"],
  ...[
    "swap-stage",
    "rollback-stage",
    "plugins",
    "dump",
    "words",
    "see",
    "edit",
    "thru",
    "load",
    "key",
    "ekey",
  ],
]);

const usual = wordNames.filter((name) => !leftOut.has(name));

const literals: readonly string[] = [
  ...["0", "1", "-1", "2", "7", "8", "64", "255", "4096", "65535", "65536", "2147483647", "4294967296"],
  ...["9223372036854775807", "-9223372036854775808", "here", "pad", "pad 20", 's" abc"', "['] dup", "' dup"],
  ...["1e", "0e", "-1.5e300", "base @", "$7fffffff", "3.", "'a'", "depth", "unused"],
];

/** Numbers from 0 up to a limit, by a seed. */
export type Next = (limit: number) => number;

export function numbersBy(seed: number): Next {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(((state >>> 8) / 2 ** 24) * limit);
  };
}

/** The text of a program; it may hold quotes. */
export function hostileProgram(next: Next): string {
  const parts: string[] = [];
  for (let count = 1 + next(5); count > 0; count--) parts.push(part(next, 2));
  return parts.join(" ");
}

const some = (next: Next, list: readonly string[]): string => list[next(list.length)] as string;

function tokens(next: Next, most: number): string {
  return Array.from({ length: next(most) }, () =>
    next(3) === 0 ? some(next, usual) : some(next, [...literals, ...common]),
  ).join(" ");
}

const common: readonly string[] = [
  ...[
    "dup",
    "drop",
    "swap",
    "over",
    "+",
    "-",
    "*",
    "/",
    "@",
    "!",
    "c@",
    "c!",
    "execute",
    "catch",
    "throw",
    "evaluate",
  ],
  ...[
    ">r",
    "r>",
    "r@",
    "if",
    "else",
    "then",
    "begin",
    "while",
    "repeat",
    "until",
    "do",
    "loop",
    "+loop",
    "leave",
  ],
  ...[
    "i",
    "j",
    "exit",
    "recurse",
    "f0",
    "f1",
    "f2",
    "m0",
    "d0",
    "v0",
    "allocate",
    "free",
    "resize",
    "here",
    "allot",
  ],
];

function part(next: Next, depth: number): string {
  const inner = () => (depth === 0 ? tokens(next, 8) : part(next, depth - 1));
  switch (next(16)) {
    case 0:
      return `: f${next(3)} ${inner()} ; ${inner()} f${next(3)}`;
    case 1:
      return `: f${next(3)} 0 ${next(400)} 0 do ${tokens(next, 6)} loop ; f${next(3)}`;
    case 2:
      return `marker m0 ${inner()} : f1 ${inner()} s" m0" evaluate ${inner()} ; f1`;
    case 3:
      return `: f0 ${inner()} ['] f1 catch drop ; f0`;
    case 4:
      return `defer d0 :noname ${inner()} ; is d0 d0 ${inner()}`;
    case 5:
      return `create v0 ${tokens(next, 4)} does> ${tokens(next, 6)}`;
    case 6:
      return `: f2 create ${tokens(next, 3)} does> ${tokens(next, 5)} ; ${literal(next)} f2 v0 v0`;
    case 7:
      return `: f1 { a b | c } ${tokens(next, 5)} a b to c ${tokens(next, 3)} ; ${literal(next)} ${literal(next)} f1`;
    case 8:
      return `wordlist ${tokens(next, 3)} >order definitions : f0 ${inner()} ; previous definitions f0`;
    case 9:
      return `[: ${inner()} ;] ${some(next, ["execute", "catch", "drop", "is d0"])}`;
    case 10:
      return `: f0 ${literal(next)} >r ${inner()} r> ; f0`;
    case 11:
      return `: f1 case ${literal(next)} of ${inner()} endof ${inner()} endcase ; ${literal(next)} f1`;
    case 12:
      return `${literal(next)} base ! ${inner()}`;
    case 13:
      return `: f2 try ${inner()} iferror ${inner()} endif then ; f2`;
    case 14:
      return `: f0 begin ${tokens(next, 5)} ${literal(next)} until ; f0`;
    default:
      return tokens(next, 12);
  }
}

const literal = (next: Next): string => some(next, literals);
