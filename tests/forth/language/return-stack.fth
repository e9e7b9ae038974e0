\ The return stack: >r r> r@ 2>r 2r> 2r@ rdrop, n>r nr>.
\ output:
\ | ok: 12 checks
include ../tester.fth

: to-and-from  ( a b -- a b )  >r >r r> r> ;
T{ 1 2 to-and-from -> 1 2 }T
: peek  ( n -- n n n )  >r r@ r@ r> ;
T{ 7 peek -> 7 7 7 }T
: pair  ( a b -- a b a b )  2>r 2r@ 2r> ;
T{ 1 2 pair -> 1 2 1 2 }T
\ 2>r keeps the order of  swap >r >r  (6.2.0340).
: order  ( a b -- b a )  2>r r> r> ;
T{ 1 2 order -> 2 1 }T
: disorder  ( a b -- a b )  swap >r >r 2r> ;
T{ 1 2 disorder -> 1 2 }T
: mixed  ( a b c -- b c a )  >r >r r@ 2r> swap rot drop rot ;
T{ 1 2 3 mixed -> 2 3 1 }T
: forget-one  ( a b -- a )  >r rdrop ;
T{ 1 2 forget-one -> 1 }T
: across-if  ( a flag -- n )  swap >r if r@ 1+ else r@ 1- then r> drop ;
T{ 10 true across-if 10 false across-if -> 11 9 }T
: across-loop  ( n -- n )  >r 0 begin 1+ dup r@ >= until r> drop ;
T{ 9 across-loop -> 9 }T
: balanced-loop  ( n -- n )  5 0 do i >r r@ + r> drop loop ;
T{ 0 balanced-loop -> 10 }T
: across-call  ( a -- b )  >r 3 peek + + r> + ;
T{ 100 across-call -> 109 }T
: deep  ( n -- sum )  dup if dup >r 1- recurse r> + then ;
T{ 500 deep -> 125250 }T
done
