\ What a compiler computes at compile time is what the word computes at run time.
\ output:
\ | ok: 37 checks
include ../tester.fth

1 63 lshift constant min-int
: c1  min-int negate ;         T{ c1 -> min-int }T
: c2  min-int abs ;            T{ c2 -> min-int }T
: c3  min-int 1- ;             T{ c3 -> -1 1 rshift }T
: c4  -7 2/ ;                  T{ c4 -> -4 }T
: c5  -7 2 / ;                 T{ c5 -> -4 }T
: c6  -7 2 mod ;               T{ c6 -> 1 }T
: c7  -1 1 rshift ;            T{ c7 -> min-int 1- }T
: c8  1 63 lshift ;            T{ c8 -> min-int }T
: c9  $ffffffff $ffffffff * ;  T{ c9 -> $fffffffe00000001 }T
: c10  -1 0 u< ;               T{ c10 -> false }T
: c11  0 -1 u< ;               T{ c11 -> true }T
: c12  min-int 0 < ;           T{ c12 -> true }T
: c13  5 3 9 within ;          T{ c13 -> true }T
: c14  min-int -1 m* ;         T{ c14 -> min-int 0 }T
: c15  -1 -1 um* ;             T{ c15 -> 1 -2 }T
: c16  7 -3 /mod ;             T{ c16 -> -2 -3 }T
: c17  10 s>d 3 fm/mod ;       T{ c17 -> 1 3 }T
: c18  $8000000000000000 2* ;  T{ c18 -> 0 }T
: c19  0.1e 0.2e f+ ;          T{ c19 -> 0.30000000000000004e }T
: c20  1e 3e f/ ;              T{ c20 -> 0.3333333333333333e }T
: c21  -0e 0e f+ ;             T{ c21 -> 0e }T
: c22  -0e fabs ;              T{ c22 -> 0e }T
: c23  -1.5e f>s ;             T{ c23 -> -1 }T
: c24  5 0 lshift 5 0 rshift ; T{ c24 -> 5 5 }T
: c25  3 2 1 rot rot ;         T{ c25 -> 1 3 2 }T
: c26  1 if 2 else 3 then ;    T{ c26 -> 2 }T
: c27  0 begin 1+ dup 5 = until ;  T{ c27 -> 5 }T
: c28  -5 3 max -5 3 min ;     T{ c28 -> 3 -5 }T
: c29  4294967296 4294967296 = ;  T{ c29 -> true }T
: c30  4294967296 0 = ;        T{ c30 -> false }T

\ Identities hold with wrap-around and for every operand.
: identical?  ( n -- flag )
  dup 0 + over = over 0 - 2 pick = and over 1 * 2 pick = and over 0 or 2 pick = and
  over -1 and 2 pick = and over dup xor 0= and over negate negate 2 pick = and
  over invert invert 2 pick = and over 1 / 2 pick = and nip ;
T{ 0 identical? 5 identical? -5 identical? min-int identical? $100000000 identical? -> true true true true true }T
: plus-minus  ( a b -- a )  tuck + swap - ;
T{ 5 min-int plus-minus -1 1 plus-minus -> 5 -1 }T
: double-half  ( n -- n )  2* 2/ ;
T{ min-int double-half $4000000000000000 double-half -> 0 $c000000000000000 }T
: times-over  ( n -- n )  8 * 8 / ;
T{ $2000000000000000 times-over 5 times-over -> 0 5 }T
: mod-power  ( n -- r )  16 mod ;
T{ -1 mod-power 17 mod-power min-int mod-power -> 15 1 0 }T
: less-plus  ( a -- flag )  dup 1+ < ;
T{ 5 less-plus min-int 1- less-plus -> true false }T
: compare-offset  ( a -- flag )  1+ 0> ;
T{ -1 1 rshift compare-offset -1 compare-offset 0 compare-offset -> false false true }T
done
