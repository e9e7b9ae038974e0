/**
 * A machine begins with views of the beginning of its data space: most programs need no more (src/machine/machine.ts). Each
 * word that works on memory finds what lies beyond it, too, be it the first one that does.
 */
import { expect, test } from "bun:test";
import { Output } from "../../src/machine/output.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { openSession } from "../../src/words/open_session.ts";

/** Data of the program that begins near and ends far: `far` is 8 bytes before an address that is aligned to a cell. */
const beginning = "create data 4000000 allot data 3000000 + aligned 8 + constant far ";

/** By what comes to the bytes first: a program, and what it writes. */
const cases: Readonly<Record<string, readonly [program: string, output: string]>> = {
  "! of cold code": [": t 42 far ! ; t far @ .", "42 "],
  "! of cold code, no multiple of 4": [": t 42 far 1+ ! ; t far 1+ @ .", "42 "],
  "@ of cold code": [": t far @ . ; t", "0 "],
  "c! of cold code": [": t 200 far c! far c@ . ; t", "200 "],
  "c@ of cold code": [": t far c@ . ; t", "0 "],
  "w! of cold code": [": t 70000 far w! far w@ . ; t", "4464 "],
  "l! of cold code": [": t 70000 far l! far l@ . ; t", "70000 "],
  "+! of cold code": [": t 5 far +! 6 far +! far @ . ; t", "11 "],
  "2! of cold code": [": t 1 2 far 2! far 2@ . . ; t", "2 1 "],
  "f! of cold code": [": t 1.5e far f! far f@ f. ; t", "1.5 "],
  "f@ of cold code": [": t far f@ f. ; t", "0. "],
  "sf! of cold code": [": t 1.5e far sf! far sf@ f. ; t", "1.5 "],
  "! of the text": ["42 far ! far @ .", "42 "],
  "c! of the text": ["200 far c! far c@ .", "200 "],
  "f! of the text": ["1.5e far f! far f@ f.", "1.5 "],
  ",": ["7 , here 8 - @ .", "7 "],
  "c,": ["7 c, here 1- c@ .", "7 "],
  "w,": ["70000 w, here 2 - w@ .", "4464 "],
  "l,": ["70000 l, here 4 - l@ .", "70000 "],
  "f,": ["here faligned 1.5e f, here 8 - f@ f.", "1.5 "],
  "xc,": ["$e9 xc, here 2 - xc@ .", "233 "],
  align: ["1 allot here align here over - swap c@ . .", "32 7 "],
  ',"': ['here ," abc" count type', "abc"],
  word: ["bl word abc count type", "abc"],
  move: ['s" abc" far swap move far 3 type', "abc"],
  "move from there": ["far pad 3 move pad c@ .", "0 "],
  cmove: ['s" abc" far swap cmove far 3 type', "abc"],
  "cmove>": ['s" abc" far swap cmove> far 3 type', "abc"],
  fill: ["far 3 char x fill far 3 type", "xxx"],
  erase: ["far 3 erase far c@ .", "0 "],
  place: ['s" abc" far place far count type', "abc"],
  compare: ['far 1 s" a" compare .', "-1 "],
  "str=": ['far 0 s" " str= .', "-1 "],
  search: ['far 5 s" a" search . 2drop', "0 "],
  type: ["far 0 type far 1 type", "\0"],
  evaluate: ['far 3 bl fill far 3 evaluate s" 7 ." far swap move far 3 evaluate', "7 "],
  ">number": ['0. s" 12" far swap move far 2 >number 2drop d.', "12 "],
  find: ['s" dup" far place far find . drop', "-1 "],
  "save-mem": ["far 3 char x fill far 3 save-mem type", "xxx"],
  "large block": ["1000000 allocate throw 42 over 999992 + ! 999992 + @ .", "42 "],
  "many blocks": [": t 0 100 0 do 9000 allocate throw i over ! @ + loop . ; t", "4950 "],
  "resized block": [
    ": t 9000 allocate throw 42 over ! 300000 resize throw @ . ; t 200000 allocate throw 43 over ! 400000 resize throw @ .",
    "42 43 ",
  ],
  "block freed and taken": [
    ": t 50 0 do 9000 allocate throw free throw loop 7 . ; t 300000 allocate throw free .",
    "7 0 ",
  ],
};

function run(program: string): string {
  let written = "";
  const output = new Output((bytes) => {
    written += new TextDecoder().decode(bytes.slice());
  });
  const session = openSession({ stages: selectStages(parseStages("auto")), output });
  try {
    session.text.interpretText("test", new TextEncoder().encode(program));
    output.flush();
  } finally {
    session.close();
  }
  return written;
}

for (const [name, [program, expected]] of Object.entries(cases))
  test(name, () => expect(run(beginning + program)).toBe(expected));

test("addresses beyond the limit are invalid all the same", () => {
  expect(
    run(`${beginning} : t data 300000000 + ['] @ catch . ; t : u data 4000000000 + c@ ; ' u catch .`),
  ).toBe("-9 -9 ");
});

test.each([
  ['s" " type', ""],
  ["0 0 type 0 0 0 fill 0 0 0 move", ""],
  ['s" " s" " compare .', "0 "],
  ["0 0 evaluate", ""],
  ['0 0 s" x" search . 2drop', "0 "],
  ["0 0 find-name .", "0 "],
])("a text of no bytes is there before there is any memory: %s", (program, expected) => {
  expect(run(program)).toBe(expected);
});
