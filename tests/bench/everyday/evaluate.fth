\ EVALUATE of short texts.
variable sum
: add ( n -- )  sum +! ;
: run ( n -- )  0 ?do s" 12 3 * 5 + add" evaluate loop ;
size run sum @ . cr
