\ Conway's Game of Life inside a dead border, a hundred generations: byte loads around an address.
[undefined] size [if] 512 constant size [then]

variable seed  1 seed !
: random ( -- u )  seed @ 1103515245 * 12345 + $7fffffff and dup seed ! ;

size 2 + constant row
create board  row dup * allot   board row dup * erase
create fresh  row dup * allot   fresh row dup * erase

: cell-at ( x y board -- a )  swap row * + + ;

: setup ( -- )  size 1+ 1 do size 1+ 1 do random 20 rshift 1 and i j board cell-at c! loop loop ;

: neighbours ( a -- n )
  dup row - 1-  dup c@ over 1+ c@ + swap 2 + c@ +
  over 1- c@ +  over 1+ c@ +
  swap row + 1-  dup c@ over 1+ c@ + swap 2 + c@ + + ;

: survives ( alive neighbours -- f )  dup 3 = if 2drop 1 exit then  2 = and 1 and ;

: generation ( -- )
  size 1+ 1 do
    1 i board cell-at  1 i fresh cell-at
    size 0 do
      over dup c@ swap neighbours survives  over c!
      1+ swap 1+ swap
    loop
    2drop
  loop
  fresh board row dup * move ;

: population ( -- n )  0 row dup * 0 do board i + c@ + loop ;

: main ( -- )  setup 100 0 do generation loop population . cr ;
main
