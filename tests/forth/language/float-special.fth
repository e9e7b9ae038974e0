\ Infinity, NaN, signed zero and the smallest numbers; division by zero gives what IEEE 754 says.
\ output:
\ | ok: 19 checks
include ../tester.fth

create bits 8 allot
: float-bits  ( F: r -- ) ( -- x )  bits f! bits @ ;
: inf  ( F: -- r )  1e 0e f/ ;
: nan  ( F: -- r )  0e 0e f/ ;
T{ inf float-bits inf fnegate float-bits -> $7ff0000000000000 $fff0000000000000 }T
T{ nan float-bits $7ff0000000000000 and -> $7ff0000000000000 }T
T{ -1e 0e f/ float-bits 1e -0e f/ float-bits -> $fff0000000000000 $fff0000000000000 }T
T{ 0e float-bits -0e float-bits 0e fnegate float-bits -> 0 $8000000000000000 $8000000000000000 }T
T{ 0e 0e f- float-bits 0e -0e f+ float-bits -0e -0e f+ float-bits -> 0 0 $8000000000000000 }T
T{ 0e -1e f* float-bits -0e fsqrt float-bits -> $8000000000000000 $8000000000000000 }T
T{ 5e-324 float-bits 2.2250738585072014e-308 float-bits -> 1 $0010000000000000 }T
T{ inf inf f+ inf 2e f* 1e inf f/ -> inf inf 0e }T
T{ inf inf f- f0= nan nan f= -1e fsqrt fdup f= -> false false false }T
T{ inf 1e fmin inf fnegate 1e fmax -> 1e 1e }T
T{ inf fabs inf fnegate fabs -> inf inf }T
T{ 1e fexp 0e f* 1000e fexp -1000e fexp -> 0e inf 0e }T
T{ 0e fln inf fnegate f= -> true }T
T{ inf fatan 1e fatan 2e f* f- fabs 1e-15 f< -> true }T
: abs-bits  ( F: r -- ) ( -- x )  fabs float-bits ;
T{ -0e abs-bits -> 0 }T
: negate-difference  ( F: a b -- c )  f- fnegate ;
T{ 1e 1e negate-difference float-bits -> $8000000000000000 }T
: minus-from-zero  ( F: a -- b )  0e fswap f- ;
T{ 0e minus-from-zero float-bits -> 0 }T
: times-zero  ( F: a -- b )  0e f* ;
T{ -1e times-zero float-bits inf times-zero fdup f= -> $8000000000000000 false }T
: plus-zero  ( F: a -- b )  0e f+ ;
T{ -0e plus-zero float-bits -> 0 }T
done
