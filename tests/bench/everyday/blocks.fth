\ MOVE FILL ERASE CMOVE COMPARE SEARCH STR= over some hundred bytes.
create one-block 512 allot  create other-block 512 allot
variable sum
: prepare ( -- )  512 0 do i 7 * 13 + 127 and one-block i + c! loop s" needle" one-block 400 + swap move ;
: work ( -- )
  one-block other-block 512 move one-block 256 other-block 256 str= if 1 sum +! then
  one-block 512 other-block 512 compare 0= if 1 sum +! then
  one-block 512 s" needle" search if nip sum +! else 2drop then
  other-block 100 + 200 bl fill other-block 300 + 100 erase other-block other-block 1+ 64 cmove other-block 10 + other-block 64 cmove>
  other-block 350 + c@ sum +! ;
: run ( n -- )  prepare 0 ?do work loop ;
size run sum @ . cr
