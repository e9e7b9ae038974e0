\ Division by zero throws -10 in every word that divides; a quotient out of range throws too or wraps.
\ output:
\ | ok: 16 checks
include ../tester.fth

T{ s" 1 0 /" throws -> -10 }T
T{ s" 1 0 mod" throws -> -10 }T
T{ s" 1 0 /mod" throws -> -10 }T
T{ s" 0 0 /" throws -> -10 }T
T{ s" 1 2 0 */" throws -> -10 }T
T{ s" 1 2 0 */mod" throws -> -10 }T
T{ s" 1. 0 fm/mod" throws -> -10 }T
T{ s" 1. 0 sm/rem" throws -> -10 }T
T{ s" 1. 0 um/mod" throws -> -10 }T

: quotient  ( a b -- q )  / ;
: remainder  ( a b -- q )  mod ;
: zero-literal  ( a -- q )  0 / ;
T{ s" 5 0 quotient" throws -> -10 }T
T{ s" 5 0 remainder" throws -> -10 }T
T{ s" 5 zero-literal" throws -> -10 }T
\ A quotient that nobody uses still throws.
: unused-quotient  ( a b -- )  / drop ;
T{ s" 5 0 unused-quotient" throws -> -10 }T

\ The stacks are as deep after the catch as before it.
: guarded  ( a b -- a b n | q 0 )  ['] quotient catch ;
T{ 5 0 guarded nip nip -> -10 }T
T{ 42 7 guarded -> 6 0 }T
\ In a loop, the loop's parameters are gone and the outer ones intact.
: tries  ( -- n )  0 4 0 do 12 i ['] / catch if 2drop 100 then + loop ;
T{ tries -> 122 }T
done
