\ quit ends a script without an error: there is no terminal to go on with.
\ output:
\ | before
: stop  ." before" cr quit ." after" ;
stop
.( not reached)
