\ The same when what THROWs is inlined into what catches it, and has thrown some times.
\ exit: 99
\ output:
\ | 300
\ error:
\ | rethrown-inlined.fth:16:35: error:
\ | 99
\ | in work at 
\ | rethrown-inlined.fth:16:35
\ | in clean at 
\ | rethrown-inlined.fth:17:
\ | rethrown-inlined.fth:20:3

variable v
\ It does not matter where.
: work   ( n -- n )  dup 0= if 99 throw then 1- ;
: clean  ( n -- n )  ['] work catch dup if 1 v +! then throw ;
: warm   300 0 do 0 ['] clean catch 2drop loop v @ . cr ;
warm
0 clean
