\ I' (gforth): the limit of the innermost loop, of every kind of loop.
\ output:
\ | ok: 9 checks
include ../tester.fth

T{ : a 3 0 do i' loop ; a -> 3 3 3 }T
T{ : b 5 2 ?do i' i - loop ; b -> 3 2 1 }T
T{ : c 2 2 ?do i' loop ; c -> }T
T{ : d 2 5 -do i' 1 -loop ; d -> 2 2 2 }T
T{ : e 2 0 do 7 6 do i' j loop i' loop ; e -> 7 0 2 7 1 2 }T
T{ : f 2 for i' next ; f -> 0 0 0 }T
\ In a CASE that goes back to its beginning, around and inside.
T{ : g 3 0 do i case dup 2 < ?of 2 + contof i' swap endcase loop ; g -> 3 3 3 }T
T{ : h 0 case dup 3 < ?of 1+ dup 0 ?do i' drop loop contof endcase ; 0 h -> 0 }T
\ Hot, with a word that calls itself.
: sum  dup 0> if 0 over 0 do i' + loop swap 1- recurse + else drop 0 then ;
T{ 40 sum -> 22140 }T
done
