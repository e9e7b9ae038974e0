\ VALUEs and VARIABLEs that a loop reads and writes: a small generator of numbers and its statistics.
0 value seed  0 value least  0 value most  variable total
: number  ( -- n )  seed 25214903917 * 11 + $ffffffffffff and dup to seed 17 rshift ;
: note  ( n -- )  dup total +! dup least < if dup to least then dup most > if dup to most then drop ;
: run  ( n -- )  1 to seed  1000000 to least  0 to most  0 ?do number note loop ;
size run least . most . total @ . cr
