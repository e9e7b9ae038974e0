\ Stores and fetches through addresses that may be the same: order matters.
\ output:
\ | ok: 14 checks
include ../tester.fth

variable x  variable y
: reload  ( addr1 addr2 -- n )  over @ >r  100 swap !  @ r> + ;
T{ 5 x ! 7 y ! x y reload -> 10 }T
T{ 5 x ! x x reload -> 105 }T
: twice-stored  ( n -- n )  dup x ! 1+ x ! x @ ;
T{ 5 twice-stored -> 6 }T
: exchange  ( addr1 addr2 -- )  2dup @ swap @ rot ! swap ! ;
T{ 1 x ! 2 y ! x y exchange x @ y @ -> 2 1 }T
T{ 9 x ! x x exchange x @ -> 9 }T
create bytes 16 allot
: overlap  ( -- n )  0 bytes !  $1122334455667788 bytes 1+ !  $ff bytes 3 + c!  bytes 1+ @ ;
T{ overlap -> $1122334455ff7788 }T
: partial  ( -- n )  -1 bytes !  0 bytes c!  bytes @ ;
T{ partial -> -256 }T
: half-store  ( -- n )  -1 bytes !  0 bytes 4 + l!  bytes @ ;
T{ half-store -> $ffffffff }T
: bump  1 x +! ;
: over-a-call  ( -- n )  5 x !  x @ bump x @ + ;
T{ over-a-call -> 11 }T
: in-a-loop  ( -- n )  0 x !  10 0 do x @ i + x ! loop x @ ;
T{ in-a-loop -> 45 }T
: float-cell  ( F: r -- ) ( -- n )  bytes f! bytes @ ;
T{ 2e float-cell -> $4000000000000000 }T
: float-after-cell  ( n -- ) ( F: -- r )  1e bytes f! bytes ! bytes f@ ;
T{ $4008000000000000 float-after-cell -> 3e }T
: move-then-read  ( -- n )  1 bytes !  2 x !  x bytes 1 cells move  bytes @ ;
T{ move-then-read -> 2 }T
: fill-then-read  ( -- c )  5 bytes c!  bytes 8 [char] z fill  bytes c@ ;
T{ fill-then-read -> char z }T
done
