\ The data stack holds at least a thousand cells more than anyone needs; overflow is -3, and is cleaned up.
\ output:
\ | ok: 12 checks
include ../tester.fth

: heap  ( n -- 0..n-1 )  0 ?do i loop ;
: unheap  ( ... n -- sum )  0 swap 0 ?do + loop ;
T{ 1000 heap 1000 unheap -> 499500 }T
: push-forever  begin 1 again ;
T{ 7 ' push-forever catch -> 7 -3 }T
: recursive-push  1 recurse ;
T{ ' recursive-push catch dup -3 = swap -5 = or -> true }T
T{ s" 1000000000 0 do i loop" throws -> -14 }T
: huge  1000000000 0 do i loop ;
T{ ' huge catch -> -3 }T
T{ 1000 heap 1000 unheap -> 499500 }T
: pop-forever  begin drop again ;
T{ ' pop-forever catch -> -4 }T
\ Words that need several cells of an empty stack.
: swap-empty  swap ;  : rot-empty  rot ;  : 2swap-empty  2swap ;  : pick-empty  1000000 pick ;
T{ s" rot" throws -> -4 }T
T{ s" 2swap" throws -> -4 }T
T{ s" 1 swap" throws -> -4 }T
T{ s" 1 +" throws -> -4 }T
T{ depth -> 0 }T
done
