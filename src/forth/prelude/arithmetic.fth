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
: /w ( -- u ) 2 ; inline
: /l ( -- u ) 4 ; inline
: /x ( -- u ) 8 ; inline
: du/mod ( d u -- u n ) fm/mod ; inline
\ The bits that come over from the other cell: none when nothing is shifted.
: (from-low) ( x u -- x ) dup if 64 swap - rshift else 2drop 0 then ;
: (from-high) ( x u -- x ) dup if 64 swap - lshift else 2drop 0 then ;
: dlshift ( ud u -- ud )
  {: low high u :} u 64 u< if low u lshift  high u lshift low u (from-low) or else 0  low u 64 - lshift then ;
: drshift ( ud u -- ud )
  {: low high u :} u 64 u< if low u rshift high u (from-high) or  high u rshift else high u 64 - rshift  0 then ;
: darshift ( d u -- d )
  {: low high u :}
  u 64 u< if low u rshift high u (from-high) or  high u arshift else high u 64 - 63 umin arshift  high 0< then ;
: drol ( ud u -- ud )
  127 and {: low high u :} u if low high u dlshift  low high 128 u - drshift rot or >r or r> else low high then ;
: dror ( ud u -- ud ) negate drol ;
: lrol ( u u -- u )
  31 and {: x u :} x $ffffffff and to x  x u lshift x 32 u - rshift or $ffffffff and ;
: lror ( u u -- u ) negate lrol ;
: wrol ( u u -- u ) 15 and {: x u :} x $ffff and to x  x u lshift x 16 u - rshift or $ffff and ;
: wror ( u u -- u ) negate wrol ;
: !@ ( x1 addr -- x2 ) dup @ >r ! r> ; inline
: +!@ ( n addr -- x ) dup @ >r +! r> ; inline
: r'@ ( -- x1 ) ( R: x1 x2 -- x1 x2 ) 2r@ drop ; inline
: *aligned ( addr n -- addr ) 1- tuck + swap invert and ; inline
: *align ( n -- ) here swap *aligned here - allot ;
: log2 ( u -- n ) -1 swap begin dup while 1 rshift swap 1+ swap repeat drop ;
: >pow2 ( u -- u ) dup 2 u< if exit then 1- log2 1+ dup 63 > if drop 0 else 1 swap lshift then ;
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
: xdle ( ud -- ud ) ; inline
: xdbe ( ud -- ud ) swap xbe swap ;
: xd@ ( addr -- ud ) @ 0 ; inline
: xd! ( ud addr -- ) nip ! ; inline
: xd, ( ud -- ) drop , ; inline
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
