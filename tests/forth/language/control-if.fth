\ if else then, nested and with values of different depth; ?dup-if; exit.
\ output:
\ | ok: 14 checks
include ../tester.fth

: sign  ( n -- -1|0|1 )  dup 0< if drop -1 else 0> if 1 else 0 then then ;
T{ -9 sign 0 sign 9 sign -> -1 0 1 }T
: only-then  ( n -- n | )  dup 5 > if drop then ;
T{ 4 only-then 6 only-then -> 4 }T
: empty-branches  ( flag -- )  if else then ;
T{ true empty-branches false empty-branches -> }T
: any-bit  ( x -- n )  if 1 else 2 then ;
T{ 0 any-bit 1 any-bit -1 any-bit $100000000 any-bit $8000000000000000 any-bit -> 2 1 1 1 1 }T
: early  ( n -- n )  dup 10 < if drop 0 exit then  2 * ;
T{ 5 early 10 early -> 0 20 }T
: grade  ( n -- c )
  dup 90 >= if drop [char] A exit then
  dup 80 >= if drop [char] B exit then
  70 >= if [char] C else [char] F then ;
T{ 95 grade 85 grade 75 grade 5 grade -> 65 66 67 70 }T
: deep  ( a b c -- n )
  if if if 1 else 2 then else if 3 else 4 then then
  else if if 5 else 6 then else if 7 else 8 then then then ;
T{ 1 1 1 deep 0 1 1 deep 1 0 1 deep 0 0 1 deep -> 1 2 3 4 }T
T{ 1 1 0 deep 0 1 0 deep 1 0 0 deep 0 0 0 deep -> 5 6 7 8 }T
: both  ( a b -- flag )  and if true else false then ;
T{ 1 1 both 1 2 both -> -1 0 }T
: if-dup  ( n -- )  ?dup if 1+ then ;
T{ 0 if-dup 5 if-dup -> 6 }T
: constant-true  true if 1 else 2 then ;
: constant-false  false if 1 else 2 then ;
T{ constant-true constant-false -> 1 2 }T
\ More than one else to an if alternates (6.1.1310 allows this use of the control-flow stack).
: ternary  ( flag -- )  if 1 else 2 else 3 then ;
T{ true ternary false ternary -> 1 3 2 }T
\ exit inside a return-stack-free nest leaves only this word.
: inner  ( n -- n )  if 10 exit then 20 ;
: outer  ( n -- n )  inner 1+ ;
T{ 1 outer 0 outer -> 11 21 }T
: deep-exit  ( n -- n )  begin dup 100 > if exit then 3 * again ;
T{ 1 deep-exit -> 243 }T
done
