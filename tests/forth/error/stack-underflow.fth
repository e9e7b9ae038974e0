\ Stack underflow two words deep: the backtrace names the words, innermost first.
\ exit: 1
\ error:
\ | (THROW -4)
\ | in inner at 
\ | stack-underflow.fth:10:
\ | in outer at 
\ | stack-underflow.fth:11:
\ | stack-underflow.fth:12:
: inner  ( n -- )  drop drop ;
: outer  ( -- )  5 inner 6 . ;
outer
