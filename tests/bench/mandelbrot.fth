\ Mandelbrot set in fixed point: multiplication, floored division by a constant, and an early exit.
[undefined] size [if] 1200 constant size [then]

4096 constant one
64 constant limit

: fixed* ( a b -- a*b )  * one / ;

: escape ( cx cy -- iterations )
  0 0 limit 0 do            ( cx cy x y )
    over dup fixed*  over dup fixed*        ( cx cy x y xx yy )
    2dup + 4 one * > if 2drop 2drop 2drop i unloop exit then
    - >r                                    ( cx cy x y  R: xx-yy )
    fixed* 2* over +                        ( cx cy y' )
    r> 3 pick + swap                        ( cx cy x' y' )
  loop
  2drop 2drop limit ;

: main ( -- )
  0 size 0 do
    size 0 do
      i 3 * one * size / 2 one * -
      j 2 * one * size / one -
      escape +
    loop
  loop
  . cr ;
main
