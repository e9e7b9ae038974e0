\ A Forth in Forth: a dictionary, an inner interpreter with a return stack of its own, a compiler, and its text interpreter.
\ output:
\ | 3 49
\ | 25 125
\ | 3628800
\ | 5 4 3 2 1
\ | 42 43
\ | 5050
\ | 610
\ | nonsense ? error -13 error -4 3 2 1
\ | 115 0

1024 constant #image
create image #image cells allot
variable dp    0 dp !
: t@ cells image + @ ;  : t! cells image + ! ;
: t,  dp @ t! 1 dp +! ;

create data 32 cells allot  variable sp
create rets 32 cells allot  variable rp
: push  sp @ dup 31 > if -3 throw then cells data + ! 1 sp +! ;
: pop   sp @ 0= if -4 throw then -1 sp +! sp @ cells data + @ ;
: rpush rp @ cells rets + ! 1 rp +! ;
: rpop  -1 rp +! rp @ cells rets + @ ;

variable ip  variable going  variable compiling~  variable last-word

\ A word of the target is a word of the host in TARGET, with the number of its code.
wordlist constant target
: header  ( x c-addr u -- ) get-current >r target set-current nextname constant r> set-current ;
create primitives 64 cells allot  variable #primitives
: prim:  ( "name" -- ) #primitives @ negate 1- parse-name header :noname ;
: ;prim  postpone ; primitives #primitives @ cells + ! 1 #primitives +! ; immediate

: run-code  ( code -- ) dup 0< if negate 1- cells primitives + perform else ip @ rpush ip ! then ;
: step  ip @ t@ 1 ip +! run-code ;
: run  ( code -- )
  going @ ip @ 2>r  going on  -1 ip !
  dup 0< if run-code else
    #image 1- ip !  run-code  begin going @ while step repeat
  then 2r> ip ! going ! ;

prim: (halt) going off ;prim          \ code -1: what the last cell holds
-1 #image 1- t!
prim: exit   rpop ip ! ;prim
prim: (lit)  ip @ t@ 1 ip +! push ;prim
prim: (0branch)  pop if 1 else ip @ t@ then ip @ + ip ! ;prim
prim: (branch)  ip @ t@ ip @ + ip ! ;prim
prim: + pop pop + push ;prim     prim: - pop pop swap - push ;prim
prim: * pop pop * push ;prim     prim: < pop pop > push ;prim
prim: dup pop dup push push ;prim   prim: swap pop pop swap push push ;prim
prim: drop pop drop ;prim        prim: over pop pop dup push swap push push ;prim
prim: . pop . ;prim              prim: cr cr ;prim
prim: >r pop rpush ;prim         prim: r> rpop push ;prim
prim: @ pop t@ push ;prim        prim: ! pop pop swap t! ;prim

: code-of  ( c-addr u -- code ) target search-wordlist 0= throw execute ;
s" exit" code-of constant 'exit   s" (lit)" code-of constant 'lit
s" (0branch)" code-of constant '0branch   s" (branch)" code-of constant 'branch

wordlist constant immediates
: imm:  get-current >r immediates set-current : r> set-current ;
: resolve  ( at -- ) dp @ over - swap t! ;
imm: if  '0branch t, dp @ 0 t, ;
imm: then  resolve ;
imm: else  'branch t, dp @ 0 t, swap resolve ;
imm: begin  dp @ ;
imm: until  '0branch t, dp @ - t, ;
imm: while  '0branch t, dp @ 0 t, swap ;
imm: repeat  'branch t, dp @ - t, resolve ;
imm: recurse  last-word @ t, ;
imm: ;  'exit t, compiling~ off ;
imm: :  parse-name dp @ dup last-word ! -rot header compiling~ on ;
imm: variable  parse-name dp @ 2 + dup 2swap dp @ -rot header 'lit t, dp @ 2 + t, 'exit t, 2drop 0 t, ;

: handle  ( c-addr u -- )
  2dup immediates search-wordlist if nip nip execute exit then
  2dup target search-wordlist if
    nip nip execute compiling~ @ if t, else run then exit
  then
  2dup s>number? 0= if 2drop type ."  ? " -13 throw then
  2swap 2drop d>s compiling~ @ if 'lit t, t, else push then ;

: target-line  begin parse-name dup while handle repeat 2drop ;
: reset  sp off rp off compiling~ off ;
: t>  ( "line" -- )
  ['] target-line catch ?dup if ." error " . reset source >in ! drop then ;

t> 1 2 + . 7 dup * . cr
t> : square dup * ;   : cube dup square * ;
t> 5 square . 5 cube . cr
t> : fact dup 2 < if drop 1 else dup 1 - recurse * then ;
t> 10 fact . cr
t> : countdown begin dup . 1 - dup 1 < until drop ;  5 countdown cr
t> : gcd begin dup while swap over begin over over < if 0 else swap over - swap 0 then dup if else drop 1 then until repeat drop ;
t> variable x  42 x ! x @ . x @ 1 + x ! x @ . cr
t> : sum 0 swap begin dup while swap over + swap 1 - repeat drop ; 100 sum . cr
t> : fib dup 2 < if else dup 1 - recurse swap 2 - recurse + then ; 15 fib . cr
t> nonsense
t> drop
t> : deep recurse ; 1 2 3 . . . cr
dp @ . depth . cr
