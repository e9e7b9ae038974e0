\ Division: floored / mod /mod */ */mod, and the mixed forms fm/mod sm/rem um/mod m* um*.
\ Quotients round towards minus infinity (3.2.2.1 leaves the choice; this system floors).
\ output:
\ | ok: 46 checks
include ../tester.fth

-1 1 rshift constant max-int
max-int invert constant min-int

T{ 17 5 / 17 5 mod -> 3 2 }T
T{ -17 5 / -17 5 mod -> -4 3 }T
T{ 17 -5 / 17 -5 mod -> -4 -3 }T
T{ -17 -5 / -17 -5 mod -> 3 -2 }T
T{ 15 5 / -15 5 / 15 -5 / -15 -5 / -> 3 -3 -3 3 }T
T{ 15 5 mod -15 5 mod 15 -5 mod -15 -5 mod -> 0 0 0 0 }T
T{ 0 7 /mod -> 0 0 }T
T{ 17 5 /mod -17 5 /mod 17 -5 /mod -17 -5 /mod -> 2 3 3 -4 -3 -4 -2 3 }T
T{ max-int 1 / max-int -1 / -> max-int min-int 1+ }T
T{ min-int 1 / -> min-int }T
T{ max-int max-int /mod min-int min-int /mod -> 0 1 0 1 }T
T{ min-int max-int /mod -> max-int 1- -2 }T
T{ 1 max-int / -1 max-int / -> 0 -1 }T

T{ 10 7 3 */ -10 7 3 */ 10 7 -3 */ -> 23 -24 -24 }T
T{ 10 7 3 */mod -10 7 3 */mod -> 1 23 2 -24 }T
T{ max-int 2 4 */ -> 4611686018427387903 }T
T{ max-int max-int max-int */ -> max-int }T
T{ min-int 3 6 */ -> -4611686018427387904 }T

T{ 17. 5 fm/mod -17. 5 fm/mod 17. -5 fm/mod -17. -5 fm/mod -> 2 3 3 -4 -3 -4 -2 3 }T
T{ 17. 5 sm/rem -17. 5 sm/rem 17. -5 sm/rem -17. -5 sm/rem -> 2 3 -2 -3 2 -3 -2 3 }T
T{ 0. 9 fm/mod 0. 9 sm/rem -> 0 0 0 0 }T
T{ max-int max-int m* max-int fm/mod -> 0 max-int }T
T{ min-int max-int m* max-int fm/mod -> 0 min-int }T
T{ min-int max-int m* max-int sm/rem -> 0 min-int }T
T{ 1 2 5 fm/mod -> 3 7378697629483820646 }T

T{ 3 4 m* -3 4 m* -3 -4 m* -> 12 0 -12 -1 12 0 }T
T{ max-int max-int m* -> 1 4611686018427387903 }T
T{ min-int min-int m* -> 0 4611686018427387904 }T
T{ min-int max-int m* -> min-int -4611686018427387904 }T
T{ -1 -1 um* -> 1 -2 }T
T{ -1 2 um* -> -2 1 }T
T{ $100000000 $100000000 um* -> 0 1 }T
T{ $ffffffff00000001 $fffffffeffffffff um* -> -1 $fffffffe00000000 }T
T{ 1 -2 -1 um/mod -> 0 -1 }T
T{ 7 0 2 um/mod -> 1 3 }T
T{ 0 1 2 um/mod -> 0 min-int }T
T{ -1 0 1 um/mod -> 0 -1 }T
T{ 5 3 4 um/mod -> 1 $c000000000000001 }T
T{ -1 $7fffffffffffffff min-int um/mod -> max-int -1 }T

T{ 5 s>d -5 s>d 0 s>d -> 5 0 -5 -1 0 0 }T

\ By constants, where a compiler may use shifts or reciprocals.
: by8  8 / ;  : mod8  8 mod ;  : by7  7 / ;  : by-3  -3 / ;  : by1  1 / ;  : by-1  -1 / ;
T{ 63 by8 64 by8 -1 by8 -64 by8 -65 by8 -> 7 8 -1 -8 -9 }T
T{ 63 mod8 64 mod8 -1 mod8 -64 mod8 -65 mod8 -> 7 0 7 0 7 }T
T{ 48 by7 49 by7 -1 by7 -49 by7 -50 by7 -> 6 7 -1 -7 -8 }T
T{ 9 by-3 8 by-3 10 by-3 -9 by-3 -10 by-3 -> -3 -3 -4 3 3 }T
T{ -9 by1 -9 by-1 min-int by1 -> -9 9 min-int }T

\ Quotient times divisor plus remainder gives the dividend back.
: sweep  ( -- flag )  true  21 -20 do 21 -20 do i if j i /mod i * + j = and then loop loop ;
T{ sweep -> true }T
done
