\ A deferred word that adds to a variable, and always has the same action.
variable sum
defer op
: add ( n -- ) sum +! ;
' add is op
: run ( n -- ) 0 ?do i op loop ;
size run sum @ . cr
