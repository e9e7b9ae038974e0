\ Words that look at an index before they go to a table, each behind a CATCH.
create arr 100 cells allot
variable errs
: get ( i -- x ) dup 99 > if -24 throw then cells arr + @ ;
: put ( x i -- ) dup 99 > if -24 throw then cells arr + ! ;
: safe-get ( i -- x ) ['] get catch if drop 1 errs +! 0 then ;
: safe-put ( x i -- ) ['] put catch if 2drop 1 errs +! then ;
variable sum
: run ( n -- ) 0 ?do i i 127 and safe-put i 63 and safe-get sum +! loop ;
size run sum @ . errs @ . cr
