\ An uncaught throw of the program's own code.
\ exit: 1
\ error:
\ | throw-code.fth:9:
\ | 4242
\ | in validate at 
\ | in main at 
: validate  ( n -- )
  10 > if 4242 throw then ;
: main  ( -- )  3 validate 30 validate ;
main
