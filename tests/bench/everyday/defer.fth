\ Deferred words and VALUEs whose action changes now and then.
variable sum 0 value step
defer act
: plus ( n -- )  step + sum +! ;
: minus ( n -- )  step - sum +! ;
: run ( n -- )  0 ?do i 1023 and 0= if i 1024 and if ['] plus else ['] minus then is act then i 7 and to step i act loop ;
size run sum @ . cr
