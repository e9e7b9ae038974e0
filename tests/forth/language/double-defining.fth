\ 2constant 2variable 2literal and double numbers in definitions.
\ output:
\ | ok: 7 checks
include ../tester.fth

1 2 2constant pair
T{ pair -> 1 2 }T
2variable box
T{ 3 4 box 2! box 2@ -> 3 4 }T
: lit  [ pair ] 2literal ;
T{ lit -> 1 2 }T
: numbers  1. -1. 18446744073709551616. ;
T{ numbers -> 1 0 -1 -1 0 1 }T
: accumulate  ( n -- )  0. box 2! 0 ?do i s>d box 2@ d+ box 2! loop ;
T{ 1000 accumulate box 2@ -> 499500. }T
: swap-pair  box 2@ swap box 2! ;
T{ 3 4 box 2! swap-pair box 2@ -> 4 3 }T
T{ box here over - 2 cells >= nip -> true }T
done
