\ abort ends a script with exit code 1; what was written before is there.
\ exit: 1
\ output:
\ | partial line
: leave-all  ( -- )  ." partial " ." line" abort ." never" ;
leave-all
