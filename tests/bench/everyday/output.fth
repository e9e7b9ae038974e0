\ Numbers, characters and texts to the output.
: run ( n -- )  0 ?do i . i negate . i u. i 6 .r [char] x emit s"  text" type space cr loop ;
size run
