\ locals| (13.6.2.1795) takes its names in reverse; gforth's { a b | c -- d } with types.
\ output:
\ | ok: 12 checks
include ../tester.fth

: sub  locals| b a | a b - ;
T{ 5 3 sub -> 2 }T
: bump  locals| n | n 1+ to n n ;
T{ 1 bump -> 2 }T
: diff  { a b -- c } a b - ;
T{ 5 3 diff -> 2 }T
: twice  { a } a a + ;
T{ 21 twice -> 42 }T
: floats  { f: x n -- } ( F: -- r )  x n s>f f* ;
T{ 1.5e 4 floats -> 6e }T
: mixed  { w: a f: x d: b -- d } ( F: -- r )  b a s>d d+ x ;
T{ 1 2.5e 10. mixed -> 11. 2.5e }T
: loop-local  0 3 0 do i { k } k k * + loop ;
T{ loop-local -> 5 }T
: branch-local  ( flag -- n )  if 5 { a } a else 7 { b } b then ;
T{ true branch-local false branch-local -> 5 7 }T
: second-set  { a } a 1+ { b } a b + ;
T{ 10 second-set -> 21 }T
: to-float  { f: x -- } ( F: -- r )  x 2e f* to x x ;
T{ 1.5e to-float -> 3e }T
: hypot  { f: x f: y -- } ( F: -- r )  x x f* y y f* f+ fsqrt ;
T{ 3e 4e hypot -> 5e }T
: gauss  { n -- sum }  0 begin n while n + n 1- to n repeat ;
T{ 100 gauss -> 5050 }T
done
