\ DEPTH PICK ROLL and lists of arguments on the stack.
: sum-all ( n1 .. nk -- n )  depth 1 ?do + loop ;
: rotate ( a b c d -- d' )  3 pick 2 pick + >r 3 roll 2 roll + + + r> + ;
variable sum
: run ( n -- )  0 ?do i 1 2 3 rotate sum +! 1 2 3 4 sum-all sum +! loop ;
size run sum @ . cr
