\ Tables that are built in the dictionary, cell by cell and byte by byte, and given back.
variable sum
: table ( -- addr )  align here  40 0 do i , loop ;
: bytes ( -- addr )  here  40 0 do i c, loop ;
: one ( -- )  here  table 20 cells + @ sum +!  bytes 20 + c@ sum +!  8 allot  here - allot ;
: run ( n -- )  0 ?do one loop ;
size run sum @ . cr
