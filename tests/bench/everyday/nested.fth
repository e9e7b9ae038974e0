\ Exceptions that are caught, cleaned up after and thrown on, three words deep.
variable sum  variable depth-of
: fails  ( n -- n )  dup 7 and 0= if 42 throw then 1+ ;
: cleaned  ( n -- n )  1 depth-of +! ['] fails catch -1 depth-of +! throw ;
: tried  ( n -- n )  ['] cleaned catch dup 42 = if 2drop 0 else throw then ;
: outer  ( n -- )  ['] tried catch if drop else sum +! then ;
: run  ( n -- )  0 ?do i outer loop ;
size run sum @ . depth-of @ . cr
