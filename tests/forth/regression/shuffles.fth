\ Values that go round through branches and loops in changing places.
\ output:
\ | ok: 17 checks
include ../tester.fth

: rotate-in-loop  ( a b c n -- ... )  0 ?do rot loop ;
T{ 1 2 3 0 rotate-in-loop -> 1 2 3 }T
T{ 1 2 3 1 rotate-in-loop -> 2 3 1 }T
T{ 1 2 3 2 rotate-in-loop -> 3 1 2 }T
T{ 1 2 3 3000001 rotate-in-loop -> 2 3 1 }T
: swap-in-loop  ( a b n -- ... )  begin dup while >r swap r> 1- repeat drop ;
T{ 1 2 7 swap-in-loop -> 2 1 }T
: swap-in-branch  ( a b flag -- ... )  if swap then ;
T{ 1 2 true swap-in-branch 1 2 false swap-in-branch -> 2 1 1 2 }T
: mixed-branch  ( a b c n -- ... )  case 0 of endof 1 of rot endof 2 of -rot endof 3 of swap rot endof drop dup endcase ;
T{ 1 2 3 0 mixed-branch 1 2 3 1 mixed-branch -> 1 2 3 2 3 1 }T
T{ 1 2 3 2 mixed-branch -> 3 1 2 }T
T{ 1 2 3 3 mixed-branch -> 3 2 1 }T
: fibs  ( n -- a b )  0 1 rot 0 ?do tuck + loop ;
T{ 10 fibs 90 fibs -> 55 89 2880067194370816120 4660046610375530309 }T
: floats-round  ( n -- ) ( F: a b c -- ... )  0 ?do frot loop ;
T{ 1e 2e 3e 4 floats-round -> 2e 3e 1e }T
: float-and-cell  ( n -- n ) ( F: -- r )  0 0e swap 0 ?do i + i s>f f+ loop ;
T{ 100 float-and-cell -> 4950 4950e }T
: same-constant  ( flag -- a b )  if 5 5 else 5 6 then ;
T{ true same-constant false same-constant -> 5 5 5 6 }T
: dead-value  ( a -- b )  dup 7 * drop dup 3 xor drop 1+ ;
T{ 5 dead-value -> 6 }T
: many-live  ( a b c d e f g h i j -- sum )
  9 pick 9 pick * 9 pick 9 pick * + 9 pick + 9 pick xor 9 pick + >r
  + + + + + + + + + r> xor ;
T{ 1 2 3 4 5 6 7 8 9 10 many-live -> 61 }T
: loop-invariant  ( a b n -- sum )  0 swap 0 ?do  2 pick 2 pick * +  loop nip nip ;
T{ 6 7 10 loop-invariant -> 420 }T
: zero-trip  ( a b -- sum )  0 0 0 ?do 2 pick 2 pick / + loop nip nip ;
T{ 6 0 zero-trip -> 0 }T
done
