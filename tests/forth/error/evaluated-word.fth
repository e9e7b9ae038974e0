\ A word of the program that an evaluated text runs fails: the place is in that word.
\ exit: 1
\ error:
\ | evaluated-word.fth:9:10: error: Invalid memory address
\ | in own at 
\ | in run at 
\ | evaluated-word.fth:10:
\ | from <evaluate>:1:3
: own  0 @ ;
: run  s" 1 own" evaluate ;
run
