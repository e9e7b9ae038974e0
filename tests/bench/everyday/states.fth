\ A machine of two phases: the action of a deferred word is another deferred word.
defer phase  defer idle  defer busy
variable starts  variable ends
: while-idle ( n -- ) 1 and if 1 starts +! ['] busy else ['] idle then is phase ;
: while-busy ( n -- ) 2 and if 1 ends +! ['] idle else ['] busy then is phase ;
' while-idle is idle  ' while-busy is busy  ' idle is phase
: run ( n -- ) 0 ?do i phase loop ;
size run starts @ . ends @ . cr
