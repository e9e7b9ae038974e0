\ Base64: the address of the next character is in a variable, which stores through it might hit.
[undefined] size [if] 3000000 constant size [then]

create alphabet  s" ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" here swap dup allot move
create source  size allot
create target  size 4 * 3 / 8 + allot
variable out

: setup ( -- )  size 0 do  i dup 7 * 5 rshift xor  source i + c!  loop ;
: digit ( n -- )  63 and alphabet + c@  out @ c!  1 out +! ;
: triple ( a -- )
  dup c@ 16 lshift  over 1+ c@ 8 lshift or  swap 2 + c@ or
  dup 18 rshift digit  dup 12 rshift digit  dup 6 rshift digit  digit ;
: encode ( -- )  target out !  source size over + swap do  i triple  3 +loop ;
: checksum ( -- n )  0  out @ target ?do  31 * i c@ +  loop ;

: main ( -- )  setup  20 0 do encode loop  checksum . cr ;
main
