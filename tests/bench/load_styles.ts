/**
 * Large Forth sources in the styles that real programs have, to measure how fast each is loaded: text of which definitions
 * are only a part. Every one runs in gforth, too, and prints one number.
 */

/** Draws a whole number from 0 to below the limit. */
type Random = (limit: number) => number;

/** The lines of one unit of a style. */
type Unit = (number: number, random: Random) => string[];

interface Style {
  /** Lines before the first unit. */
  readonly begin: readonly string[];
  readonly units: readonly Unit[];
  /** Lines behind the last one. */
  readonly end: readonly string[];
}

/** Styles of sources by name. */
export const loadStyles: Readonly<Record<string, Style>> = {
  locals: {
    begin: [],
    units: [bracedLocals, standardLocals, kindsOfLocals],
    end: ["3 4 mix-0 . cr"],
  },
  tables: {
    begin: ["variable total"],
    units: [cellTable, byteTable, tokenTable, floatTable],
    end: ["here total @ + 7 and . cr"],
  },
  strings: {
    begin: ["variable total", ": count-text ( c-addr u -- )  total +! drop ;"],
    units: [stringWords, stringTable, escapedStrings, messages],
    end: ["total @ . cr"],
  },
  constants: {
    begin: ["variable total"],
    units: [enumeration, structure, settings, deferredWords],
    end: ["total @ . cr"],
  },
  wordlists: {
    begin: ["variable total", "get-order get-current"],
    units: [vocabulary, ownWordlist, privateWords],
    end: ["set-current set-order total @ . cr"],
  },
  conditionals: {
    begin: ["variable total  true constant has-files  false constant is-small  3 constant level"],
    units: [longComment, conditionalTree, skippedPart, definedWords],
    end: ["total @ . cr"],
  },
  tests: {
    begin: [
      "variable #errors  variable depth0  create results 32 cells allot  variable #results",
      ": t{ depth depth0 ! ;",
      ": -> depth depth0 @ - dup #results ! 0 ?do results i cells + ! loop ;",
      ": }t depth depth0 @ - #results @ <> if 1 #errors +! then",
      "   #results @ 0 ?do results i cells + @ <> if 1 #errors +! then loop ;",
    ],
    units: [arithmeticTests, wordTests],
    end: ["#errors @ . cr"],
  },
  defining: {
    begin: [
      "variable total",
      ": array ( n -- )  create cells allot does> swap cells + ;",
      ": counter ( n -- )  create , does> dup @ swap 1 swap +! ;",
      ": register ( n -- )  constant ;",
      ": square postpone dup postpone * ; immediate",
      ": unless postpone 0= postpone if ; immediate",
      "defer shown",
    ],
    units: [ownDefining, ownMacros, quotations],
    end: ["total @ . cr"],
  },
};

/**
 * A source of a style with at least so many lines; the same text for the same number.
 * @param name one of `loadStyles`
 */
export function generateStyle(name: string, lineCount: number): string {
  const { begin, units, end } = loadStyles[name] as Style;
  let state = 2463534242;
  const random: Random = (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * limit);
  };
  const lines = [`\\ Generated source: ${name}.`, ...begin];
  for (let number = 0; lines.length < lineCount; number++)
    lines.push(...(units[number % units.length] as Unit)(number, random), "");
  lines.push(...end);
  return `${lines.join("\n")}\n`;
}

// ---- locals ----------------------------------------------------------------------------------------------------------

function bracedLocals(number: number, random: Random): string[] {
  return [
    `: mix-${number} { a b -- n }  \\ gforth's braces`,
    `  a b + { sum }`,
    `  sum ${random(100)} > if sum b - else sum a * then`,
    `  ${random(9) + 1} 0 ?do i sum + loop ;`,
    `: area-${number} { width height -- n }`,
    `  width height *`,
    `  dup 0< if drop 0 then ;`,
  ];
}

function standardLocals(number: number, random: Random): string[] {
  return [
    `: search-${number} {: low high | middle found -- n :}`,
    `  begin low high < while`,
    `    low high + 2/ to middle`,
    `    middle ${random(1000)} < if middle 1+ to low else middle to high then`,
    `    middle ${random(1000)} = if middle to found then`,
    `  repeat`,
    `  found low + ;`,
    `: clamp-${number} {: n low high -- n' :}  n low max high min ;`,
  ];
}

function kindsOfLocals(number: number, random: Random): string[] {
  return [
    `: scale-${number} { F: x F: y n -- F: r }  x y f* n s>f f+ ;`,
    `: double-${number} { D: d W: n -- d' }`,
    `  d n m+`,
    `  d d+ ;`,
    `: sum-${number} {: c-addr u | n -- n :}`,
    `  c-addr u over + swap ?do`,
    `    i c@ ${random(30) + 1} * n + to n`,
    `  loop n ;`,
  ];
}

// ---- tables ----------------------------------------------------------------------------------------------------------

const row = (count: number, item: () => string): string =>
  `  ${Array.from({ length: count }, item).join(" ")}`;

function cellTable(number: number, random: Random): string[] {
  const line = () => row(6, () => `${random(100000)} ,`);
  return [
    `create primes-${number}`,
    line(),
    line(),
    line(),
    line(),
    `: prime-${number} cells primes-${number} + @ ;`,
  ];
}

function byteTable(number: number, random: Random): string[] {
  const line = () => row(8, () => `$${random(256).toString(16)} c,`);
  return [
    "hex",
    `create font-${number}`,
    row(8, () => `${(random(256) + 256).toString(16).slice(-2).toUpperCase().replace(/^/, "0")} c,`),
    line(),
    line(),
    line(),
    "decimal",
    `align here font-${number} - constant /font-${number}`,
  ];
}

function tokenTable(number: number, random: Random): string[] {
  return [
    `: action-${number} ( n -- n' ) ${random(100)} + ;`,
    `create actions-${number}`,
    `  ' action-${number} , ' negate , ' dup ,`,
    `  char ${"abcdefgh"[random(8)]} , here 2 cells + , 0 ,`,
    `  ${random(50)} cells allot`,
    `: run-${number} ( n i -- n' ) 1 and cells actions-${number} + @ execute ;`,
    `${random(100)} 1 run-${number} total +!`,
  ];
}

function floatTable(number: number, random: Random): string[] {
  const line = () => row(4, () => `${random(1000) / 8}e f,`);
  return [
    `falign create weights-${number}`,
    line(),
    line(),
    `: weight-${number} floats weights-${number} + f@ ;`,
  ];
}

// ---- strings ---------------------------------------------------------------------------------------------------------

const letters = "abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz";
const text = (random: Random): string => letters.slice(random(20), 24 + random(25)).trim();

function stringWords(number: number, random: Random): string[] {
  return [
    `: name-${number} ( -- c-addr u )  s" ${text(random)}" ;`,
    `: show-${number} ( -- )  ." ${text(random)}" cr name-${number} type ;`,
    `: check-${number} ( flag -- )  abort" ${text(random)}" ;`,
    `name-${number} count-text`,
  ];
}

function stringTable(number: number, random: Random): string[] {
  return [
    `create texts-${number}`,
    `  ," ${text(random)}"`,
    `  ," ${text(random)}"`,
    `  ," ${text(random)}" align`,
    `s" ${text(random)}" 2constant title-${number}`,
    `title-${number} count-text`,
    `texts-${number} count count-text`,
  ];
}

function escapedStrings(number: number, random: Random): string[] {
  return [
    `: line-${number} ( -- c-addr u )  s\\" ${text(random)}\\n\\t\\"${text(random)}\\"" ;`,
    `: counted-${number} ( -- c-addr )  c" ${text(random)}" ;`,
    `line-${number} count-text`,
    `counted-${number} count count-text`,
  ];
}

function messages(number: number, random: Random): string[] {
  return [
    `: message-${number} ( n -- c-addr u )`,
    "  case",
    `    0 of s" ${text(random)}" endof`,
    `    1 of s" ${text(random)}" endof`,
    `    [char] ${"abcdefgh"[random(8)]} of s" ${text(random)}" endof`,
    `    drop s" unknown" 0`,
    "  endcase ;",
    `s" ${text(random)}" count-text`,
  ];
}

// ---- constants and structures ----------------------------------------------------------------------------------------

function enumeration(number: number, random: Random): string[] {
  return [
    `0 constant red-${number}`,
    `red-${number} 1+ constant green-${number}`,
    `green-${number} 1+ constant blue-${number}`,
    `1 ${random(30)} lshift constant flag-${number}`,
    `flag-${number} red-${number} or total +!`,
  ];
}

function structure(number: number, random: Random): string[] {
  return [
    `begin-structure point-${number}`,
    `  field: point-${number}-x`,
    `  field: point-${number}-y`,
    `  ${random(16)} +field point-${number}-name`,
    `  cfield: point-${number}-color`,
    "end-structure",
    `create origin-${number} point-${number} allot`,
    `${random(100)} origin-${number} point-${number}-y !`,
  ];
}

function settings(number: number, random: Random): string[] {
  return [
    `variable state-${number}`,
    `${random(100)} value speed-${number}`,
    `2variable range-${number}`,
    `${random(100)} ${random(100)} 2constant size-${number}`,
    `${random(100)} state-${number} !`,
    `speed-${number} 1+ to speed-${number}`,
    `${random(100)}.5e fconstant ratio-${number}`,
    `${random(100)} buffer: buffer-${number}`,
  ];
}

function deferredWords(number: number, random: Random): string[] {
  return [
    `defer hook-${number}`,
    `:noname ( n -- n' ) ${random(100)} + ; is hook-${number}`,
    `: default-${number} ( n -- n' ) 1- ;`,
    `' default-${number} is hook-${number}`,
    `synonym also-${number} default-${number}`,
    `${random(100)} hook-${number} total +!`,
  ];
}

// ---- word lists ------------------------------------------------------------------------------------------------------

function vocabulary(number: number, random: Random): string[] {
  return [
    `vocabulary module-${number}`,
    `also module-${number} definitions`,
    `variable count-${number}`,
    `: next-${number} ( -- n ) count-${number} @ 1 count-${number} +! ;`,
    `: twice-${number} ( n -- n' ) 2* ${random(10)} + ;`,
    "previous definitions",
    `also module-${number}`,
    `: public-${number} ( n -- n' ) twice-${number} next-${number} + ;`,
    "previous",
    `${random(100)} public-${number} total +!`,
  ];
}

function ownWordlist(number: number, random: Random): string[] {
  return [
    `wordlist constant names-${number}`,
    `get-current names-${number} set-current`,
    `${random(100)} constant first-${number}`,
    `: second-${number} ( -- n ) ${random(100)} ;`,
    "set-current",
    `s" second-${number}" names-${number} search-wordlist drop execute total +!`,
  ];
}

function privateWords(number: number, random: Random): string[] {
  return [
    `get-order wordlist swap 1+ set-order definitions`,
    `: helper ( n -- n' ) ${random(50)} * ;`,
    `: other ( n -- n' ) helper 1+ ;`,
    `: more ( n -- n' ) other other ;`,
    "previous definitions",
    `: done-${number} ( n -- n' ) 1+ ;`,
  ];
}

// ---- comments and conditions -----------------------------------------------------------------------------------------

function longComment(number: number, random: Random): string[] {
  const line = () => `\\ ${text(random)}, ${text(random)}`;
  return [
    ...Array.from({ length: 12 }, line),
    `( ${text(random)}`,
    `  ${text(random)}`,
    `  ${text(random)} )`,
    `: part-${number} ( n -- n' )  \\ ${text(random)}`,
    `  1+ ( ${text(random)} ) ;`,
  ];
}

function conditionalTree(number: number, random: Random): string[] {
  return [
    `level ${random(6)} > [if]`,
    `  : choose-${number} ( n -- n' ) ${random(50)} + ;`,
    "[else]",
    `  has-files [if]`,
    `    : choose-${number} ( n -- n' ) ${random(50)} * ;`,
    `  [else]`,
    `    : choose-${number} ( n -- n' ) ${random(50)} - ;`,
    `  [then]`,
    "[then]",
    `${random(100)} choose-${number} total +!`,
  ];
}

function skippedPart(number: number, random: Random): string[] {
  const line = () => `  : never-${random(1000)} ( n -- n' ) ${random(50)} + s" ${text(random)}" type ;`;
  return [
    "is-small [if]",
    ...Array.from({ length: 15 }, line),
    "[then]",
    `: after-${number} ( n -- n' ) negate ;`,
  ];
}

function definedWords(number: number, random: Random): string[] {
  return [
    `[undefined] part-${random(number + 1)} [if]`,
    `  : part-x${number} ( n -- n' ) ${random(50)} + ;`,
    "[then]",
    `[defined] choose-${random(number + 1)} [if]`,
    `  : choose-x${number} ( n -- n' ) ${random(50)} + ;`,
    "[then]",
  ];
}

// ---- tests -----------------------------------------------------------------------------------------------------------

function arithmeticTests(_number: number, random: Random): string[] {
  const a = random(1000);
  const b = random(1000);
  return [
    `T{ ${a} ${b} + -> ${a + b} }T`,
    `T{ ${a} ${b} - -> ${a - b} }T`,
    `T{ ${a} ${b} * -> ${a * b} }T`,
    `T{ ${a} ${b} swap -> ${b} ${a} }T`,
    `T{ ${a} ${b} over -> ${a} ${b} ${a} }T`,
    `T{ ${a} dup ${b} < -> ${a} ${a < b ? -1 : 0} }T`,
    `T{ ${a} ${b} max ${a} ${b} min -> ${Math.max(a, b)} ${Math.min(a, b)} }T`,
    `T{ ${a} negate abs -> ${a} }T`,
    `T{ -> }T`,
  ];
}

function wordTests(number: number, random: Random): string[] {
  const a = random(1000);
  const b = random(100) + 1;
  return [
    `: word-${number} ( n -- n' )  ${b} mod dup 10 > if 10 - then ;`,
    `T{ ${a} word-${number} -> ${(a % b) - (a % b > 10 ? 10 : 0)} }T`,
    `T{ variable cell-${number} -> }T`,
    `T{ ${a} cell-${number} ! -> }T`,
    `T{ cell-${number} @ -> ${a} }T`,
    `T{ s" ${text(random)}" nip 0> -> -1 }T`,
    `T{ ${a} constant limit-${number} -> }T`,
    `T{ limit-${number} ${b} / -> ${Math.floor(a / b)} }T`,
  ];
}

// ---- words that define -----------------------------------------------------------------------------------------------

function ownDefining(number: number, random: Random): string[] {
  return [
    `${random(10) + 1} array list-${number}`,
    `${random(100)} counter ticket-${number}`,
    `${random(100)} register port-${number}`,
    `port-${number} 0 list-${number} !`,
    `: take-${number} ( -- n ) ticket-${number} 0 list-${number} @ + ;`,
    `take-${number} total +!`,
  ];
}

function ownMacros(number: number, random: Random): string[] {
  return [
    `: norm-${number} ( a b -- n )  square swap square + ;`,
    `: guard-${number} ( n -- n' )`,
    `  dup ${random(50)} > unless drop 0 then ;`,
    `: compiled-${number} ( n -- n' )  [ ${random(50)} 2* ] literal + ;`,
    `: macro-${number} postpone norm-${number} postpone guard-${number} ; immediate`,
    `: uses-${number} ( a b -- n )  macro-${number} 1+ ;`,
    `${random(50)} ${random(50)} uses-${number} total +!`,
  ];
}

function quotations(number: number, random: Random): string[] {
  return [
    `: each-${number} ( xt -- )  ${random(5) + 1} 0 ?do i over execute loop drop ;`,
    `: all-${number} ( -- )  [: total +! ;] each-${number} ;`,
    `all-${number}`,
    `: named-${number} ( -- xt )  ['] all-${number} ;`,
    `:noname ( -- ) ${random(50)} total +! ; is shown`,
    "shown",
  ];
}
