/**
 * Every word that can be called in a loop, in FastForth and in gforth: what a call of each takes, so that no slow word
 * stays unseen among those that no benchmark names.
 *
 *   word_times.ts [words…] [--over=1] [--rounds=3] [--forth=PATH …]
 *
 * Arguments come from the table of words: what an effect names is read from a variable that has such a thing. A word's time
 * is the least processor time of several loops, arguments and the DROPs of its results included, behind loops that warm it
 * up. A word whose effect names what no loop can give (names, files, control structures), or that gforth does not have or
 * answers in another way, is left out; some of these have a call of their own in `ownCalls`.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fastforth, workFolder } from "./engines.ts";
import { geometricMean, median } from "./statistics.ts";

/** What a call takes off the stacks by what its effect names. */
const argumentTexts: readonly (readonly [RegExp, string])[] = [
  [/^(x?char)\d?$/, "w-char @"],
  [/^(n|x|u|\+n|x?u)\d*$/, "w-small @"],
  [/^(d|ud|xd)\d?$/, "w-small @ 0"],
  [/^flag$/, "w-flag @"],
  [/^(c-addr|xc-addr|u8-addr|addr)\d?$/, "w-text @"],
  [/^xt\d?$/, "w-token @"],
  [/^nt$/, "w-name @"],
  [/^wid$/, "w-list @"],
  [/^align$/, "w-eight @"],
  [/^size\d?$/, "w-small @"],
  [/^fam$/, "r/o"],
];
const floatTexts: readonly (readonly [RegExp, string])[] = [
  [/^r\d?$/, "w-float f@"],
  [/^z\d?$/, "w-float f@ w-float f@"],
];

/** What a word's own call is: a text in which no word but those of a loop's body stands. Undefined: none. */
const ownCalls: Readonly<Record<string, string | undefined>> = {
  ">r": "w-small @ >r rdrop",
  "r>": "w-small @ >r r> drop",
  "r@": "w-small @ >r r@ drop rdrop",
  "2>r": "w-small @ dup 2>r 2rdrop",
  "2r>": "w-small @ dup 2>r 2r> 2drop",
  "2r@": "w-small @ dup 2>r 2r@ 2drop 2rdrop",
  "r'@": "w-small @ dup 2>r r'@ drop 2rdrop",
  "f>r": "w-float f@ f>r fr> fdrop",
  "fr@": "w-float f@ f>r fr@ fdrop fr> fdrop",
  "n>r": "w-small @ w-small @ 2 n>r nr> 2drop drop",
  i: "i drop",
  j: "1 0 ?do j drop loop",
  "i'": "i' drop",
  execute: "w-token @ execute",
  catch: "w-token @ catch drop",
  throw: "w-thrower @ catch drop",
  evaluate: 's" w-noop" evaluate',
  "execute-parsing": 's" xy" w-parser @ execute-parsing',
  "environment?": 's" /pad" environment? 2drop',
  pick: "1 2 3 w-two @ pick 2drop 2drop",
  roll: "1 2 3 w-two @ roll 2drop drop",
  fpick: "1e 2e 3e w-two @ fpick fdrop fdrop fdrop fdrop",
  "cs-pick": undefined,
  "cs-roll": undefined,
  free: "16 allocate drop free drop",
  allocate: "16 allocate drop free drop",
  resize: "16 allocate drop 64 resize drop free drop",
  allot: "8 allot -8 allot",
  ",": "w-small @ , -8 allot",
  "c,": "w-small @ c, -1 allot",
  "2,": "0 0 2, -16 allot",
  "w,": "0 w, -2 allot",
  "l,": "0 l, -4 allot",
  "x,": "0 x, -8 allot",
  "f,": "w-float f@ f, -8 allot",
  "sf,": "w-float f@ sf, -4 allot",
  "df,": "w-float f@ df, -8 allot",
  "mem,": 's" abcd" mem, -4 allot',
  "string,": 's" abcd" string, -5 allot',
  "find-name": 's" swap" find-name drop',
  "find-name-in": 's" swap" forth-wordlist find-name-in drop',
  find: "w-counted find 2drop",
  "search-wordlist": 's" swap" forth-wordlist search-wordlist 2drop',
  ">number": '0. s" 12345" >number 2drop 2drop',
  ">float": 's" 1.25e" >float drop fdrop',
  "s>number?": 's" 12345" s>number? drop 2drop',
  "s>number": 's" 12345" s>number 2drop',
  "s>unumber?": 's" 12345" s>unumber? drop 2drop',
  "snumber?": 's" 12345" snumber? drop drop',
  "<#": "w-small @ 0 <# #s #> 2drop",
  "#": "w-small @ 0 <# # # #> 2drop",
  "#s": "w-small @ 0 <# #s #> 2drop",
  "#>": "w-small @ 0 <# #s #> 2drop",
  hold: "0 0 <# 'a' hold #> 2drop",
  holds: '0 0 <# s" abc" holds #> 2drop',
  sign: "0 0 <# -1 sign #> 2drop",
  "<<#": "<<# w-small @ 0 #s #> 2drop #>>",
  "#>>": "<<# w-small @ 0 #s #> 2drop #>>",
  "base-execute": "w-token @ 16 base-execute",
  "sp@": "sp@ drop",
  "fp@": "fp@ drop",
  "rp@": "rp@ drop",
  depth: "depth drop",
  fdepth: "fdepth drop",
  source: "source 2drop",
  "save-input": "save-input dup 1+ 0 ?do drop loop",
  "restore-input": undefined,
  "defer@": "w-deferred @ defer@ drop",
  "defer!": "w-token @ w-deferred @ defer!",
  is: "w-token @ is w-action",
  to: "w-small @ to w-value",
  "+to": "w-small @ +to w-value",
  ">body": "w-created @ >body drop",
  "body>": "w-created @ >body body> drop",
  "$!": 's" some text" w-string $!',
  "$@": "w-string $@ 2drop",
  "$+!": 's" x" w-string $+! 0 w-string $!len',
  "c$+!": "'x' w-string c$+! 0 w-string $!len",
  "$!len": "10 w-string $!len",
  "$@len": "w-string $@len drop",
  $del: 's" some text" w-string $! w-string 0 4 $del',
  $ins: 's" some text" w-string $! s" abc" w-string 4 $ins',
  $init: undefined,
  $free: 's" some text" w-string $! w-string $free',
  $tmp: "w-token @ $tmp 2drop",
  $exec: "w-token @ w-string $exec",
  ">string-execute": "w-token @ >string-execute drop free drop",
  $iter: "s\" a b c\" w-string $! w-string ' ' w-taker @ $iter",
  $split: "s\" ab:cd\" ':' $split 2drop 2drop",
  $over: undefined,
  "$[]!": 's" abc" 1 w-array $[]!',
  "$[]@": "1 w-array $[]@ 2drop",
  "$[]+!": undefined,
  "$+[]!": undefined,
  "$[]#": "w-array $[]# drop",
  "$[]map": "w-array w-taker @ $[]map",
  "traverse-wordlist": "w-visitor @ w-small-list @ traverse-wordlist",
  "write-file": 's" some text" w-null @ write-file drop',
  "write-line": 's" some text" w-null @ write-line drop',
  "emit-file": "'x' w-null @ emit-file drop",
  "read-file": "w-buffer @ 8 w-zeros @ read-file 2drop",
  "key-file": "w-zeros @ key-file drop",
  "file-eof?": "w-zeros @ file-eof? drop",
  "flush-file": "w-null @ flush-file drop",
  "file-position": "w-plain @ file-position drop 2drop",
  "file-size": "w-plain @ file-size drop 2drop",
  "reposition-file": "0. w-plain @ reposition-file drop",
  "read-line": "0. w-plain @ reposition-file drop w-buffer @ 40 w-plain @ read-line drop 2drop",
  "slurp-fid": undefined,
  "get-order": "get-order 0 ?do drop loop",
  "set-order": "get-order set-order",
  also: "also previous",
  previous: "also previous",
  "get-current": "get-current drop",
  "set-current": "get-current set-current",
  "save-mem": 's" some text" save-mem drop free drop',
  "extend-mem": "w-small @ allocate drop w-small @ 16 extend-mem 2drop free drop",
  "s+": 's" some" s" text" s+ drop free drop',
  append: 's" some" save-mem s" text" append drop free drop',
  within: "5 w-small @ 9 within drop",
  represent: "w-float f@ w-buffer @ 8 represent 2drop drop",
  "f.rdp": "w-float f@ 10 3 1 f.rdp",
  "f>str-rdp": "w-float f@ 10 3 1 f>str-rdp 2drop",
  "f>buf-rdp": "w-float f@ w-buffer @ 10 3 1 f>buf-rdp",
  move: "w-text @ w-buffer @ 16 move",
  cmove: "w-text @ w-buffer @ 16 cmove",
  "cmove>": "w-text @ w-buffer @ 16 cmove>",
  fill: "w-buffer @ 16 bl fill",
  erase: "w-buffer @ 16 erase",
  blank: "w-buffer @ 16 blank",
  delete: 's" some text" w-buffer @ swap move w-buffer @ 9 3 delete',
  insert: 's" ab" w-buffer @ 9 insert',
  replace: undefined,
  search: 's" some longer text" s" text" search 2drop drop',
  compare: 's" some longer text" s" some longer tale" compare drop',
  "str=": 's" some longer text" s" some longer tale" str= drop',
  "str<": 's" some longer text" s" some longer tale" str< drop',
  "string-prefix?": 's" some" s" some longer tale" string-prefix? drop',
  "string-suffix?": 's" tale" s" some longer tale" string-suffix? drop',
  capscompare: 's" some longer text" s" SOME longer tale" capscompare drop',
  "-trailing": 's" abc    " -trailing 2drop',
  "-trailing-garbage": 's" abcdef" -trailing-garbage 2drop',
  scan: "s\" some:text\" ':' scan 2drop",
  skip: "s\" ::some:text\" ':' skip 2drop",
  rscan: undefined,
  "/string": 's" some text" 3 /string 2drop',
  count: "w-counted count 2drop",
  place: 's" some text" w-buffer @ place',
  "+place": 's" some text" w-buffer @ place s" more" w-buffer @ +place',
  substitute: 's" some %x% text" w-buffer @ 64 substitute 2drop drop',
  unescape: 's" some % text" w-buffer @ unescape 2drop',
  replaces: undefined,
  toupper: "'a' toupper drop",
  tolower: "'A' tolower drop",
  parse: undefined,
  word: undefined,
  "parse-name": undefined,
  "name>string": "w-name @ name>string 2drop",
  "id.": "w-name @ id.",
  ms: undefined,
  block: "1 block drop",
  buffer: "1 buffer drop",
  list: undefined,
  load: undefined,
  thru: undefined,
  "+load": undefined,
  "+thru": undefined,
  "-->": undefined,
  abort: undefined,
  quit: undefined,
  bye: undefined,
  "(bye)": undefined,
  halt: undefined,
  key: undefined,
  ekey: undefined,
  refill: undefined,
  query: undefined,
  accept: undefined,
  expect: undefined,
  "edit-line": undefined,
  clearstack: undefined,
  clearstacks: undefined,
  "empty-stack": undefined,
  "sp!": "sp@ sp!",
  "fp!": "fp@ fp!",
  "rp!": undefined,
  "lp!": undefined,
  immediate: undefined,
  "compile-only": undefined,
  restrict: undefined,
  reveal: undefined,
  seal: undefined,
  only: undefined,
  forth: undefined,
  root: undefined,
  definitions: undefined,
  system: undefined,
  "sh-get": undefined,
  words: undefined,
  order: undefined,
  vocs: undefined,
  page: undefined,
  dump: undefined,
  "outfile-execute": "w-token @ w-null @ outfile-execute",
  "at-xy": undefined,
  hex: "hex decimal",
  decimal: "hex decimal",
  nothrow: undefined,
  noop: "noop",
};

/** What every run begins with. The names are unlikely, so that no word under test is redefined. */
const prelude = (folder: string): string => `
variable w-small 5 w-small !  variable w-char 'a' w-char !  variable w-flag true w-flag !  variable w-two 2 w-two !
variable w-eight 8 w-eight !  fvariable w-float 1.5e w-float f!
create w-buffer-area 256 allot  variable w-buffer w-buffer-area w-buffer !
create w-text-area 256 allot  w-text-area 256 'x' fill  variable w-text w-text-area w-text !
: w-noop ;  variable w-token ' w-noop w-token !
: w-throw 5 throw ;  variable w-thrower ' w-throw w-thrower !
: w-parse parse-name 2drop ;  variable w-parser ' w-parse w-parser !
: w-take 2drop ;  variable w-taker ' w-take w-taker !
: w-visit drop true ;  variable w-visitor ' w-visit w-visitor !
variable w-name s" swap" find-name w-name !
wordlist variable w-list dup w-list !  variable w-small-list w-small-list !
get-current w-small-list @ set-current : w-one ; : w-other ; set-current
create w-counted 4 c, 's' c, 'w' c, 'a' c, 'p' c, align
defer w-action ' w-noop is w-action  variable w-deferred ' w-action w-deferred !
0 value w-value
create w-made 1 ,  variable w-created ' w-made w-created !
variable w-string s" some text" w-string $!
variable w-array s" one" 0 w-array $[]! s" two" 1 w-array $[]!
s" /dev/null" w/o open-file drop variable w-null w-null !
s" /dev/zero" r/o open-file drop variable w-zeros w-zeros !
s" ${join(folder, "plain.txt")}" r/o open-file drop variable w-plain w-plain !
variable w-depth variable w-fdepth variable w-n variable w-best
: w-clock cputime d+ d>s ;
: w-drops 0 ?do postpone drop loop ;
: w-fdrops 0 ?do postpone fdrop loop ;

`;

interface Call {
  readonly name: string;
  readonly text: string;
  /** Whether the text leaves nothing. */
  readonly whole: boolean;
}

interface TableWord {
  readonly name: string;
  readonly effect: string;
}

/** The call of a word; undefined where its effect names what no loop can give. */
function callOf({ name, effect }: TableWord): Call | undefined {
  if (Object.hasOwn(ownCalls, name)) {
    const text = ownCalls[name];
    return text === undefined ? undefined : { name, text, whole: true };
  }
  if (/["|]|C:|R:|sys|\*x|\*r|…/.test(effect)) return undefined;
  const [before = ""] = effect.split(/(?:^|\s)--(?:\s|$)/);
  const [cells = "", floats = ""] = before.split("F:");
  const texts: string[] = [];
  for (const [names, table] of [
    [cells, argumentTexts],
    [floats, floatTexts],
  ] as const)
    for (const item of names.split(/\s+/).filter((each) => each !== "")) {
      const found = table.find(([pattern]) => pattern.test(item));
      if (found === undefined) return undefined;
      texts.push(found[1]);
    }
  return { name, text: [...texts, name].join(" "), whole: false };
}

/** A text that prints "word NUMBER cells floats" for what a call leaves. */
const probeText = (call: Call, number: number): string => `
: w-call depth w-depth ! fdepth w-fdepth ! 1 0 ?do ${call.text} loop depth w-depth @ - fdepth w-fdepth @ - ;
:noname w-call s" word ${number} " 2>r swap 2r> stderr write-file drop
  s>d <# bl hold #s #> stderr write-file drop s>d <# 10 hold #s #> stderr write-file drop ; catch clearstack`;

/** A text that prints "time NUMBER nanoseconds": the least of several loops, whose count is such that one takes 2 ms. */
const timeText = (call: Call, number: number, cells: number, floats: number): string => `
: w-loop 0 ?do ${call.text} ${"drop ".repeat(cells)} ${"fdrop ".repeat(floats)} loop ;
: w-once >r w-clock r@ w-loop w-clock swap - rdrop ;
: w-measure
  100 begin dup w-once over w-once umin 2000 u< over 50000000 u< and while 2* repeat w-n !
  w-n @ w-once 5 0 do w-n @ w-once umin loop
  1000000 w-n @ */ s" time ${number} " stderr write-file drop
  s>d <# 10 hold #s #> stderr write-file drop ;
' w-measure catch clearstack`;

/** Calls in one process. */
const BATCH = 40;

interface Forth {
  readonly name: string;
  readonly command: readonly string[];
}

/** Runs calls, many in one process; what they print by their numbers. Where one has spoilt it for others, these run alone. */
function run(
  forth: Forth,
  calls: readonly Call[],
  textOf: (call: Call, number: number) => string,
  kind: "word" | "time",
): Map<number, number[]> {
  const file = join(workFolder, `words-${forth.name.replaceAll(/\W/g, "-")}.fth`);
  const answers = new Map<number, number[]>();
  const runSome = (numbers: readonly number[]) => {
    const texts = numbers.map((number) => textOf(calls[number] as Call, number));
    writeFileSync(file, `${prelude(workFolder)}\nwarnings off\n${texts.join("\n")}\nbye\n`);
    const done = Bun.spawnSync([...forth.command, file], {
      stdin: "ignore",
      stdout: "ignore",
      timeout: 60_000,
      cwd: workFolder,
    });
    for (const line of done.stderr.toString().split("\n")) {
      const [word, number, ...rest] = line.trim().split(" ");
      if (word === kind) answers.set(Number(number), rest.map(Number));
    }
  };
  const all = calls.map((_, number) => number);
  for (let first = 0; first < all.length; first += BATCH) runSome(all.slice(first, first + BATCH));
  for (const number of all) if (!answers.has(number)) runSome([number]);
  return answers;
}

/** What a call may leave: a number that is one, and of which a loop can have the DROPs. */
const isCount = (left: number): boolean => left >= 0 && left <= 20;

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      over: { type: "string", default: "1" },
      rounds: { type: "string", default: "3" },
      forth: { type: "string", multiple: true, default: [] },
    },
  });
  mkdirSync(workFolder, { recursive: true });
  writeFileSync(join(workFolder, "plain.txt"), "a line of text\nanother\n");
  const gforth = Bun.which("gforth-fast");
  if (gforth === null || !existsSync(fastforth)) throw new Error("this takes gforth-fast and a build");
  const forths: Forth[] = [
    { name: "gforth", command: [gforth, "-m", "512M"] },
    { name: "fastforth", command: [fastforth] },
    ...values.forth.map((path, index) => ({ name: `other ${index + 1}`, command: [path] })),
  ];
  const listed = Bun.spawnSync([fastforth, "words", "--json"]);
  const table = JSON.parse(listed.stdout.toString()) as TableWord[];
  const calls = table
    .filter(({ name }) => positionals.length === 0 || positionals.includes(name))
    .map(callOf)
    .filter((call) => call !== undefined);
  const [left, leftHere] = forths.slice(0, 2).map((forth) => run(forth, calls, probeText, "word"));
  const shared = calls.flatMap((call, number) => {
    const [cells = -1, floats = -1] = left?.get(number) ?? [];
    const [cellsHere, floatsHere] = leftHere?.get(number) ?? [];
    const same = cells === cellsHere && floats === floatsHere && isCount(cells) && isCount(floats);
    if (!same)
      console.log(`${call.name}: leaves ${left?.get(number)} in gforth, ${leftHere?.get(number)} here`);
    return same ? [{ call, cells, floats }] : [];
  });
  const textOf = (call: Call, number: number) =>
    timeText(call, number, shared[number]?.cells ?? 0, shared[number]?.floats ?? 0);
  const rounds = Array.from({ length: Number(values.rounds) }, () =>
    forths.map((forth) =>
      run(
        forth,
        shared.map(({ call }) => call),
        textOf,
        "time",
      ),
    ),
  );
  const rows = shared.map(({ call }, number) => {
    const times = forths.map((_, index) =>
      median(rounds.map((round) => round[index]?.get(number)?.[0] ?? Number.NaN)),
    );
    return { call, times, ratio: (times[1] ?? Number.NaN) / (times[0] ?? Number.NaN) };
  });
  rows.sort((one, other) => other.ratio - one.ratio);
  console.log(
    ["word".padEnd(24), ...forths.map(({ name }) => `${name} ns`.padStart(16)), "ratio".padStart(8)].join(""),
  );
  for (const { call, times, ratio } of rows)
    if (!(ratio < Number(values.over)))
      console.log(
        [
          call.name.padEnd(24),
          ...times.map((time) => (time / 1000).toFixed(1).padStart(16)),
          ratio.toFixed(2).padStart(8),
        ].join(""),
      );
  console.log(
    `${rows.length} words, geometric mean ${geometricMean(rows.map(({ ratio }) => ratio).filter((ratio) => ratio > 0)).toFixed(2)}`,
  );
}

if (import.meta.main) main();
