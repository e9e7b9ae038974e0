\ value 2value fvalue to +to: cells, pairs and floats with names.
\ 2value (8.6.2.0435) and fvalue (12.6.2.1628) are missing in Debian's gforth: derived from the standard.
\ output:
\ | ok: 17 checks
include ../tester.fth

5 value v
T{ v -> 5 }T
T{ 6 to v v -> 6 }T
: set-v  ( n -- )  to v ;
T{ 7 set-v v -> 7 }T
: add-v  ( n -- )  v + to v ;
T{ 3 add-v v -> 10 }T
T{ 100 TO V v -> 100 }T
: in-loop  0 to v 10 0 do v i + to v loop v ;
T{ in-loop -> 45 }T

1 2 2value pair
T{ pair -> 1 2 }T
T{ 3 4 to pair pair -> 3 4 }T
: set-pair  ( d -- )  to pair ;
T{ -1. set-pair pair -> -1. }T
: bump-pair  pair 1. d+ to pair ;
T{ bump-pair pair -> 0. }T

1.5e fvalue f
T{ f -> 1.5e }T
T{ 2.5e to f f -> 2.5e }T
: set-f  ( F: r -- )  to f ;
T{ -0.25e set-f f -> -0.25e }T
: scale-f  f f* to f ;
T{ 4e scale-f f -> -1e }T

\ to on another kind of word is an ambiguous condition (-32 here).
T{ s" 1 to dup" throws -> -32 }T
T{ s" : t 1 to dup ;" throws -> -32 }T
T{ s" 1 to no-such-name-here" throws -> -13 }T
done
