\ A store to address 0 ends the program with a report, not with a crash.
\ exit: 1
\ output:
\ | start
\ error:
\ | invalid-address.fth:11:
\ | (THROW -9)
\ | in poke at 
\ | in work at 
.( start) cr
: poke  ( x addr -- )  ! ;
: work  ( -- )  1 2 0 poke drop ;
work
