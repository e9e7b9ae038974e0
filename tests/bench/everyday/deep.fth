\ A THROW out of a recursion, through as many returns as there are.
variable sum
: deep ( n -- ) dup 0= if 5 throw then 1- recurse 1 sum +! ;
: try ( n -- ) ['] deep catch nip sum +! ;
: run ( n -- ) 0 ?do i 7 and try loop ;
size run sum @ . cr
