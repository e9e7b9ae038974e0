\ Locals {: args | values -- results :} (13.6.2.2550) and to. Debian's gforth has { } only: derived from the standard.
\ output:
\ | ok: 27 checks
include ../tester.fth

: sub  {: a b :} a b - ;
T{ 5 3 sub -> 2 }T
: swapped  {: a b -- b a :} b a ;
T{ 1 2 swapped -> 2 1 }T
: sum-of-squares  {: a b | s -- n :}  a a * to s  b b * s + to s  s ;
T{ 3 4 sum-of-squares -> 25 }T
: none  {: :} 5 ;
T{ none -> 5 }T
: only-values  {: | a b :} 1 to a 2 to b a b ;
T{ only-values -> 1 2 }T
: many  {: a b c d e f g h :} h g f e d c b a ;
T{ 1 2 3 4 5 6 7 8 many -> 8 7 6 5 4 3 2 1 }T
: comments  {: a -- this is not read | nor : this :} a ;
T{ 7 comments -> 7 }T
: multi-line  {: a
   b
   | c
   -- n :}
  a b + to c c ;
T{ 1 2 multi-line -> 3 }T
: case-of-names  {: Width HEIGHT :} WIDTH height * ;
T{ 3 4 case-of-names -> 12 }T
: hides  {: dup :} dup dup + ;
T{ 21 hides -> 42 }T

: fact  {: n :} n 2 < if 1 else n n 1- recurse * then ;
T{ 10 fact -> 3628800 }T
: fib  {: n :} n 2 < if n exit then n 1- recurse n 2 - recurse + ;
T{ 20 fib -> 6765 }T
: in-loop  {: limit | sum :} 0 to sum limit 0 ?do i sum + to sum loop sum ;
T{ 10 in-loop -> 45 }T
: nested-loops  {: n | c :} 0 to c n 0 ?do n 0 ?do i j < if c 1+ to c then loop loop c ;
T{ 10 nested-loops -> 45 }T
: in-begin  {: n | s :} 0 to s begin n while n s + to s n 1- to n repeat s ;
T{ 10 in-begin -> 55 }T
: early-exit  {: a b :} a b > if a exit then b ;
T{ 3 5 early-exit 5 3 early-exit -> 5 5 }T
: exit-from-loop  {: n :} 100 0 do i n = if i unloop exit then loop -1 ;
T{ 7 exit-from-loop 700 exit-from-loop -> 7 -1 }T
: with-return-stack  {: a b :} a >r b r@ + r> ;
T{ 1 2 with-return-stack -> 3 1 }T
: in-branches  {: a flag -- n :} flag if a 1+ to a else a 1- to a then a ;
T{ 10 true in-branches 10 false in-branches -> 11 9 }T
: deep-arguments  {: a b c :} a b c a b c ;
T{ 9 1 2 3 deep-arguments -> 9 1 2 3 1 2 3 }T
: throws-away  {: a :} a throw ;
: catches  {: a b :} a ['] throws-away catch b ;
T{ 5 6 catches rot drop -> 5 6 }T
\ Locals are gone at the end of the definition.
: a  1000 ;
: uses-a  {: b :} a b + ;
T{ 1 uses-a a -> 1001 1000 }T
T{ s" : t {: zz :} ; zz" throws -> -13 }T
\ :noname and does> may have locals.
T{ 3 4 :noname {: x y :} x y * ; execute -> 12 }T
: scaler  create , does> @ {: k :} k * ;
5 scaler by5
T{ 6 by5 -> 30 }T
\ A local in a called word does not disturb the caller's.
: inner  {: x :} x 2* to x x ;
: outer  {: x :} x inner x + ;
T{ 5 outer -> 15 }T
\ As in gforth, the names may stand on several lines, with comments.
: commented  {: a  \ the first
                b  ( the second ) :}  a b - ;
T{ 7 4 commented -> 3 }T
done
