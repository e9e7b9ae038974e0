\ n>r and nr> (15.6.2.1908, 15.6.2.1940), which Debian's gforth does not have: derived from the standard.
\ output:
\ | ok: 6 checks
include ../tester.fth

: around  ( i*n n -- i*n n )  n>r nr> ;
T{ 1 2 3 3 around -> 1 2 3 3 }T
T{ 0 around -> 0 }T
T{ 42 1 around -> 42 1 }T
: under  ( a i*n n -- b i*n n )  n>r 10 * nr> ;
T{ 4 1 2 3 3 under -> 40 1 2 3 3 }T
: nested  ( a b c d -- a b 2 c d 2 )  2 n>r 2 n>r nr> nr> ;
T{ 1 2 3 4 nested -> 1 2 2 3 4 2 }T
: twenty  ( -- )  20 0 do i loop 20 n>r 7 nr> ;
T{ twenty -> 7 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 }T
done
