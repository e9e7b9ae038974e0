\ Code that nothing leads to.
: behind-exit ( -- n ) 1 exit 2 ;
: behind-again ( -- ) begin again 1 . ;
: behind-bye ( -- ) bye 1 . ;
: behind-else ( flag -- ) if exit else 1 . then ;
: stops ( -- ) ." end" abort ;
: behind-stop ( -- ) stops 1 . 2 . ;
: two-parts ( flag -- ) if exit 1 . else exit 2 . then 3 . ;
: cases ( n -- ) case 1 of exit endof 2 of 5 . endof endcase ;
: never ( -- ) [ false ] literal if 1 . then ;
\ reports
\ 2:31 warning unreachable-code: no path leads here
\ 3:35 warning unreachable-code: no path leads here
\ 4:25 warning unreachable-code: no path leads here
\ 7:28 warning unreachable-code: no path leads here
\ 8:33 warning unreachable-code: no path leads here
\ 8:47 warning unreachable-code: no path leads here
