\ (bye) ends the program with an exit code.
\ exit: 3
\ output:
\ | bye soon
.( bye soon)
: quit-with  ( n -- )  (bye) ;
: deep  1 2 3 >r 3 quit-with ;
deep
.( not reached)
