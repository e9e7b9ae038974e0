\ FNV-1a hash of a string, twenty times: a byte load and a multiplication in each step.
[undefined] size [if] 4000000 constant size [then]

variable seed  1 seed !
: random ( -- u )  seed @ 1103515245 * 12345 + $7fffffff and dup seed ! ;

create text  size allot
: fill-text ( -- )  size 0 do random 16 rshift text i + c! loop ;

: fnv ( a u hash -- hash )
  -rot over + swap do  i c@ xor 1099511628211 *  loop ;

: main ( -- )
  $cbf29ce484222325
  20 0 do text size rot fnv loop
  . cr ;
fill-text main
