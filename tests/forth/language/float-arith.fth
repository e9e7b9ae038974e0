\ Floating point: f+ f- f* f/ fnegate fabs fmin fmax fsqrt f**, literals, mixed with cells.
\ output:
\ | ok: 25 checks
include ../tester.fth

T{ 1e 2e f+ 1e 2e f- 3e 4e f* 1e 4e f/ -> 3e -1e 12e 0.25e }T
T{ 1.5e -1.5e 0e fnegate -> 1.5e -1.5e -0e }T
T{ -2e fabs 2e fabs -0e fabs -> 2e 2e 0e }T
T{ 1e 2e fmin 1e 2e fmax -1e 1e fmin -1e 1e fmax -> 1e 2e -1e 1e }T
T{ 2e fsqrt fdup f* 2e f- fabs 1e-15 f< -> true }T
T{ 16e fsqrt 0e fsqrt 1e-320 fsqrt 0e f> -> 4e 0e true }T
T{ 2e 10e f** 2e -1e f** 9e 0.5e f** 0e 0e f** -> 1024e 0.5e 3e 1e }T
T{ 0.1e 0.2e f+ 0.3e f= 0.1e 0.2e f+ 0.30000000000000004e f= -> false true }T
T{ 1e16 1e f+ 9007199254740992e 1e f+ -> 1e16 9007199254740992e }T
T{ 1e308 10e f* 1e308 f> -> true }T
T{ 5e-324 2e f/ -> 0e }T
T{ 1 2e 3 4e -> 1 3 2e 4e }T

\ Literals (12.3.7): the exponent may have a sign or be empty.
T{ 1e 1e0 1e+0 1e-0 1.e 1E 10e-1 -> 1e 1e 1e 1e 1e 1e 1e }T
T{ -1.5e+3 +2.5e-2 12.34E1 -> -1500e 0.025e 123.4e }T
T{ 1e-400 1e-310 0e f> -> 0e true }T
T{ 1.7976931348623157e308 2.2250738585072014e-308 f> -> true }T
T{ 123456789012345678e 123456789012345680e f= -> true }T

: poly  ( F: x -- y )  fdup fdup f* 3e f* fswap 2e f* f- 1e f+ ;
T{ 2e poly -1e poly -> 9e 6e }T
: mean  ( F: a b -- c )  f+ 2e f/ ;
T{ 1e 4e mean -> 2.5e }T
: norm  ( F: x y -- r )  fdup f* fswap fdup f* f+ fsqrt ;
T{ 3e 4e norm -> 5e }T
: sums  ( n -- ) ( F: -- r )  0e 0 ?do i s>f f+ loop ;
T{ 101 sums -> 5050e }T
: harmonic  ( n -- ) ( F: -- r )  0e 1+ 1 ?do 1e i s>f f/ f+ loop ;
T{ 10 harmonic 2.9289682539682538e f- fabs 1e-15 f< -> true }T
: newton  ( F: a -- root )  fdup 20 0 do fover fover f/ f+ 2e f/ loop fnip ;
T{ 2e newton 2e fsqrt f- fabs 1e-15 f< -> true }T
: mixed  ( n -- n ) ( F: r -- r )  dup s>f f* 2* ;
T{ 3 1.5e mixed -> 6 4.5e }T
: choose  ( flag -- ) ( F: a b -- c )  if fdrop else fnip then ;
T{ true 1e 2e choose false 1e 2e choose -> 1e 2e }T
done
