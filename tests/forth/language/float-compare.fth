\ Floating comparisons: f< f0< f0= f~, gforth's f= f<> f> f<= f>= f0>, NaN and signed zeros.
\ output:
\ | ok: 18 checks
include ../tester.fth

T{ 1e 2e f< 2e 1e f< 1e 1e f< -1e 1e f< -> true false false true }T
T{ 0e f0< -1e f0< 1e f0< -0e f0< -> false true false false }T
T{ 0e f0= -0e f0= 1e f0= 1e-300 f0= -> true true false false }T
T{ 1e 1e f= 1e 2e f= 0e -0e f= -> true false true }T
T{ 1e 1e f<> 1e 2e f<> -> false true }T
T{ 2e 1e f> 1e 2e f> 1e 1e f>= 1e 2e f>= 1e 1e f<= 2e 1e f<= -> true false true false true false }T
T{ 1e f0> 0e f0> 1e f0<> 0e f0<> -> true false true false }T

\ f~ (12.6.2.1640): absolute, exact and relative.
T{ 1e 1.05e 0.1e f~ 1e 1.2e 0.1e f~ -> true false }T
T{ 1e 1e 0e f~ 0e -0e 0e f~ 1e 2e 0e f~ -> true false false }T
T{ 100e 101e -0.01e f~ 100e 110e -0.01e f~ -> true false }T
T{ -1e -1.05e 0.1e f~ -> true }T

: nan  ( F: -- r )  0e 0e f/ ;
: inf  ( F: -- r )  1e 0e f/ ;
T{ nan nan f= nan 1e f< 1e nan f< nan f0= nan f0< nan f0> -> false false false false false false }T
T{ nan nan f<> nan 1e f>= nan 1e f<= -> true false false }T
T{ inf 1e308 f> inf fnegate -1e308 f< inf inf f= -> true true true }T
T{ inf inf f- fdup f= -> false }T
: order  ( F: a b -- ) ( -- n )  fover fover f< if fdrop fdrop -1 else f> if 1 else 0 then then ;
T{ 1e 2e order 2e 1e order 2e 2e order -> -1 1 0 }T
\ A branch on a comparison with NaN takes the path of false.
: less?  ( F: a b -- ) ( -- n )  f< if 1 else 2 then ;
: not-less?  ( F: a b -- ) ( -- n )  f< 0= if 1 else 2 then ;
T{ nan 1e less? 1e nan less? nan 1e not-less? 1e nan not-less? -> 2 2 1 1 }T
: while-below  ( F: limit -- ) ( -- n )  0 0e begin fover fover f> while 1e f+ 1+ repeat fdrop fdrop ;
T{ 5.5e while-below nan while-below -> 6 0 }T
done
