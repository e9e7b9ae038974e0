\ CRC-32 of a buffer by a table, twenty times: masks, shifts and table loads.
[undefined] size [if] 2000000 constant size [then]

variable seed  1 seed !
: random ( -- u )  seed @ 1103515245 * 12345 + $7fffffff and dup seed ! ;

: table-entry ( n -- u )
  8 0 do dup 1 and if 1 rshift $edb88320 xor else 1 rshift then loop ;

: fill-table ( -- )  256 0 do i table-entry , loop ;
create crc-table  fill-table

create bytes  size allot
: fill-bytes ( -- )  size 0 do random 16 rshift bytes i + c! loop ;

: crc ( a u crc -- crc )
  $ffffffff xor
  -rot over + swap do
    dup i c@ xor $ff and cells crc-table + @  swap 8 rshift xor
  loop
  $ffffffff xor ;

: main ( -- )  0 20 0 do bytes size rot crc loop . cr ;
fill-bytes main
