\ What closes another structure than the one that is open says which.
\ exit: 1
\ error:
\ | unbalanced-in-loop.fth:6:
\ | LOOP where IF or WHILE is open
: half  10 0 do i if i . loop ;
