\ MOVE FILL ERASE COMPARE over thousands of bytes.
4096 constant length
create one-block length allot  create other-block length allot
variable sum
: one ( n -- )
  one-block length rot fill  one-block other-block length move  one-block length other-block length compare sum +!
  other-block 1000 + 2000 erase  one-block length other-block length compare sum +!
  other-block other-block 16 + 3000 move  other-block 1500 + c@ sum +! ;
: run ( n -- )  0 ?do i 127 and one loop ;
size run sum @ . cr
