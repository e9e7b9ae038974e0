\ A word that is entered with fewer items than its static form takes runs in its dynamic form, and so do those that it calls.
\ output:
\ | ok: 2 checks
include ../tester.fth

: half  ( d -- | )  dup 1 and if drop fdrop exit then dabs -1 drop drop fdrop ;
T{ 2 0.25e ' half catch -> 0 }T
T{ 3 0.25e ' half catch -> 0 }T
done
