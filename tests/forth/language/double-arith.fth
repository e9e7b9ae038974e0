\ Double-cell arithmetic: d+ d- dnegate dabs dmin dmax d2* d2/ m+ m*/ d>s s>d.
\ output:
\ | ok: 30 checks
include ../tester.fth

-1 1 rshift constant max-int
max-int invert constant min-int
-1 max-int 2constant max-d
0 min-int 2constant min-d

T{ 1. 2. d+ -> 3. }T
T{ -1 0 1. d+ -> 0 1 }T
T{ max-d 1. d+ -> min-d }T
T{ -1. 1. d+ -> 0. }T
T{ -5. -7. d+ -> -12. }T
T{ 3. 5. d- -> -2. }T
T{ 0 1 1. d- -> -1 0 }T
T{ min-d 1. d- -> max-d }T
T{ 12345678901234567890. 98765432109876543210. d+ -> 111111111011111111100. }T
T{ 5. dnegate -5. dnegate 0. dnegate min-d dnegate -> -5. 5. 0. min-d }T
T{ 0 1 dnegate -> 0 -1 }T
T{ 5. dabs -5. dabs 0 -1 dabs -> 5. 5. 0 1 }T
T{ 1. 2. dmin -1. 1. dmin min-d max-d dmin -> 1. -1. min-d }T
T{ 1. 2. dmax -1. 1. dmax min-d max-d dmax -> 2. 1. max-d }T
T{ -1 0 0 1 dmax 0 -1 -1 -1 dmin -> 0 1 0 -1 }T
T{ 5. d2* -5. d2* min-int 0 d2* -> 10. -10. 0 1 }T
T{ 5. d2/ -5. d2/ 0 1 d2/ -1. d2/ -> 2. -3. min-int 0 -1. }T
T{ 5. 3 m+ 5. -8 m+ -1 0 1 m+ 0 1 -1 m+ -> 8. -3. 0 1 -1 0 }T
T{ 10. d>s -10. d>s -> 10 -10 }T
T{ 7. 10 3 m*/ -7. 10 3 m*/ -> 23. -24. }T
T{ 7. -10 3 m*/ -> -24. }T
T{ max-d 2 4 m*/ -> -1 4611686018427387903 }T
T{ max-d max-int max-int m*/ -> max-d }T
T{ min-d 1 1 m*/ -> min-d }T
T{ 1000000000000000000000. 7 13 m*/ -> 538461538461538461538. }T
T{ 1. 2. 3. 2rot -> 2. 3. 1. }T
T{ 1. 2. 2swap -> 2. 1. }T
T{ 3 4 um* 5 6 um* d+ -> 42. }T

: dfact  ( n -- d )  1. rot 1+ 1 ?do i 1 m*/ loop ;
T{ 30 dfact -> 265252859812191058636308480000000. }T
: dfib  ( n -- d )  0. 1. 4 roll 0 ?do 2tuck d+ loop 2drop ;
T{ 100 dfib -> 354224848179261915075. }T
done
