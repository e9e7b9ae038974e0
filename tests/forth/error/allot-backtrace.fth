\ A full dictionary names the word that filled it.
\ exit: 1
\ error:
\ | allot-backtrace.fth:9:32: error: Dictionary overflow
\ | in fill-it at 
\ | allot-backtrace.fth:9:32
\ | allot-backtrace.fth:10:1

: fill-it   1 40 lshift        allot ;
fill-it
