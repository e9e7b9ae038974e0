\ Words of Floating and Floating ext that are short in Forth, and gforth's.

: f> ( -- flag F: r1 r2 -- ) fswap f< ; inline
: f>= ( -- flag F: r1 r2 -- ) fswap f<= ; inline
: f<> ( -- flag F: r1 r2 -- ) f= 0= ; inline
: f0= ( -- flag F: r -- ) 0e f= ; inline
: f0<> ( -- flag F: r -- ) 0e f= 0= ; inline
: f0< ( -- flag F: r -- ) 0e f< ; inline
: f0<= ( -- flag F: r -- ) 0e f<= ; inline
: f0> ( -- flag F: r -- ) 0e fswap f< ; inline
: f0>= ( -- flag F: r -- ) 0e fswap f<= ; inline
: fnip ( F: r1 r2 -- r2 ) fswap fdrop ; inline
: ftuck ( F: r1 r2 -- r2 r1 r2 ) fswap fover ; inline
: f2dup ( F: r1 r2 -- r1 r2 r1 r2 ) fover fover ; inline
: f2* ( F: r -- r ) 2e f* ; inline
: f2/ ( F: r -- r ) 0.5e f* ; inline
: 1/f ( F: r -- r ) 1e fswap f/ ; inline
: fsqr ( F: r -- r ) fdup f* ; inline
: fmod ( F: r1 r2 -- r3 ) fover fover f/ floor f* f- ;
: frem ( F: r1 r2 -- r3 ) fover fover f/ ftrunc f* f- ;
: pi ( F: -- r ) 3.141592653589793e ; inline
: f+! ( addr -- F: r -- ) dup f@ f+ f! ; inline
: float+ ( addr -- addr ) 8 + ; inline
: floats ( n -- n ) 3 lshift ; inline
: float ( -- u ) 8 ; inline
: faligned ( addr -- addr ) 7 + -8 and ; inline
: falign ( -- ) align ;
: dfloat+ ( addr -- addr ) 8 + ; inline
: dfloats ( n -- n ) 3 lshift ; inline
: dfaligned ( addr -- addr ) 7 + -8 and ; inline
: dfalign ( -- ) align ;
: sfloat+ ( addr -- addr ) 4 + ; inline
: sfloats ( n -- n ) 2 lshift ; inline
: sfaligned ( addr -- addr ) 3 + -4 and ; inline
: sfalign ( -- ) here negate 3 and allot ;
: f, ( F: r -- ) here 8 allot f! ;
: df, ( F: r -- ) f, ;
: sf, ( F: r -- ) here 4 allot sf! ;
: fclearstack ( F: i*r -- ) begin fdepth while fdrop repeat ;
: fm* ( n -- F: r -- r ) s>f f* ; inline
: fm/ ( n -- F: r -- r ) s>f f/ ; inline
: f~abs ( -- flag F: r1 r2 r3 -- ) frot frot f- fabs fswap f< ;
: f~rel ( -- flag F: r1 r2 r3 -- ) frot frot f2dup fabs fswap fabs f+ frot frot f- fabs frot frot f* f< ;
\ A cell of the system carries the bits of a float between the stacks.
: f>r ( -- F: r -- ) ( R: -- r ) (float-cell) f! (float-cell) @ >r ; inline
: fr> ( -- F: -- r ) ( R: r -- ) r> (float-cell) ! (float-cell) f@ ; inline
: fr@ ( -- F: -- r ) ( R: r -- r ) r@ (float-cell) ! (float-cell) f@ ; inline
: (sf+!) ( addr -- F: r -- ) dup sf@ f+ sf! ;
: fthird ( F: r1 r2 r3 -- r1 r2 r3 r1 ) 2 fpick ; inline
: ffourth ( F: r1 r2 r3 r4 -- r1 r2 r3 r4 r1 ) 3 fpick ; inline
: float/ ( n -- n ) 8 / ; inline
: dfloat/ ( n -- n ) 8 / ; inline
: sfloat/ ( n -- n ) 4 / ; inline
: v* ( addr1 n1 addr2 n2 u -- F: -- r )
  {: a m b n u :} 0e u 0 ?do a f@ b f@ f* f+  a m + to a  b n + to b loop ;
: faxpy ( addr1 n1 addr2 n2 u -- F: r -- )
  {: a m b n u :} u 0 ?do fdup a f@ f* b f@ f+ b f!  a m + to a  b n + to b loop fdrop ;
: >float ( c-addr u -- flag F: -- r | ) (>float) dup 0= if fdrop then ;
: precision ( -- u ) (precision) @ ; inline
: set-precision ( u -- ) (precision) ! ; inline

: fsincos ( F: r1 -- r2 r3 ) fdup fsin fswap fcos ;

\ Absolutely close, of one encoding, or relatively close, by the sign of the tolerance.
: f~ ( -- flag F: r1 r2 r3 -- )
  fdup f0> if f~abs exit then
  fdup f0< if fnegate f~rel exit then
  f0= if (float-cell) f! (float-cell) @ (float-cell) f! (float-cell) @ = else fdrop fdrop false then ;

\ What one cell holds is converted here.
: d>f ( d -- F: -- r ) over 0< over = if drop s>f else (d>f) then ;
: f>d ( -- d F: r -- ) fdup fabs 9e18 f< if f>s s>d else (f>d) then ;

\ What fits there is made where F>STR-RDP makes it.
: f>buf-rdp ( c-addr n1 n2 n3 -- F: r -- )
  2 pick 256 u> if (f>buf-rdp) else f>str-rdp rot swap move then ;
