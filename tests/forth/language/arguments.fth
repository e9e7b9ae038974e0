\ The arguments of the program: next-arg takes them one by one, argc and arg look at what is left.
\ args: one two --three 4
\ output:
\ | ok: 10 checks
include ../tester.fth

T{ argc @ -> 5 }T
T{ 1 arg s" one" same? 4 arg s" 4" same? -> true true }T
T{ 5 arg -> 0 0 }T
T{ argv @ 0<> -> true }T
T{ next-arg s" one" same? -> true }T
T{ argc @ 1 arg s" two" same? -> 4 true }T
T{ next-arg s" two" same? next-arg s" --three" same? -> true true }T
T{ shift-args argc @ -> 1 }T
T{ next-arg -> 0 0 }T
T{ argc @ 1 arg -> 1 0 0 }T
done
