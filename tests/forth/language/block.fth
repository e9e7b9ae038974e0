\ block buffer update save-buffers flush empty-buffers blk scr load thru list.
\ The standard does not say where blocks lie; this case works with whatever mass storage the system gives.
\ output:
\ | ok: 16 checks
include ../tester.fth

: block>  ( n -- addr u )  block 1024 ;
: put  ( addr u n -- )  buffer dup 1024 blank swap move update ;
T{ s" 1 2 + constant three" 1 put flush -> }T
T{ 1 block 20 s" 1 2 + constant three" same? -> true }T
T{ 1 load three -> 3 }T
T{ blk @ -> 0 }T
T{ s" blk @" 2 put 2 load -> 2 }T
T{ s" 10" 3 put s" 20" 4 put s" 30" 5 put save-buffers 3 5 thru -> 10 20 30 }T
T{ s" 1 4 load 2" 6 put 6 load -> 1 20 2 }T
\ Interpretation of the line goes on after load.
T{ 3 load 5 load + -> 40 }T
\ A change without update may be lost; with update and flush it is kept.
T{ 7 block 1024 char x fill update flush 7 block c@ 7 block 1023 + c@ -> char x char x }T
T{ 7 block 1024 blank empty-buffers 7 block c@ -> char x }T
\ Many blocks: more than there are buffers.
: fill-blocks  30 10 do i block i over ! drop update loop ;
: check-blocks  ( -- n )  0 30 10 do i block @ i = if 1+ then loop ;
T{ fill-blocks flush check-blocks -> 20 }T
\ \ in a block ends at the next multiple of 64 (7.6.2.2535).
: put-lines  8 buffer 1024 blank s" 1 \ 2" 8 block swap move s" 3 \ 4" 8 block 64 + swap move update ;
T{ put-lines 8 load -> 1 3 }T
T{ s" source nip >in @ 0>" 9 put 9 load -> 1024 true }T
\ refill in a block goes on to the next one.
T{ s" 5 refill drop 99" 20 put s" 6 7" 21 put 20 load -> 5 true 6 7 }T
\ Loading block 0 is an error.
T{ s" 0 load" throws 0<> -> true }T
T{ s" 20 block drop nosuchword" 22 put s" 22 load" throws blk @ -> -13 0 }T
done
