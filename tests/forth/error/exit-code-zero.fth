\ bye ends the program with 0, from within a loop and a catch.
\ output:
\ | 0 1 2
: stop  10 0 do i . i 2 = if bye then loop ;
' stop catch .
.( not reached)
