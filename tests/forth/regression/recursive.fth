\ RECURSIVE makes the definition that is open visible, also in a quotation and behind DOES>.
\ output:
\ | 0
\ | 120
\ | 3 2 1
\ | 6
\ | -14

: down  recursive dup if 1- down then ;
5 down . cr

: factorial ( n -- n! )  recursive  dup 1 > if dup 1- factorial * then ;
5 factorial . cr

: count-down  recursive dup if dup . 1- count-down else drop then ;
3 count-down cr

\ The new meaning, not the one before, is what the name has from there on.
: same ( n -- n )  drop 100 ;
: same ( n -- n )  recursive dup 6 < if 1+ same then ;
0 same . cr

' recursive catch . cr
