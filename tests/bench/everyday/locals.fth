\ Locals, structures and double-cell sums.
: norm {: a b c -- n :}  a a * b b * + c c * + ;
: run ( n -- )  0. rot 0 ?do i i 1+ i 2 + norm s>d d+ loop d. cr ;
size run
