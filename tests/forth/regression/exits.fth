\ exit in odd places: in loops after unloop, in nested ifs, with values on the return stack taken off.
\ output:
\ | ok: 13 checks
include ../tester.fth

: e1  ( n -- n )  dup 0= if exit then dup 1 = if drop 100 exit then drop 200 ;
T{ 0 e1 1 e1 2 e1 -> 0 100 200 }T
: e2  ( n -- n )  >r r@ 0< if r> drop -1 exit then r> 2* ;
T{ -5 e2 5 e2 -> -1 10 }T
: e3  ( -- n )  10 0 do 10 0 do i j + 15 = if i j unloop unloop exit then loop loop 0 0 ;
T{ e3 -> 9 6 }T
: e4  ( n -- n )  begin dup 10 < while dup 5 = if exit then 1+ repeat 100 + ;
T{ 0 e4 6 e4 -> 5 110 }T
: e5  exit 1 2 3 ;
T{ e5 -> }T
: e6  ( flag -- n )  if 1 exit else 2 exit then 3 ;
T{ true e6 false e6 -> 1 2 }T
: e7  ( -- n )  5 begin 1- dup 0= if exit then again ;
T{ e7 -> 0 }T
: e8  ( n -- ... )  0 ?do i i 3 = if unloop exit then loop -1 ;
T{ 2 e8 5 e8 0 e8 -> 0 1 -1 0 1 2 3 -1 }T
: e9  ( n -- n )  dup 5 > if exit then 1+ recurse ;
T{ 0 e9 -> 6 }T
: e10  ( n -- n )  2 0 do dup i = if drop 50 leave then loop 1+ ;
T{ 0 e10 1 e10 7 e10 -> 51 51 8 }T
: e11  ( -- n )  0 10 0 do i 4 = if leave then i 2 = if leave then 1+ loop ;
T{ e11 -> 2 }T
: e12  ( n -- n )  case 1 of 10 exit endof 2 of 20 endof drop 30 exit endcase 5 + ;
T{ 1 e12 2 e12 3 e12 -> 10 25 30 }T
: e13  ( xt -- n )  catch if 1 exit then 2 ;
: fails  5 throw ;  : works ;
T{ ' fails e13 ' works e13 -> 1 2 }T
done
