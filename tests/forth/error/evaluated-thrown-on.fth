\ The same when a CATCH has taken it and it is thrown on, and when the text runs a word of the program's own.
\ exit: 1
\ output:
\ | <evaluate>
\ error:
\ | <evaluate>:1:5: error: Division by zero
\ | in run at 
\ | evaluated-thrown-on.fth:12:
\ | in again at 
\ | evaluated-thrown-on.fth:13:
: own  0 @ ;
: run  s" 1 0 / 2" evaluate ;
: again  ['] run catch throw ;
.( <evaluate>) cr
again
