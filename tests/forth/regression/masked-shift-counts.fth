\ Counts of shifts that are known to be below 64 by a mask or a remainder need no check, others do.
\ output:
\ | ok: 10 checks
include ../tester.fth

: left ( x n -- x )  63 and lshift ;   : right ( x n -- x )  63 and rshift ;   : signed ( x n -- x )  63 and arshift ;
T{ 1 0 left  1 63 left  1 64 left  1 65 left -> 1  1 63 lshift  1  2 }T
T{ -1 63 right  -1 64 right  -1 -1 right -> 1 -1 1 }T
T{ -8 1 signed  -8 65 signed  -8 -1 signed -> -4 -4 -1 }T
: mod-left ( x n -- x )  64 mod lshift ;   : mod-right ( x n -- x )  7 mod rshift ;
T{ 1 -1 mod-left  3 64 mod-left -> 1 63 lshift 3 }T
T{ 256 -1 mod-right  256 8 mod-right -> 4 128 }T
: wide-left ( x n -- x )  127 and lshift ;   : wide-right ( x n -- x )  65 mod rshift ;   : wide-signed ( x n -- x )  64 and arshift ;
T{ 1 64 wide-left  1 3 wide-left  1 128 wide-left -> 0 8 1 }T
T{ -1 64 wide-right  -1 65 wide-right -> 0 -1 }T
T{ -5 64 wide-signed  5 64 wide-signed  5 63 wide-signed -> -1 0 5 }T
: same ( n -- x )  63 and dup lshift ;
T{ 3 same 64 same -> 24 0 }T
: bits ( -- n )  0  1000 0 do  1 i 7 and lshift xor  $8000 i 15 and rshift +  loop ;
T{ bits -> bits }T
done
