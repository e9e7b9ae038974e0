\ Words of Double and Double ext.

: d>s ( d -- n ) drop ; inline
: d0= ( d -- flag ) or 0= ; inline
: d0< ( d -- flag ) nip 0< ; inline
: d= ( d1 d2 -- flag ) rot xor -rot xor or 0= ; inline
: d<> ( d1 d2 -- flag ) rot xor -rot xor or 0<> ; inline
: d< ( d1 d2 -- flag ) rot 2dup = if 2drop u< else 2swap 2drop > then ;
: du< ( ud1 ud2 -- flag ) rot 2dup = if 2drop u< else 2swap 2drop u> then ;
: d> ( d1 d2 -- flag ) 2swap d< ;
: d<= ( d1 d2 -- flag ) d> 0= ;
: d>= ( d1 d2 -- flag ) d< 0= ;
: du> ( ud1 ud2 -- flag ) 2swap du< ;
: d2* ( d -- d ) 2dup d+ ; inline
: d2/ ( d -- d ) dup 63 lshift rot 1 rshift or swap 1 arshift ; inline
: dnegate ( d -- d ) 0 0 2swap d- ; inline
: dabs ( d -- ud ) dup 0< if dnegate then ;
: dmin ( d1 d2 -- d ) 2over 2over d< 0= if 2swap then 2drop ;
: dmax ( d1 d2 -- d ) 2over 2over d< if 2swap then 2drop ;
: m+ ( d n -- d ) s>d d+ ; inline

\ The lowest 128 bits of the floored quotient; the product has 192.
: m*/ ( d n1 n2 -- d )
  2dup xor 3 pick xor {: n1 n2 sign :}
  dabs n1 abs >r r@ um* rot r> um* >r -rot r> 0 d+
  n2 abs >r dup r@ u< 0= if r@ umod then r@ um/mod -rot r> um/mod rot
  rot sign 0< if if invert swap invert swap else dnegate then else drop then ;
