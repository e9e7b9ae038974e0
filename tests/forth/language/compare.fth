\ Comparisons and flags: = <> < > u< u> 0= 0< 0> 0<> within true false.
\ output:
\ | ok: 32 checks
include ../tester.fth

-1 1 rshift constant max-int
max-int invert constant min-int

T{ true false -> -1 0 }T
T{ 1 1 = 1 2 = -1 -1 = min-int max-int = -> -1 0 -1 0 }T
T{ $100000001 1 = $8000000000000001 1 = -> 0 0 }T
T{ 1 1 <> 1 2 <> $100000000 0 <> -> 0 -1 -1 }T
T{ 1 2 < 2 1 < 1 1 < -1 1 < 1 -1 < -2 -1 < -> -1 0 0 -1 0 -1 }T
T{ min-int max-int < max-int min-int < min-int 0 < 0 min-int < -> -1 0 -1 0 }T
T{ $ffffffff $100000000 < $100000000 $ffffffff < -> -1 0 }T
T{ -4294967296 -4294967295 < $180000000 $17fffffff < -> -1 0 }T
T{ 1 2 > 2 1 > 1 1 > max-int min-int > min-int max-int > -> 0 -1 0 -1 0 }T
T{ 1 2 u< 2 1 u< 1 1 u< 1 -1 u< -1 1 u< -> -1 0 0 -1 0 }T
T{ max-int min-int u< min-int max-int u< 0 min-int u< -> -1 0 -1 }T
T{ 1 2 u> 2 1 u> -1 1 u> 1 -1 u> 0 0 u> -> 0 -1 -1 0 0 }T
T{ 0 0= 1 0= -1 0= min-int 0= $100000000 0= -> -1 0 0 0 0 }T
T{ 0 0< 1 0< -1 0< min-int 0< max-int 0< $80000000 0< -> 0 0 -1 -1 0 0 }T
T{ 0 0> 1 0> -1 0> min-int 0> max-int 0> $80000000 0> -> 0 -1 0 0 -1 -1 }T
T{ 0 0<> 1 0<> -1 0<> min-int 0<> $100000000 0<> -> 0 -1 -1 -1 -1 }T

T{ 5 3 8 within 3 3 8 within 8 3 8 within 2 3 8 within -> -1 -1 0 0 }T
T{ -1 -3 2 within 2 -3 2 within -3 -3 2 within -> -1 0 -1 }T
T{ 5 8 3 within 9 8 3 within 8 8 3 within 3 8 3 within -> 0 -1 -1 0 }T
T{ 5 5 5 within 0 5 5 within -> 0 0 }T
T{ min-int min-int max-int within max-int min-int max-int within -> -1 0 }T
T{ max-int max-int min-int within min-int max-int min-int within -> -1 0 }T
T{ 0 0 -1 within -1 0 -1 within $8000000000000000 0 -1 within -> -1 0 -1 }T

\ Flags are cells: they can be counted and masked with.
: count-below  ( n -- n )  0 100 0 do over i > - loop nip ;
T{ 37 count-below -> 37 }T
: clamp  ( n -- n )  dup 0< invert and  dup 255 > if drop 255 then ;
T{ -7 clamp 7 clamp 700 clamp -> 0 7 255 }T
: branch-on  ( a b -- n )  2dup = if 2drop 0 exit then  < if -1 else 1 then ;
T{ 1 2 branch-on 2 1 branch-on 2 2 branch-on min-int max-int branch-on -> -1 1 0 -1 }T
: ubranch-on  ( a b -- n )  u< if 1 else 2 then ;
T{ 1 -1 ubranch-on -1 1 ubranch-on -> 1 2 }T
: not-not  ( n -- flag )  0= 0= ;
T{ 0 not-not 5 not-not min-int not-not -> 0 -1 -1 }T

\ The names of gforth for the comparisons that the standard leaves out.
T{ 1 2 <= 2 2 <= 3 2 <= -> -1 -1 0 }T
T{ 1 2 >= 2 2 >= 3 2 >= -> 0 -1 -1 }T
T{ 0 0<= 1 0<= -1 0<= 0 0>= 1 0>= -1 0>= -> -1 0 -1 -1 -1 0 }T
T{ 1 -1 u<= -1 1 u<= -1 1 u>= 1 -1 u>= 4 4 u<= 4 4 u>= -> -1 0 -1 0 -1 -1 }T
done
