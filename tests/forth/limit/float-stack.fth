\ The float stack: overflow -44, underflow -45.
\ output:
\ | ok: 5 checks
include ../tester.fth

: heap  ( n -- ) ( F: -- ... )  0 ?do i s>f loop ;
: unheap  ( n -- ) ( F: ... -- r )  0e 0 ?do f+ loop ;
T{ 30 heap 30 unheap -> 435e }T
: push-forever  begin 1e again ;
T{ 2e ' push-forever catch -> -44 2e }T
: pop-forever  begin fdrop again ;
T{ ' pop-forever catch -> -45 }T
T{ s" f*" throws s" 1e fswap" throws s" fdrop" throws s" frot" throws -> -45 -45 -45 -45 }T
T{ 30 heap 30 unheap fdepth -> 1 435e }T
done
