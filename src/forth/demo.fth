\ A tour of FastForth. Run it with: fastforth demo

: section ( c-addr u -- ) cr type cr ;

\ ---- numbers: 64-bit cells, doubles, floats ---------------------------------

: squared ( n -- n ) dup * ;
: hypotenuse ( a b -- ) ( F: -- r ) squared swap squared + s>f fsqrt ;

s" Numbers" section
  ."   1 62 lshift     = " 1 62 lshift . cr
  ."   hypotenuse 3 4  = " 3 4 hypotenuse f. cr
  ."   355 / 113       = " 355e 113e f/ f. cr
  ."   255 in binary   = " 255 2 base ! . decimal cr

\ ---- words that make words ----------------------------------------------------

: planet ( r "name" -- ) ( F: distance -- ) create f, does> ( -- ) ( F: -- distance ) f@ ;

0.387e planet mercury   1e planet earth   5.203e planet jupiter

: year ( F: distance -- years ) 1.5e f** ;   \ Kepler's third law

s" Years, in ours" section
  ."   Mercury  " mercury year f. cr
  ."   Jupiter  " jupiter year f. cr

\ ---- strings, locals, exceptions ------------------------------------------------

: vowel? {: char -- flag :} s" aeiou" 0 -rot bounds do char i c@ = or loop ;
: vowels ( c-addr u -- n ) 0 -rot bounds ?do i c@ vowel? - loop ;

: share ( n -- n ) 100 swap / ;
: try ( n -- ) ['] share catch if drop ." nothing to share" else . then ;

s" Strings and exceptions" section
  ."   vowels in 'the quick brown fox': " s" the quick brown fox" vowels . cr
  ."   100 shared by 5: " 5 try cr
  ."   100 shared by 0: " 0 try cr

\ ---- speed ----------------------------------------------------------------------

\ Runs a word and says how long it took.
: timed ( xt -- ) utime 2>r execute utime 2r> d- 1000 um/mod nip ."   " 4 .r ."  ms" cr ;

1000000 constant limit
create composite limit allot

: primes ( -- count )
  composite limit erase
  0 limit 2 do
    composite i + c@ 0= if
      1+
      i dup * begin dup limit < while  1 over composite + c!  i +  repeat drop
    then
  loop ;

: fib ( n -- n ) dup 2 < if exit then dup 1- recurse swap 2 - recurse + ;

\ Queens on a board of 8 × 8: bit sets of the columns and diagonals in use.
: queens {: columns left right -- count :}
  columns 255 = if 1 exit then
  0  columns left or right or invert 255 and
  begin dup while
    dup dup negate and >r                                ( count free ) ( R: queen )
    r@ invert and swap
    columns r@ or  left r@ or 2*  right r> or 2/  recurse +  swap
  repeat drop ;

s" Speed" section
  :noname ."   primes below a million  " primes 8 .r ; timed
  :noname ."   fib of 30               " 30 fib 8 .r ; timed
  :noname ."   eight queens            " 0 0 0 queens 8 .r ; timed

\ ---- a picture ------------------------------------------------------------------

80 constant most

\ How many steps a point takes to leave the circle of radius 2.
: steps {: F: cx F: cy | F: x F: y -- n :}
  most 0 do
    x fdup f* y fdup f*                                  ( F: x² y² )
    fover fover f+ 4e f> if fdrop fdrop i unloop exit then
    f- cx f+  x y f* 2e f* cy f+  to y  to x
  loop most ;

: shade ( steps -- char ) most over = if drop bl else 2 rshift 9 min chars s" .,:;i1tfLG" drop + c@ then ;

: mandelbrot ( -- )
  12 -11 do
    2 spaces
    76 0 do  i s>f 25e f/ 2.2e f-  j s>f 10e f/  steps shade emit  loop cr
  loop ;

s" A picture" section mandelbrot

cr ." Now try:  fastforth -e '1 2 + .'   or   fastforth   for a session of your own, and help in it." cr
