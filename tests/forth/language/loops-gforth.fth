\ gforth's counted loops: u+do -do u-do -loop +do, and for next.
\ output:
\ | ok: 17 checks
include ../tester.fth

: up  ( limit start -- ... )  u+do i loop ;
T{ 3 0 up 0 0 up -> 0 1 2 }T
T{ 0 3 up -> }T
T{ -1 -3 up -> -3 -2 }T
: signed-up  ( limit start -- ... )  +do i loop ;
T{ 2 -1 signed-up -> -1 0 1 }T
T{ -1 2 signed-up -> }T
T{ 2 2 signed-up -> }T
: down  ( limit start -- ... )  -do i 1 -loop ;
T{ 0 3 down -> 3 2 1 }T
T{ -2 1 down -> 1 0 -1 }T
T{ 3 0 down -> }T
: unsigned-down  ( limit start -- ... )  u-do i 1 -loop ;
T{ 0 3 unsigned-down -> 3 2 1 }T
T{ 3 0 unsigned-down -> }T
T{ 4 4 unsigned-down -> }T
: down-by-4  ( limit start -- ... )  u-do i 4 -loop ;
T{ 0 10 down-by-4 -> 10 6 2 }T
T{ 2 10 down-by-4 -> 10 6 }T
: from-do  ( limit start -- ... )  do i 2 -loop ;
T{ 0 5 from-do -> 5 3 1 }T
: bounded  ( addr u -- sum )  0 -rot bounds u+do i c@ + loop ;
T{ s" abc" bounded s" " bounded -> 294 0 }T
: nexts  ( n -- ... )  for i next ;
T{ 2 nexts -> 2 1 0 }T
done
