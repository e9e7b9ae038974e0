\ >r without r> in a definition (an ambiguous condition, 3.2.3.3): an error that can be caught or nothing, never a crash.
\ output:
\ | alive
: bad  ( n -- )  >r ;
: worse  ( -- )  r> r> r> 2drop drop ;
: tries  100 0 do 5 ['] bad catch if drop then  ['] worse catch drop loop ;
: clear  ( ... -- )  depth 0 ?do drop loop ;
tries clear
.( alive) cr
