\ The data stack: dup ?dup drop swap over nip tuck rot -rot pick roll depth and the 2-words.
\ output:
\ | ok: 36 checks
include ../tester.fth

T{ 1 dup -> 1 1 }T
T{ 0 ?dup 5 ?dup -1 ?dup -> 0 5 5 -1 -1 }T
T{ 1 2 drop -> 1 }T
T{ 1 2 swap -> 2 1 }T
T{ 1 2 over -> 1 2 1 }T
T{ 1 2 nip -> 2 }T
T{ 1 2 tuck -> 2 1 2 }T
T{ 1 2 3 rot -> 2 3 1 }T
T{ 1 2 3 -rot -> 3 1 2 }T
T{ 1 2 3 rot rot rot -> 1 2 3 }T
T{ 1 2 2drop -> }T
T{ 1 2 2dup -> 1 2 1 2 }T
T{ 1 2 3 4 2swap -> 3 4 1 2 }T
T{ 1 2 3 4 2over -> 1 2 3 4 1 2 }T
T{ 1 2 3 4 2nip -> 3 4 }T
T{ 1 2 3 4 2tuck -> 3 4 1 2 3 4 }T
T{ 1 2 3 4 5 6 2rot -> 3 4 5 6 1 2 }T
T{ 10 20 30 0 pick -> 10 20 30 30 }T
T{ 10 20 30 1 pick -> 10 20 30 20 }T
T{ 10 20 30 2 pick -> 10 20 30 10 }T
T{ 10 20 30 40 0 roll -> 10 20 30 40 }T
T{ 10 20 30 40 1 roll -> 10 20 40 30 }T
T{ 10 20 30 40 2 roll -> 10 30 40 20 }T
T{ 10 20 30 40 3 roll -> 20 30 40 10 }T
T{ 10 3 5 under+ -> 15 3 }T
T{ depth 7 depth rot - -> 7 2 }T

\ Depths that the compiler does not know.
: picks  ( ... n -- x )  pick ;
T{ 10 20 30 2 picks -> 10 20 30 10 }T
: rolls  ( ... n -- ... )  roll ;
T{ 10 20 30 2 rolls -> 20 30 10 }T
: heap  ( n -- 1..n )  1+ 1 ?do i loop ;
T{ 5 heap -> 1 2 3 4 5 }T
: sum-all  ( ... n -- sum )  1- 0 ?do + loop ;
T{ 5 heap 5 sum-all -> 15 }T
: collapse  ( ... -- sum )  begin depth 1 > while + repeat ;
T{ 100 heap collapse -> 5050 }T
: ?twice  ( n -- n | 0 )  ?dup if dup + else 0 then ;
T{ 4 ?twice 0 ?twice -> 8 0 }T
: drain  ( ... -- )  begin depth while drop repeat ;
T{ 1 2 3 drain -> }T
: varying  ( flag -- 1 2 | 3 )  if 1 2 else 3 then ;
T{ true varying false varying -> 1 2 3 }T

\ Shuffles that cancel out, and ones that need every register.
: same  ( a b c -- a b c )  rot rot rot swap swap over drop tuck nip ;
T{ 1 2 3 same -> 1 3 3 }T
: reverse8  ( a b c d e f g h -- h g f e d c b a )  8 1 do i roll loop ;
T{ 1 2 3 4 5 6 7 8 reverse8 -> 8 7 6 5 4 3 2 1 }T
done
