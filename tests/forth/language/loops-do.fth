\ do ?do loop +loop i j leave unloop: the boundary rule and wrap-around.
\ output:
\ | ok: 37 checks
include ../tester.fth

: span  ( limit start -- ... )  do i loop ;
T{ 5 0 span -> 0 1 2 3 4 }T
T{ 3 -2 span -> -2 -1 0 1 2 }T
T{ 1 0 span -> 0 }T
: ?span  ( limit start -- ... )  ?do i loop ;
T{ 5 5 ?span -> }T
T{ 3 1 ?span -> 1 2 }T
: by2  do i 2 +loop ;
T{ 6 0 by2 -> 0 2 4 }T
T{ 5 0 by2 -> 0 2 4 }T
: by-1  do i -1 +loop ;
T{ 0 4 by-1 -> 4 3 2 1 0 }T
T{ 0 0 by-1 -> 0 }T
: by-3  do i -3 +loop ;
T{ 0 10 by-3 -> 10 7 4 1 }T
T{ 1 10 by-3 -> 10 7 4 1 }T
T{ -10 -1 by-3 -> -1 -4 -7 -10 }T

\ The step is a value of run time.
variable stride
: strided  ( limit start step -- ... )  stride ! do i stride @ +loop ;
T{ 10 0 3 strided -> 0 3 6 9 }T
T{ 10 0 100 strided -> 0 }T
T{ 0 10 -4 strided -> 10 6 2 }T
T{ -10 0 -5 strided -> 0 -5 -10 }T
: growing  ( -- ... )  20 1 do i i +loop ;
T{ growing -> 1 2 4 8 16 }T

\ A loop ends when the index crosses the boundary between limit-1 and limit (6.1.0140),
\ in circular arithmetic.
-1 1 rshift constant max-int
max-int invert constant min-int
T{ max-int dup 2 - span -> max-int 2 - max-int 1- }T
T{ min-int dup 2 - span -> min-int 2 - min-int 1- }T
T{ min-int 2 + min-int span -> min-int min-int 1+ }T
T{ 1 -2 span -> -2 -1 0 }T
: count-up  ( limit start step -- n )  stride ! 0 -rot do 1+ stride @ +loop ;
T{ 0 1 max-int count-up -> 3 }T
T{ min-int max-int 1 count-up -> 1 }T
T{ max-int min-int max-int count-up -> 3 }T

\ leave, exit and unloop.
: until7  ( limit start -- ... )  do i 7 = if leave then i loop ;
T{ 100 5 until7 -> 5 6 }T
: leaves  ( n -- n )  10 0 do i over = if drop 100 leave then i 8 = if drop 200 leave then loop ;
T{ 3 leaves 9 leaves -> 100 200 }T
: find-it  ( n -- index | -1 )  10 0 do dup i i * = if drop i unloop exit then loop drop -1 ;
T{ 49 find-it 50 find-it -> 7 -1 }T
: leave-inner  ( -- ... )  3 0 do 10 0 do j i = if leave then i loop loop ;
T{ leave-inner -> 0 0 1 }T
: double-unloop  ( -- n )  5 0 do 5 0 do i j * 6 = if i j unloop unloop exit then loop loop -1 ;
T{ double-unloop -> 3 2 }T
: after-leave  ( -- n )  0 5 0 do 1+ i 2 = if leave then loop 100 + ;
T{ after-leave -> 103 }T

\ j, and k of gforth.
: cube  ( -- n )  0 3 0 do 3 0 do 3 0 do k 100 * j 10 * + i + + loop loop loop ;
T{ cube -> 2997 }T
: pairs  ( -- ... )  2 0 do 12 10 do j i loop loop ;
T{ pairs -> 0 10 0 11 1 10 1 11 }T

\ The index may be far from zero, and the limit unsigned.
T{ $100000002 $fffffffe span -> $fffffffe $ffffffff $100000000 $100000001 }T
: addresses  ( addr -- n )  0 swap 8 cells over + swap do 1+ 1 cells +loop ;
create area 8 cells allot
T{ area addresses -> 8 }T

\ Loops in words that loops call.
: inner-sum  ( n -- n )  0 swap 0 ?do i + loop ;
: outer-sum  ( n -- n )  0 swap 0 ?do i inner-sum + loop ;
T{ 10 outer-sum -> 120 }T
: in-begin  ( -- n )  0 3 begin dup while 4 0 do swap i + swap loop 1- repeat drop ;
T{ in-begin -> 18 }T
: cells-between  ( -- ... )  1 2 3 0 do i + loop ;
T{ cells-between -> 1 5 }T
done
