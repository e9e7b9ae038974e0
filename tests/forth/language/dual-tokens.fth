\ The token of a word that does something else while compiling is what it does while interpreting, wherever it is executed.
\ output:
\ | ok: 9 checks
include ../tester.fth

0 value x
T{ 10 ' to execute x x -> 10 }T
: now  [ ' to ] literal execute ; immediate
: t1  [ 11 ] now x ;
T{ x -> 11 }T
: ticked  ['] to execute ; immediate
: t2  [ 12 ] ticked x ;
T{ x -> 12 }T
synonym assign to
: t3  [ 13 ' assign execute x ] ;
T{ x -> 13 }T
: t4  [ 14 s" to" find-name name>interpret execute x ] ;
T{ x -> 14 }T
\ Compiling goes on.
: t5  postpone to ; immediate
: t6  t5 x ;
T{ 15 t6 x -> 15 }T
' to alias set
: t7  set x ;
T{ 16 t7 x -> 16 }T
T{ ' to >name name>string s" to" compare -> 0 }T
T{ ' to ' to = -> true }T
done
