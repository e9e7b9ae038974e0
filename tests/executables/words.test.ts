// Words that the runtime of compiled programs does in Zig do what their originals in TypeScript do.

import { expect, test } from "bun:test";
import { dirname } from "node:path";
import { fastforth } from "../cli/fastforth.ts";
import { runnable } from "../linking/running.ts";
import { compiled, run } from "./compiled_program.ts";

/** Programs whose beginning is `main`. What a stack holds in a report depends on the code, so it stays out. */
const programs: Readonly<Record<string, string>> = {
  numbers: `
: widths -5 8 .r 5 -3 .r 7 300 .r cr -1 20 u.r 12. 5 d.r -12. 400 d.r 12. 5 ud.r cr ;
: bases 2 36 do i base ! -255 . 255 u. -1 u. loop decimal -1. d. -1. ud. cr ;
: own 255 hex. -1 hex. -255 dec. -1 base ! 9 dec. decimal cr ;
: scaled 1000000000000. 1000000000000 -7 m*/ d. -10. 7 3 m*/ d. 10. 7 -3 m*/ d. -1 $7fffffffffffffff -1 1 m*/ d. ;
: main widths bases own scaled ;
`,
  "broken-base": `
: try ( xt -- ) 1 base ! catch dup . drop base @ . ;
: main 5 ['] . try 5. ['] d. try 5 3 ['] .r try 5. <# ['] # try 5. ['] #s try 1. s" 12" ['] >number try 2 base ! 100 base ! 6 u. ;
`,
  pictured: `
: fill-up 600 0 do 65 hold loop ;
: inside <# 12. #s 2drop <<# 345. #s #> type #>> 0. #> type ;
: main 12. <<# #s #> type #>> cr inside cr <# ['] fill-up catch . <# s" abc" holds -1 sign 0. #> type
  <# pad 513 ['] holds catch . 2drop #>> #>> <# fill-up ;
`,
  dictionary: `
create before 5 ,
: grown ( -- n ) unused 100 allot 7 , 8 c, align unused - ;
: main grown . unused before here - abs + . 9 , here 8 - @ . -100 allot unused . here 9 8000000 fill 3000000 allot here 1- c@ .
  [: -1000000 allot 700000000 allot ;] catch . [: here negate allot ;] catch . unused 1+ allot ;
`,
  strings: `
: two s" abcdef" s" abd" ;
: main two compare . two str= . two str< . two string-prefix? . two string-suffix? . two search . type
  s" ab  " -trailing type s" " s" " compare . 0 0 0 0 search . 2drop 0 0 s" " search . 2drop
  [: 5 1 5 1 compare ;] catch . [: pad -1 pad 1 search ;] catch . [: 1 2 -trailing ;] catch .
  [: -1 10 pad 1 str= ;] catch . s" abc" s" " search . type pad 1 1 -1 compare ;
`,
  memory: `
: main pad 10 [char] a fill pad pad 1+ 9 cmove pad 10 type s" xyz" pad 2 + swap move pad 10 type
  pad 3 + pad 5 cmove> pad 10 type [: pad 0 10 move ;] catch . [: 0 pad 10 move ;] catch . [: pad -5 3 fill ;] catch .
  0 0 0 move 5 0 65 fill pad pad -1 cmove ;
`,
  heap: `
: main 100 allocate . dup 20 [char] z fill 5000 resize . dup 20 type dup free . free . -1 allocate . . 123 free . 5 3 resize . .
  1 60 lshift allocate . . 0 allocate . free . s" copy" save-mem 2dup type drop free . ;
`,
  exceptions: `
s" my trouble" exception constant trouble
: at-run-time s" at run time" exception ;
: thrower throw 1 drop ;
: main trouble . trouble ['] thrower catch . at-run-time dup . dup ['] thrower catch . at-run-time . thrower ;
`,
  "loaded-exception": `
s" my trouble" exception constant trouble
: main trouble throw ;
`,
  bodies: `
create c 1 , 2 , 5 value v
defer d : a1 ." a1 " ; : a2 ." a2 " ; ' a1 is d
: act ( xt -- ) defer@ execute ;
: main ['] c >body @ . ['] v >body @ . d ['] d act ['] a2 ['] d defer! d c body> ['] c = . ['] a1 is d d
  action-of d execute ['] a1 >body @ . [: 4096 body> ;] catch . [: 999999 >body ;] catch . 1 41 lshift defer@ ;
`,
  closures: `
: adder ( n -- xt ) [{: n :}d n + ;] ;
: counter ( n -- xt ) [{: n :}h n + dup 1+ ;] ;
: each ( xt -- ) {: xt :} 3 0 do i xt execute loop ;
: inner ( n -- xt ) [n:d [n:d 10 * ;] ;] ;
: once [{: n :}h1 n . ;] ;
: recursive {: n xt -- :} n 0> if n 1- n [{: k :}l k . ;] recurse else xt execute then ;
5 adder constant made
: main 5 adder 3 over execute . 4 swap execute . 7 counter dup 1 swap execute . . dup free-closure
  [: free-closure ;] catch . drop 2 [{: a :}l a * . ;] each 6 inner execute execute . 8 once execute
  1.5e [f:d f. ;] execute 5. [d:d d. ;] execute 4 0 recursive
  made 1 swap execute . 100 adder ['] drop = . 0 20000 0 do i adder execute loop .
  0 [: free-closure ;] catch . drop 9 made catch . . 7 [{: n :}d n throw ;] execute ;
`,
  name_tokens: `
: found 42 . ;
s" found" find-name constant name
s" dup" find-name constant system-name
: main name name>interpret execute 5 system-name name>int execute . . name name?int execute 0 [: name>interpret ;] catch . ;
`,
  debugging: `
: inner ~~ ;
: main 1 -2 ~~ hex 255 ~~ drop inner 2drop ~~ 12 0 do i loop ~~ ;
`,
  names: `
: Named ." named " ;
defer d ' named is d
: show ( xt -- ) dup >name id. >name name>string type space ;
: main ['] named show ['] d show action-of d show ['] dup show ['] named dup execute >name .name [: ;] >name . 999999 >name ;
`,
  recursion: `
variable n
defer f defer g defer h
:noname 1 n +! ['] f >string-execute 2drop ; is f
:noname 1 n +! ['] g catch throw ; is g
:noname 1 n +! ['] h catch drop 7 throw ; is h
: main ['] f catch . n @ 1000 > . 0 n ! ['] g catch . n @ 1000 > . 0 n ! ['] h catch . n @ 1000 > . ;
`,
  "catch-of-nothing": `
: caught catch . ;
: main ['] caught catch . depth . 5 ['] drop ['] caught catch . . caught ;
`,
  output: `
: main 70000 0 do i 95 mod 32 + emit loop cr 100000 allocate throw 100000 2dup [char] x fill type -5 spaces 3 spaces 70000 spaces
  [: pad -1 type ;] catch . 0 0 type 5 0 type 1 2 type ;
`,
};

const plain = (text: string): string => text.replace(/^ {2}stack: .*\n| {4}from .*\n/gm, "");

test.each(runnable.flatMap((target) => Object.keys(programs).map((name) => [target, name] as const)))(
  "%s %s",
  async (target, name) => {
    const program = compiled(target, name, programs[name] as string);
    const own = await run(target, program);
    const original = await fastforth(["-e", `include ${name}.fth main`], { cwd: dirname(program) });
    expect({ ...own, err: plain(own.err) }).toEqual({
      out: original.out,
      err: plain(original.err),
      end: original.code as number,
    });
  },
);
