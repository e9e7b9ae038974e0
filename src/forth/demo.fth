\ A tour of FastForth in a screen of output. Run it with: npm start

: section ( c-addr u -- ) cr type cr ;

\ ---- numbers: 64-bit cells, doubles, floats ---------------------------------

: squared ( n -- n ) dup * ;
: hypotenuse ( a b -- ) ( F: -- r ) squared swap squared + s>f fsqrt ;

s" Numbers" section
  3 4 hypotenuse ."   3 4 hypotenuse  = " f. cr
  2 62 lshift ."   2 62 lshift     = " u. cr
  355e 113e f/ ."   355 / 113       = " f. cr

\ ---- a sieve over a buffer ----------------------------------------------------

1000000 constant limit
create composite limit allot

: sieve ( -- count )
  composite limit erase
  0 limit 2 do
    composite i + c@ 0= if
      1+
      i dup * begin dup limit < while 1 over composite + c! i + repeat drop
    then
  loop ;

: timed ( xt -- ) utime 2>r execute utime 2r> d- ."    (" 1000 um/mod nip 0 .r ."  ms)" cr ;

s" Primes" section
  :noname sieve ."   below one million: " 0 .r ; timed

\ ---- words that make words ----------------------------------------------------

: planet ( r "name" -- ) ( F: r -- ) create f, does> f@ ;

0.39e planet mercury   1.0e planet earth   5.2e planet jupiter

: year ( F: distance -- years ) 1.5e f** ;

s" Kepler's third law" section
  ."   Mercury's year: " mercury year f. cr
  ."   Jupiter's year: " jupiter year f. cr

\ ---- locals, strings, exceptions ----------------------------------------------

: vowel? {: char -- flag :} s" aeiou" 0 -rot bounds do char i c@ = or loop ;

: vowels ( c-addr u -- n ) 0 -rot bounds ?do i c@ vowel? - loop ;

s" Strings" section
  s" the quick brown fox" 2dup ."   " type ."  has " vowels . ." vowels" cr

: risky ( n -- n ) 100 swap / ;

s" Exceptions" section
  :noname 5 risky ."   100 / 5 = " . cr ; execute
  0 ' risky catch ."   100 / 0 throws " . drop cr

\ ---- a picture ------------------------------------------------------------------

: escapes? {: F: cr F: ci -- n :}
  0e 0e 32 0 do
    fover fover f* 2e f* ci f+   ( F: x y y' )
    frot fdup f* frot fdup f* f- cr f+ fswap
    fover fdup f* fover fdup f* f+ 4e f> if fdrop fdrop i unloop exit then
  loop fdrop fdrop 32 ;

: shade ( n -- char ) 3 rshift s"  .:*@" drop + c@ ;

: mandelbrot ( -- )
  13 -12 do
    ."   " 26 -52 do
      i s>f 26e f/ j s>f 10e f/ escapes? shade emit
    loop cr
  loop ;

s" Mandelbrot" section mandelbrot
