\ One definition of ten thousand words, one with 500 nested ifs, one with 200 loops in a row.
\ output:
\ | ok: 4 checks
include ../tester.fth

: many+  ( n -- )  0 ?do postpone 1+ loop ;
: long  ( n -- n )  [ 10000 many+ ] ;
T{ 5 long -> 10005 }T
: ifs  ( n -- )  0 ?do postpone dup postpone if postpone 1+ loop ;
: thens  ( n -- )  0 ?do postpone then loop ;
: nested  ( n -- n )  [ 500 ifs 500 thens ] ;
T{ 1 nested 0 nested -> 501 0 }T
: loops  ( n -- )  0 ?do 10 postpone literal 0 postpone literal postpone do postpone 1+ postpone loop loop ;
: looped  ( n -- n )  [ 200 loops ] ;
T{ 0 looped -> 2000 }T
: literals  ( n -- )  0 ?do i postpone literal loop ;
: pushes  ( -- ... )  [ 50 literals ] ;
: sum  ( ... n -- sum )  0 swap 0 do + loop ;
T{ pushes 50 sum -> 1225 }T
done
