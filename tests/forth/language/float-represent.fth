\ represent (12.6.1.2143), precision and set-precision.
\ output:
\ | ok: 14 checks
include ../tester.fth

create digits 40 allot
: rep  ( u -- exponent sign valid ) ( F: r -- )  digits 40 [char] ? fill  digits swap represent ;
: digits?  ( addr u -- flag )  digits over same? ;
T{ 123.45e 5 rep s" 12345" digits? -> 3 false true true }T
T{ -123.45e 5 rep s" 12345" digits? -> 3 true true true }T
T{ 0.00125e 3 rep s" 125" digits? -> -2 false true true }T
T{ 1e 4 rep s" 1000" digits? -> 1 false true true }T
T{ 9.9996e 4 rep s" 1000" digits? -> 2 false true true }T
T{ 9.994e 3 rep s" 999" digits? -> 1 false true true }T
T{ 1e100 3 rep s" 100" digits? -> 101 false true true }T
T{ 0.1e 17 rep s" 10000000000000001" digits? -> 0 false true true }T
T{ 0e 3 rep -rot 2drop s" 000" digits? -> true true }T
T{ 1e 0e f/ 5 rep nip nip -> false }T
T{ 0e 0e f/ 5 rep nip nip -> false }T
\ No more is written than was asked for.
T{ 1.25e 2 rep 2drop drop digits 2 + c@ -> char ? }T

T{ precision 15 >= -> true }T
T{ precision 6 set-precision precision swap set-precision precision 15 >= -> 6 true }T
done
