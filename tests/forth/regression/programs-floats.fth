\ Small programs over floats: mandelbrot, integration, linear equations, bisection, an orbit.
\ output:
\ | ........................................
\ | ........................................
\ | .........................#######........
\ | .....................##############.....
\ | ...##############################.......
\ | .....................##############.....
\ | .........................#######........
\ | ........................................
\ | ........................................
\ | ok: 5 checks
include ../tester.fth

fvariable cr#  fvariable ci#  fvariable x  fvariable y
: step  ( F: -- )
  x f@ fdup f*  y f@ fdup f* f-  cr# f@ f+
  x f@ y f@ f* 2e f*  ci# f@ f+  y f!  x f! ;
: radius  ( F: -- r )  x f@ fdup f*  y f@ fdup f* f+ ;
: inside?  ( F: cr ci -- ) ( -- flag )
  ci# f! cr# f!  0e x f! 0e y f!
  50 0 do step radius 4e f> if false unloop exit then loop true ;
: row  ( F: ci -- )
  40 0 do  i s>f 40e f/ 3e f* 2.2e f-  fover inside? if [char] # else [char] . then emit  loop fdrop cr ;
: mandelbrot  9 0 do  i 4 - s>f 4e f/ 1.2e f*  row  loop ;
mandelbrot

1e-9 nearly
: integrand  ( F: x -- y )  fdup f* 1e f+ 1e fswap f/ ;
: midpoint  ( n -- ) ( F: -- r )
  0e dup 0 do  i s>f 0.5e f+ dup s>f f/ integrand f+  loop s>f f/ ;
T{ 10000 midpoint 4e f* -> 3.1415926544231247e }T

: f(x)  ( F: x -- y )  fdup fdup fdup f* f* fswap f- 2e f- ;
: bisect  ( F: lo hi -- root )
  60 0 do
    fover fover f+ 2e f/  fdup f(x) f0< if frot fdrop fswap else fnip then
  loop f+ 2e f/ ;
T{ 1e 2e bisect -> 1.5213797068045676e }T

\ Gauss elimination of three equations.
create m 12 floats allot
: el  ( row col -- addr )  swap 4 * + floats m + ;
: row!  ( row -- ) ( F: a b c d -- )  0 3 do dup i el f! -1 +loop drop ;
2e 1e -1e 8e 0 row!  -3e -1e 2e -11e 1 row!  -2e 1e 2e -3e 2 row!
variable target  variable pivot  fvariable factor
: eliminate  ( row pivot -- )
  pivot ! target !
  target @ pivot @ el f@ pivot @ dup el f@ f/ factor f!
  4 0 do  target @ i el f@  pivot @ i el f@ factor f@ f* f-  target @ i el f!  loop ;
: solve  3 0 do 3 0 do i j <> if i j eliminate then loop loop ;
: root  ( row -- ) ( F: -- r )  dup 3 el f@ dup el f@ f/ ;
T{ solve 0 root 1 root 2 root -> 2e 3e -1e }T

\ One turn of a planet by leapfrog steps; energy and radius come back.
fvariable px  fvariable py  fvariable vx  fvariable vy
: pull  ( F: dt -- )
  px f@ fdup f* py f@ fdup f* f+ fdup fsqrt f* f/   ( F: dt/r^3 )
  px f@ fover f* fnegate vx f@ f+ vx f!
  py f@ f* fnegate vy f@ f+ vy f! ;
: drift  ( F: dt -- )  fdup vx f@ f* px f@ f+ px f!  vy f@ f* py f@ f+ py f! ;
: leap  ( F: dt -- )  fdup 2e f/ pull  fdup drift  2e f/ pull ;
: orbit  ( n -- )
  1e px f! 0e py f! 0e vx f! 1e vy f!
  dup 0 ?do  pi 2e f* dup s>f f/ leap  loop drop ;
1e-5 nearly
T{ 10000 orbit px f@ py f@ vx f@ vy f@ -> 1e 0e 0e 1e }T
T{ 10000 orbit px f@ fdup f* py f@ fdup f* f+ -> 1e }T
done
