\ Bubble sort of cells: loads, compares and swaps through addresses.
[undefined] size [if] 10000 constant size [then]

variable seed  1 seed !
: random ( -- u )  seed @ 1103515245 * 12345 + $7fffffff and dup seed ! ;

create numbers  size cells allot
: fill-numbers ( -- )  size 0 do random numbers i cells + ! loop ;

: pass ( u -- )  \ compares the first u+1 numbers with their neighbours
  cells numbers + numbers do
    i 2@ 2dup < if swap i 2! else 2drop then
  1 cells +loop ;

: sort ( -- )  1 size 1- do i pass -1 +loop ;

: checksum ( -- n )  0 size 0 do numbers i cells + @ i 1+ * xor loop ;

fill-numbers sort checksum . cr
