\ A word of the system that has found too few items in one word does its work, and comes back, in the next
\ output:
\ | 1 -4 7 8 done
: two  ( n n -- )  . . ;
1 ' two catch . drop
: seven  ( -- )  7 . 8 . ." done" cr ;
seven
