\ immediate postpone literal [ ] ['] [char] compile, state [compile] and words that build words.
\ output:
\ | ok: 26 checks
include ../tester.fth

: seven  7 ;  : now7  seven ; immediate
: late  postpone seven ; immediate
: uses-late  late 1+ ;
T{ uses-late -> 8 }T
: early  postpone now7 ;
T{ early -> 7 }T
: arithmetic  [ 6 7 * ] literal ;
T{ arithmetic -> 42 }T
: with-2literal  [ 1 2 ] 2literal ;
T{ with-2literal -> 1 2 }T
: with-fliteral  [ 1.5e ] fliteral ;
T{ with-fliteral -> 1.5e }T
: with-sliteral  [ s" text" ] sliteral ;
T{ with-sliteral s" text" same? -> true }T
T{ char A char abc -> 65 97 }T
: letters  [char] A [char] abc ;
T{ letters -> 65 97 }T

T{ state @ -> 0 }T
: state-now  state @ 0<> postpone literal ; immediate
: compiling?  state-now ;
T{ compiling? -> true }T
: state-later  state @ ;
T{ state-later -> 0 }T
: stop-start  1 [ 2 drop ] 3 ;
T{ stop-start -> 1 3 }T

\ Words that compile control structures.
: unless  postpone 0= postpone if ; immediate
: small?  ( n -- flag )  10 < unless false else true then ;
T{ 5 small? 15 small? -> true false }T
: times  0 postpone literal postpone ?do ; immediate
: stars  ( n -- n )  0 swap times 1+ loop ;
T{ 5 stars 0 stars -> 5 0 }T
: power:  ( n "name" -- )  >r : postpone dup r> 1- 0 ?do postpone over postpone * loop postpone nip postpone ; ;
T{ 3 power: cubed  2 cubed 5 cubed -> 8 125 }T
: make-adder  ( n -- xt )  >r :noname r> postpone literal postpone + postpone ; ;
T{ 10 make-adder 5 swap execute -> 15 }T
: compiles+  ['] + compile, ; immediate
: sum2  compiles+ ;
T{ 3 4 sum2 -> 7 }T
: nested-postpone  postpone postpone ; immediate
: meta  nested-postpone seven ; immediate
: uses-meta  meta ;
T{ uses-meta -> 7 }T
: old-style  [compile] if ; immediate
: choose  ( flag -- n )  old-style 1 else 2 then ;
T{ true choose false choose -> 1 2 }T
: old-default  [compile] seven ;
T{ old-default -> 7 }T
: does-literal  ['] seven execute ;
T{ does-literal -> 7 }T

\ The definition cannot be found until it is complete, but recurse works.
: hidden  10 ;
: hidden  hidden 1+ ;
T{ hidden -> 11 }T
: down  ( n -- n )  dup 0> if 1- recurse then ;
T{ 5 down -> 0 }T
T{ :noname ( n -- n ) dup 1 > if dup 1- recurse * then ; 5 swap execute -> 120 }T
\ ]] ... [[ of gforth postpones a row of words.
: inc2  ]] 1+ 1+ [[ ; immediate
: plus2  ( n -- n )  inc2 ;
T{ 40 plus2 -> 42 }T
\ A definition made by evaluate in a definition.
: define  s" : made 99 ;" evaluate ;
define
T{ made -> 99 }T
done
