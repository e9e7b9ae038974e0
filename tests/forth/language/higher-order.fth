\ Higher-order words: execution tokens in tables, in variables and on the stacks.
\ output:
\ | ok: 6 checks
include ../tester.fth

: compose  ( xt1 xt2 -- xt3 )  2>r :noname 2r> swap compile, compile, postpone ; ;
: inc 1+ ;  : dbl 2* ;
T{ 5 ' inc ' dbl compose execute -> 12 }T
: curry  ( x xt -- xt2 )  swap 2>r :noname r> postpone literal r> compile, postpone ; ;
T{ 3 ' + curry 4 swap execute -> 7 }T
: times  ( xt n -- )  0 ?do dup >r execute r> loop drop ;
T{ 1 ' dbl 10 times -> 1024 }T
create row 3 , 1 , 4 , 1 , 5 ,
: reduce  ( x0 xt addr n -- x )  cells bounds ?do i @ swap dup >r execute r> 1 cells +loop drop ;
T{ 0 ' + row 5 reduce 1 ' * row 5 reduce 0 ' max row 5 reduce -> 14 60 5 }T
variable hook
: run-hook  ( ... -- ... )  hook @ execute ;
T{ ' inc hook ! 1 run-hook ' dbl hook ! 5 run-hook -> 2 10 }T
\ execute with effects that differ from call to call.
: either  ( flag -- ... )  if ['] 2dup else ['] drop then execute ;
T{ 1 2 true either 1 2 false either -> 1 2 1 2 1 }T
done
