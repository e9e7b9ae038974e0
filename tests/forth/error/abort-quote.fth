\ abort" shows its text.
\ exit: 1
\ output:
\ | so far so good
\ error:
\ | abort-quote.fth:10:
\ | the disk is on fire
\ | in check at 
: check  ( flag -- )
  abort" the disk is on fire" ;
.( so far so good) cr
0 check
true check
.( not reached)
