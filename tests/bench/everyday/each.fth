\ Words that take a quotation: for each cell of an array, in its place, and from the first to the last.
create cells# 64 cells allot
variable sum
: prepare ( -- ) 64 0 do i cells# i cells + ! loop ;
: each ( xt -- ) 64 0 do cells# i cells + @ over execute loop drop ;
: map ( xt -- ) 64 0 do cells# i cells + dup @ 2 pick execute swap ! loop drop ;
: fold ( n xt -- n ) swap 64 0 do cells# i cells + @ 2 pick execute loop nip ;
: run ( n -- ) prepare 0 ?do [: sum +! ;] each [: 1+ 63 and ;] map 0 ['] + fold sum +! 0 ['] max fold sum +! loop ;
size run sum @ . cr
