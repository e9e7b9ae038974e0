\ Counts the ways to place queens on a board: recursion over small arrays of flags.
[undefined] size [if] 13 constant size [then]

create columns    size allot
create rising     size 2* allot
create falling    size 2* allot
columns size erase  rising size 2* erase  falling size 2* erase

: free? ( row column -- row column f )
  dup columns + c@  >r
  2dup + rising + c@  >r
  2dup - size + falling + c@
  r> or r> or 0= ;

: mark ( row column c -- row column )
  >r
  r@ over columns + c!
  2dup + rising + r@ swap c!
  2dup - size + falling + r> swap c! ;

: place-from ( solutions row -- solutions )
  dup size = if drop 1+ exit then
  size 0 do
    i free? if
      1 mark
      drop tuck 1+ recurse swap
      i 0 mark
    then
    drop
  loop
  drop ;

0 0 place-from . cr
