\ buffer: (6.2.0825, missing in Debian's gforth) and marker.
\ output:
\ | ok: 12 checks
include ../tester.fth

20 buffer: area
T{ area 20 char z fill area 19 + c@ -> char z }T
100 cells buffer: table
: fill-table  100 0 do i table i cells + ! loop ;
T{ fill-table table 99 cells + @ -> 99 }T
T{ table aligned table = -> true }T
T{ area 20 + table u<= table 100 cells + area u<= or -> true }T

: before  1 ;
variable start  here start !
marker -later
: before  2 ;
: later  3 ;
100 allot
T{ before later -> 2 3 }T
-later
T{ before -> 1 }T
T{ s" later" throws -> -13 }T
T{ s" -later" throws -> -13 }T
T{ here start @ - 0< 0= here start @ - 100 < and -> true }T
\ Markers within markers: the outer one takes the inner with it.
marker outer
: x1 1 ;
marker inner
: x2 2 ;
outer
T{ s" x1" throws s" x2" throws s" inner" throws -> -13 -13 -13 }T
marker again
: x1 5 ;
T{ x1 -> 5 }T
again
T{ s" x1" throws -> -13 }T
done
