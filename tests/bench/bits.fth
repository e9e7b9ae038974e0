\ A shift-register generator and a population count: arithmetic that stays on the stack.
[undefined] size [if] 30000000 constant size [then]

: shift-register ( x -- x' )  dup 13 lshift xor  dup 7 rshift xor  dup 17 lshift xor ;

: ones ( x -- n )
  dup 1 rshift $5555555555555555 and -
  dup $3333333333333333 and  swap 2 rshift $3333333333333333 and +
  dup 4 rshift + $0f0f0f0f0f0f0f0f and
  $0101010101010101 * 56 rshift ;

: main ( -- )
  0 88172645463325252
  size 0 do  shift-register  tuck ones + swap  loop
  drop . cr ;
main
