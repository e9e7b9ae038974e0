\ >r without r> in a definition that is then left: an error that can be caught, never a crash.
\ output:
\ | caught
: bad  ( n -- )  >r ;
: code  ( xt -- n )  catch dup if nip then ;
: try-it  5 ['] bad catch 0<> if ." caught" cr then ;
try-it
