\ Single-cell arithmetic: + - * 1+ 1- negate abs min max, with wrap-around at 64 bits.
\ output:
\ | ok: 37 checks
include ../tester.fth

-1 1 rshift constant max-int
max-int invert constant min-int

T{ 17 25 + -> 42 }T
T{ -17 25 + -> 8 }T
T{ 17 -25 + -> -8 }T
T{ max-int 1 + -> min-int }T
T{ -1 1 + -> 0 }T
T{ 17 25 - -> -8 }T
T{ min-int 1 - -> max-int }T
T{ 0 min-int - -> min-int }T
T{ 6 7 * -> 42 }T
T{ -6 7 * -> -42 }T
T{ -6 -7 * -> 42 }T
T{ max-int 2 * -> -2 }T
T{ 4294967296 4294967296 * -> 0 }T
T{ 4294967297 4294967297 * -> 8589934593 }T
T{ 3037000500 3037000500 * -> -9223372036709301616 }T
T{ 41 1+ 43 1- -> 42 42 }T
T{ max-int 1+ -> min-int }T
T{ min-int 1- -> max-int }T
T{ 4294967295 1+ -> 4294967296 }T
T{ 4294967296 1- -> 4294967295 }T
T{ 5 negate -5 negate 0 negate -> -5 5 0 }T
T{ min-int negate -> min-int }T
T{ 5 abs -5 abs 0 abs -> 5 5 0 }T
T{ min-int abs -> min-int }T
T{ 3 8 min 8 3 min -3 -8 min min-int max-int min -> 3 3 -8 min-int }T
T{ 3 8 max 8 3 max -3 -8 max min-int max-int max -> 8 8 -3 max-int }T
T{ 0 -1 min 0 -1 max -> -1 0 }T

\ Carries and borrows between the halves of a cell.
T{ $00000000ffffffff 1 + -> $0000000100000000 }T
T{ $0000000100000000 1 - -> $00000000ffffffff }T
T{ $7fffffff 1 + -> $80000000 }T
T{ $80000000 $80000000 + -> $100000000 }T
T{ $ffffffff $ffffffff * -> $fffffffe00000001 }T
T{ $123456789abcdef 16 * -> $123456789abcdef0 }T
T{ -4294967296 negate -> 4294967296 }T

\ The same inside a definition, where a compiler may know the operands.
: folded  ( -- n )  2 3 + 4 * 5 - 7 + ;
T{ folded -> 22 }T
: mixed  ( a b -- n )  over + swap 3 * - ;
T{ 10 4 mixed -> -16 }T
: horner  ( x -- n )  dup 3 * 2 + over * 1- swap * 7 + ;
T{ 5 horner -> 427 }T
done
