\ CATCH around what returns and around what THROWs, nested.
variable sum
: risky ( n -- )  dup 3 and 0= if 7 throw then sum +! ;
: guarded ( n -- )  ['] risky catch if drop 1 sum +! then ;
: outer ( n -- )  ['] guarded catch drop ;
: run ( n -- )  0 ?do i outer loop ;
size run sum @ . cr
