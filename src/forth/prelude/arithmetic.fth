\ Division by its rounding, bits, byte order and floats by the names of gforth 0.7.9.

: u/ ( u1 u2 -- u ) 0 swap um/mod nip ; inline
: umod ( u1 u2 -- u ) 0 swap um/mod drop ; inline
: ud/mod ( ud u1 -- u2 ud ) >r 0 r@ um/mod r> swap >r um/mod r> ;
: /f ( n1 n2 -- n ) / ; inline
: modf ( n1 n2 -- n ) mod ; inline
: /modf ( n1 n2 -- n3 n4 ) /mod ; inline
: /mods ( n1 n2 -- n3 n4 ) >r s>d r> sm/rem ; inline
: /s ( n1 n2 -- n ) >r s>d r> sm/rem nip ; inline
: mods ( n1 n2 -- n ) >r s>d r> sm/rem drop ; inline
: */f ( n1 n2 n3 -- n ) */ ; inline
: */modf ( n1 n2 n3 -- n4 n5 ) */mod ; inline
: */s ( n1 n2 n3 -- n ) >r m* r> sm/rem nip ; inline
: */mods ( n1 n2 n3 -- n4 n5 ) >r m* r> sm/rem ; inline
: u*/mod ( u1 u2 u3 -- u4 u5 ) >r um* r> um/mod ; inline
: ?negate ( n1 n2 -- n ) 0< if negate then ; inline
: ?dnegate ( d1 n -- d ) 0< if dnegate then ; inline

: select ( u1 u2 flag -- u ) 0<> -rot (select) ; inline
: mux ( u1 u2 u3 -- u ) dup >r invert and swap r> and or ; inline
: pow2? ( u -- flag ) dup dup 1- and 0= swap 0<> and ; inline
: log2 ( u -- n ) -1 swap begin dup while 1 rshift swap 1+ swap repeat drop ;
: ctz ( x -- u ) dup negate and log2 dup 0< if drop 64 then ;

: c>s ( x -- n ) 56 lshift 56 arshift ; inline
: w>s ( x -- n ) 48 lshift 48 arshift ; inline
: l>s ( x -- n ) 32 lshift 32 arshift ; inline
: x>s ( x -- n ) ; inline
: x@ ( addr -- x ) @ ; inline
: x! ( x addr -- ) ! ; inline
: x, ( x -- ) , ; inline
: wle ( x -- x ) ; inline
: wbe ( x -- x ) dup 255 and 8 lshift swap 8 rshift 255 and or ;
: lle ( x -- x ) ; inline
: lbe ( x -- x ) dup wbe 16 lshift swap 16 rshift wbe or ;
: xle ( x -- x ) ; inline
: xbe ( x -- x ) dup lbe 32 lshift swap 32 rshift lbe or ;
: th@ ( addr n -- x ) cells + @ ; inline
: th! ( x addr n -- ) cells + ! ; inline
: waligned ( addr -- addr ) 1+ -2 and ; inline
: laligned ( addr -- addr ) 3 + -4 and ; inline
: xaligned ( addr -- addr ) 7 + -8 and ; inline
: walign ( -- ) here 1 and allot ;
: lalign ( -- ) here negate 3 and allot ;
: xalign ( -- ) align ;

: f-rot ( F: r1 r2 r3 -- r3 r1 r2 ) frot frot ; inline
: f**2 ( F: r -- r ) fdup f* ; inline
: infinity ( F: -- r ) 1e 0e f/ ;
: inf ( F: -- r ) 1e 0e f/ ;
: -infinity ( F: -- r ) -1e 0e f/ ;
: -inf ( F: -- r ) -1e 0e f/ ;
: nan ( F: -- r ) 0e 0e f/ ;
