\ Loop counters beyond 32 bits, and counts over the sign.
\ output:
\ | ok: 7 checks
include ../tester.fth

: few  ( limit start -- n )  0 -rot do 1+ loop ;
T{ $100000005 $fffffffb few -> 10 }T
T{ $80000005 $7ffffffb few -> 10 }T
T{ $8000000000000005 $7ffffffffffffffb few -> 10 }T
T{ 5 -5 few -> 10 }T
: big-steps  ( -- n )  0 $1000000000000000 0 do 1+ $100000000000000 +loop ;
T{ big-steps -> 16 }T
: indices  ( -- a b )  $100000002 $100000000 do i loop ;
T{ indices -> $100000000 $100000001 }T
: down-across  ( -- ... )  $fffffffe $100000001 do i -1 +loop ;
T{ down-across -> $100000001 $100000000 $ffffffff $fffffffe }T
done
