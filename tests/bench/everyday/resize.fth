\ Vectors that grow by RESIZE, and blocks of many sizes.
variable vector variable room
: put ( x i -- )  dup room @ >= if room @ 2* dup room ! cells vector @ swap resize throw vector ! then cells vector @ + ! ;
: one ( n -- sum )  4 room ! 4 cells allocate throw vector ! dup 0 ?do i i put loop
  0 swap 0 ?do vector @ i cells + @ + loop vector @ free throw ;
variable sum
: sizes ( -- )  64 1 do i 17 * allocate throw dup i swap c! free throw loop ;
: run ( n -- )  0 ?do i 255 and one sum +! sizes loop ;
size run sum @ . cr
