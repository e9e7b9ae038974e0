\ Loops ten deep in one word and a hundred deep through calls.
\ output:
\ | ok: 3 checks
include ../tester.fth

: ten-deep  ( -- n )
  0 2 0 do 2 0 do 2 0 do 2 0 do 2 0 do 2 0 do 2 0 do 2 0 do 2 0 do 2 0 do 1+
  loop loop loop loop loop loop loop loop loop loop ;
T{ ten-deep -> 1024 }T
: down  ( n -- sum )  dup 0= if exit then 0 2 0 do over 1- i if drop 0 else recurse then + loop + ;
T{ 100 down -> 5050 }T
: million  ( -- n )  0 1000 0 do 1000 0 do 1+ loop loop ;
T{ million -> 1000000 }T
done
