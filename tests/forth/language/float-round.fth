\ floor fround ftrunc (12.6.2.1627), f>d d>f f>s s>f.
\ output:
\ | ok: 15 checks
include ../tester.fth

T{ 1.5e floor -1.5e floor 2e floor -0.5e floor -> 1e -2e 2e -1e }T
T{ 1.4e fround 1.6e fround -1.4e fround -1.6e fround -> 1e 2e -1e -2e }T
\ A tie goes to the even neighbour (12.6.1.1612).
T{ 0.5e fround 1.5e fround 2.5e fround -2.5e fround -> 0e 2e 2e -2e }T
T{ -0.4e fround 0.49999999999999994e fround -> -0e 0e }T
T{ 4503599627370497e fround 9007199254740993e fround -> 4503599627370497e 9007199254740992e }T
T{ 1.9e ftrunc -1.9e ftrunc 1e300 ftrunc -0.9e ftrunc -> 1e -1e 1e300 -0e }T
T{ 1.9e f>s -1.9e f>s 0e f>s 1e15 f>s -> 1 -1 0 1000000000000000 }T
T{ 5 s>f -5 s>f 0 s>f -1 1 rshift s>f -> 5e -5e 0e 9223372036854775807e }T
T{ 1.9e f>d -1.9e f>d 1e20 f>d -1e20 f>d -> 1. -1. 100000000000000000000. -100000000000000000000. }T
T{ 1. d>f -1. d>f 100000000000000000000. d>f -> 1e -1e 1e20 }T
T{ 18446744073709551616. d>f 36893488147419103232e f- -> -18446744073709551616e }T
T{ -18446744073709551617. d>f -> -18446744073709551616e }T
T{ 9007199254740993 s>f 9007199254740995 s>f -> 9007199254740992e 9007199254740996e }T
T{ 170141183460469231731687303715884105727. d>f -> 170141183460469231731687303715884105728e }T
: roundtrip  ( n -- n )  s>f f>s ;
T{ 123456789 roundtrip -4503599627370495 roundtrip -> 123456789 -4503599627370495 }T
done
