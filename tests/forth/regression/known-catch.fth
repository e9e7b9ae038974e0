\ CATCH of words of known effect in hot code: as many cells behind a THROW as before, whatever the word takes and leaves,
\ and behind every kind of look at the code.
\ output:
\ | ok: 26 checks
include ../tester.fth

variable sum
: risky  ( n -- )  dup 3 and 0= if 7 throw then sum +! ;
: steady  ( n -- n )  dup 5 = if -3 throw then 1+ ;
: pairs  ( n -- n n )  dup 6 = if 9 throw then dup 1+ ;
: never  ( n -- )  throw ;
: wide  ( a b c d e -- f )  + + + + dup 99 = if 5 throw then ;
: halves  ( n -- F: -- r )  dup 4 = if 3 throw then s>f 2e f/ ;
: nothing  ( -- ) ;

: plain  ( n -- n code )  ['] steady catch ;
: if-caught  ( n -- n )  ['] pairs catch if 100 + else + then ;
: ?dup-caught  ( n -- n )  ['] pairs catch ?dup if + else + then ;
: dup-caught  ( n -- n )  ['] pairs catch dup if + else drop + then ;
: fewer  ( n -- )  ['] risky catch dup if nip then sum +! ;
: zero-caught  ( n -- n )  ['] risky catch ?dup 0= if 42 else nip then ;
: on  ( n -- )  ['] risky catch throw ;
: outer  ( n -- )  ['] on catch if drop 1000 sum +! then ;
: dropped  ( n -- … )  ['] risky catch drop ;
: kept  ( n -- … )  ['] pairs catch >r 10 + r> ;
: below  ( a b n -- a b n )  ['] steady catch if drop -1 then ;
: five  ( n -- n )  1 2 3 4 ['] wide catch if 2drop 2drop drop -1 then ;
: ends  ( n -- n )  ['] never catch nip ;
: float-caught  ( n -- n )  1.5e ['] halves catch if drop fdrop -1 else f+ f>s then ;
: empty  ( -- n )  ['] nothing catch ;
: looped  ( n -- n )  0 swap 0 ?do i ['] risky catch if drop 1+ then i 3 and 0= if 1 + then loop ;
: with-locals  {: n | m -- n m :}  5 to m  n ['] steady catch if drop n then to n  n m ;

: often  ( -- )
  500 0 do
    i plain 2drop i if-caught drop i ?dup-caught drop i dup-caught drop i fewer i zero-caught drop i outer
    i dropped i 3 and 0= if drop then i kept 2drop i 6 = if else drop then 1 2 i below 2drop drop i five drop i 1+ ends drop
    i float-caught drop empty drop 3 looped drop i with-locals 2drop
  loop ;
T{ often depth -> 0 }T
T{ 4 plain 5 plain -> 5 0 5 -3 }T
T{ 6 if-caught 7 if-caught -> 106 15 }T
T{ 6 ?dup-caught 7 ?dup-caught -> 15 15 }T
T{ 6 dup-caught 7 dup-caught -> 15 15 }T
T{ 0 sum ! 5 fewer sum @ 8 fewer sum @ -> 5 12 }T
T{ 8 zero-caught 9 zero-caught -> 7 42 }T
T{ 0 sum ! 5 outer sum @ 8 outer sum @ -> 5 1005 }T
T{ ' on catch -> -4 }T
T{ 8 ' on catch nip -> 7 }T
T{ 1 5 dropped -> 1 }T
T{ 1 8 dropped nip -> 8 }T
T{ 5 kept nip -> 5 0 }T
T{ 6 kept swap drop -> 9 }T
T{ 1 2 5 below -> 1 2 -1 }T
T{ 1 2 6 below -> 1 2 7 }T
T{ 10 five 89 five -> 20 -1 }T
T{ 13 ends -> 13 }T
T{ 4 float-caught 6 float-caught fdepth -> -1 4 0 }T
T{ empty -> 0 }T
T{ 400 looped -> 200 }T
T{ 4 with-locals 5 with-locals -> 5 5 5 5 }T
\ Too few cells: what is there stays.
T{ ' dropped catch -> 0 }T
T{ ' plain catch -> -4 0 }T
T{ 7 ' five catch -> 17 0 }T
T{ ' float-caught catch fdepth -> -4 0 }T
done
