\ environment? (3.2.6) and the constants of the system.
\ output:
\ | ok: 19 checks
include ../tester.fth

: env  ( addr u -- x )  environment? 0= if 12345 then ;
T{ s" nonsense-query" environment? -> false }T
T{ s" max-n" env -> -1 1 rshift }T
T{ s" MAX-N" env -> -1 1 rshift }T
T{ s" MAX-U" env -> -1 }T
T{ s" MAX-D" environment? -> -1 -1 1 rshift true }T
T{ s" MAX-UD" environment? -> -1 -1 true }T
T{ s" MAX-CHAR" env -> 255 }T
T{ s" ADDRESS-UNIT-BITS" env -> 8 }T
T{ s" FLOORED" env 0<> -> true }T
T{ s" /COUNTED-STRING" env -> 255 }T
T{ s" /HOLD" env 130 >= -> true }T
T{ s" /PAD" env 84 >= -> true }T
T{ s" STACK-CELLS" env 32 >= -> true }T
T{ s" RETURN-STACK-CELLS" env 24 >= -> true }T
T{ s" FLOATING-STACK" env 6 >= -> true }T
T{ s" MAX-FLOAT" environment? 1e300 f> -> true true }T
T{ s" #LOCALS" env 8 >= -> true }T
T{ s" WORDLISTS" env 8 >= -> true }T
: bits  ( u -- n )  0 begin over while 1+ swap 1 rshift swap repeat nip ;
T{ -1 bits -> 64 }T
done
