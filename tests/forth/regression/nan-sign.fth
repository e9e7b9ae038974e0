\ A NaN keeps its sign through the stacks, variables, constants, words and memory.
\ output:
\ | ok: 8 checks
include ../tester.fth
0e 0e f/ fabs fconstant +nan
+nan fnegate fconstant -nan
fvariable kept
: same? ( -- flag ) ( F: r1 r2 -- ) 0e f~ ;
: through ( F: r -- r ) fdup fswap fdrop ;
T{ +nan +nan same? -> true }T
T{ -nan -nan same? -> true }T
T{ -nan +nan same? -> false }T
T{ -nan through -nan same? -> true }T
T{ -nan through +nan same? -> false }T
T{ -nan kept f! kept f@ -nan same? -> true }T
T{ -nan kept f! kept f@ fnegate +nan same? -> true }T
T{ -nan fabs +nan same? -> true }T
done
