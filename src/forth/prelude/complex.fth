\ gforth's complex numbers: two floats each, the imaginary part on top. 1e+2ei is one of them in a source.
\ Principal values, with cuts as in the C library; ZACOT is ZATAN less a right angle, as gforth has it.

: complex' ( n -- n ) 2* floats ;
: complex+ ( addr -- addr ) 2 floats + ;
: zvariable ( "name" -- ) create 0e f, 0e f, ;
: z@ ( addr -- F: -- z ) dup f@ float+ f@ ;
: z! ( addr -- F: z -- ) dup float+ f! f! ;
: z+! ( addr -- F: z -- ) dup float+ f+! f+! ;

: zdup ( F: z -- z z ) fover fover ;
: zdrop ( F: z -- ) fdrop fdrop ;
: zover ( F: z1 z2 -- z1 z2 z1 ) 3 fpick 3 fpick ;
: zpick ( u -- F: … -- … z ) 2* 1+ dup fpick fpick ;
: z>r ( compilation: -- ; F: z -- R: -- z ) postpone fswap postpone f>r postpone f>r ; immediate
: zr> ( compilation: -- ; F: -- z R: z -- ) postpone fr> postpone fr> postpone fswap ; immediate
: zswap ( F: z1 z2 -- z2 z1 ) {: f: a f: b f: c f: d :} c d a b ;
: zrot ( F: z1 z2 z3 -- z2 z3 z1 ) {: f: a f: b f: c f: d f: e f: g :} c d e g a b ;
: z-rot ( F: z1 z2 z3 -- z3 z1 z2 ) zrot zrot ;
: zdepth ( -- n ) fdepth 2/ ;

: z+ ( F: z1 z2 -- z3 ) frot f+ f-rot f+ fswap ;
: znegate ( F: z -- -z ) fnegate fswap fnegate fswap ;
: z- ( F: z1 z2 -- z3 ) znegate z+ ;
: zr- ( F: z1 z2 -- z2-z1 ) zswap z- ;
: x+ ( F: z r -- z+r ) frot f+ fswap ;
: x- ( F: z r -- z-r ) fnegate x+ ;
: z* ( F: z1 z2 -- z3 ) {: f: a f: b f: c f: d :} a c f* b d f* f-  a d f* b c f* f+ ;
: zscale ( F: z r -- z ) fdup frot f* f-rot f* fswap ;
: z*i ( F: z -- iz ) fnegate fswap ;
: z/i ( F: z -- -iz ) fswap fnegate ;
: zconj ( F: z -- z ) fnegate ;
: z2* ( F: z -- 2z ) f2* fswap f2* fswap ;
: z2/ ( F: z -- z/2 ) f2/ fswap f2/ fswap ;
: zsqabs ( F: z -- r ) fdup f* fswap fdup f* f+ ;
: |z| ( F: z -- r )
  fabs fswap fabs {: f: a f: b :}
  a b fmax {: f: most :}
  most f0= if 0e else  a b fmin most f/ fdup f* 1e f+ fsqrt most f* then ;
: 1/z ( F: z -- 1/z ) zconj zdup zsqabs 1/f zscale ;
: z/ ( F: z1 z2 -- z3 ) 1/z z* ;
: zabs ( F: z -- z ) |z| 0e ;
: real ( F: z -- r ) fdrop ;
: imag ( F: z -- r ) fnip ;
: re ( F: z -- z ) fdrop 0e ;
: im ( F: z -- z ) fnip 0e ;
: z0= ( -- flag F: z -- ) f0= f0= and ;

: >polar ( F: z -- r theta ) zdup |z| f-rot fswap fatan2 ;
: polar> ( F: r theta -- z ) fsincos frot fdup frot f* f-rot f* ;
: zexp ( F: z -- z ) fswap fexp fswap polar> ;
: pln ( F: z -- z ) >polar fswap fln fswap ;
: zln ( F: z -- z ) pln ;
: zsqrt ( F: z -- z )
  zdup z0= if exit then
  zdup |z| {: f: a f: b f: r :}
  a fabs r f+ f2/ fsqrt {: f: t :}
  a f0< if b fabs t f2* f/  b f0< if t fnegate else t then else t  b t f2* f/ then ;
: z** ( F: z1 z2 -- z3 )
  {: f: a f: b f: c f: d :}
  a f0= b f0= and if
    c f0= d f0= and if 1e 0e exit then
    c f0< if infinity else 0e then 0e exit
  then
  a b zln c d z* zexp ;

: phi ( F: -- r ) 5e fsqrt 1e f+ f2/ ;
: zfib ( F: z -- z )
  zdup phi 0e zswap z**  zswap 1e phi f- 0e zswap z**  z-  5e fsqrt 1/f zscale ;

: zsinh ( F: z -- z ) zdup zexp zswap znegate zexp z- z2/ ;
: zcosh ( F: z -- z ) zdup zexp zswap znegate zexp z+ z2/ ;
: ztanh ( F: z -- z ) zdup zsinh zswap zcosh z/ ;
: zsin ( F: z -- z ) z*i zsinh z/i ;
: zcos ( F: z -- z ) z*i zcosh ;
: ztan ( F: z -- z ) z*i ztanh z/i ;

: pi/2 ( F: -- r ) pi f2/ ;
: zasinh ( F: z -- z ) zdup zdup z* 1e x+ zsqrt z+ zln ;
: zacosh ( F: z -- z ) zdup zdup 1e x- zsqrt zswap 1e x+ zsqrt z* z+ zln ;
: zatanh ( F: z -- z ) zdup 1e x+ zswap znegate 1e x+ z/ zln z2/ ;
: zacoth ( F: z -- z ) zdup 1e x+ zswap 1e x- z/ zln z2/ ;
: zasin ( F: z -- z ) z*i zasinh z/i ;
: zacos ( F: z -- z ) zasin pi/2 x- znegate ;
: zatan ( F: z -- z ) z*i zatanh z/i ;
: zacot ( F: z -- z ) zatan pi/2 x- ;

: fc. ( F: r -- ) f. ;
: z. ( F: z -- )
  zdup z0= if zdrop ." 0 " exit then
  fdup f0= if fdrop f. space exit then
  fswap fdup f0= if fdrop else f. ." +" then f. ." i " ;
: z.s ( F: -- ) zdepth 0 ?do i zpick z. loop ;
: zliteral ( compilation: F: z -- ; F: -- z ) fswap postpone fliteral postpone fliteral ; immediate
