\ The functions of floats, compiled, are those of the C library: the bits are those that the interpreter gives, also of what is
\ no number, and of powers that are products or roots.
\ output:
\ | ok
fvariable from  fvariable to
: bits ( F: r -- ) ( -- x ) to f! to @ ;
: none ( F: -- r ) 0e 0e f/ ;
: endless ( F: -- r ) 1e 0e f/ ;
: one ( F: -- r ) from f@ ;
: sum ( x1 x2 -- x ) swap 31 * xor ;
: of-one ( -- x )
  0 one fsin bits sum  one fcos bits sum  one ftan bits sum  one fasin bits sum  one facos bits sum  one fatan bits sum
  one fsinh bits sum  one fcosh bits sum  one ftanh bits sum  one fasinh bits sum  one facosh bits sum
  one fatanh bits sum  one fexp bits sum  one fexpm1 bits sum  one fln bits sum  one flnp1 bits sum  one flog bits sum
  one falog bits sum  one fsincos bits swap sum bits sum ;
: of-two ( -- x )
  0 one 2e fatan2 bits sum  one 3e f** bits sum  one 17e f** bits sum  one 0.5e f** bits sum  one -0.5e f** bits sum
  one -3e f** bits sum  one endless f** bits sum  one one f** bits sum  1e one f** bits sum  -1e one f** bits sum
  10e one f** bits sum  one 1.25e f** bits sum ;
: all ( -- x ) of-one of-two sum ;
: samples ( -- x )
  0  none from f! all sum  none fnegate from f! all sum  endless from f! all sum  endless fnegate from f! all sum
  0e from f! all sum  -0e from f! all sum  -1e from f! all sum  2e from f! all sum  1000e from f! all sum
  20 0 do i s>f 7e f/ 1e f- from f! all sum loop ;
samples constant cold
: repeated ( -- ) 200 0 do samples cold <> if ." other bits " unloop exit then loop ." ok" ;
repeated cr
