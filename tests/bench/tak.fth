\ Takeuchi's function: recursion with three arguments and stack shuffles.
[undefined] size [if] 25 constant size [then]

: tak ( x y z -- t )
  over 3 pick < 0= if nip nip exit then
  2 pick 1- 2 pick 2 pick recurse >r          \ tak(x-1, y, z)
  over 1- over 4 pick recurse >r              \ tak(y-1, z, x)
  1- -rot recurse                             \ tak(z-1, x, y)
  r> r> swap rot recurse ;

: main ( -- )  0 10 0 do size dup 2 * 3 / size 3 / tak + loop . cr ;
main
