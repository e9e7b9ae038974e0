\ xkey and xkey? read whole characters from standard input (18.6.2.2562 and beside it).
\ stdin:
\ | né数
\ output:
\ | ok: 4 checks
include ../tester.fth

T{ xkey? -> true }T
T{ xkey xkey xkey -> char n char é char 数 }T
T{ key -> 10 }T
T{ key? -> false }T
done
