\ [if] [else] [then] [defined] [undefined] [ifdef]: nesting, comments in skipped text, over many lines.
\ output:
\ | ok: 18 checks
include ../tester.fth

T{ true [if] 1 [else] 2 [then] -> 1 }T
T{ false [if] 1 [else] 2 [then] -> 2 }T
T{ false [if] 1 [then] -> }T
T{ true [if] 1 [then] -> 1 }T
T{ true [if] true [if] 1 [else] 2 [then] [else] 3 [then] -> 1 }T
T{ true [if] false [if] 1 [else] 2 [then] [else] 3 [then] -> 2 }T
T{ false [if] true [if] 1 [else] 2 [then] [else] 3 [then] -> 3 }T
T{ false [if] [if] [if] [then] [else] [then] 1 [else] 4 [then] -> 4 }T
T{ [defined] dup [if] 1 [else] 2 [then] -> 1 }T
T{ [defined] no-such-word [if] 1 [else] 2 [then] -> 2 }T
T{ [undefined] dup [undefined] no-such-word -> false true }T
T{ [DEFINED] DUP -> true }T
false [if]
this is never read ] : ; no-word 12x
  [if] nested [else] ( comment [then]
: not-defined 1 ;
[else]
: is-defined 1 ;
[then]
T{ [defined] not-defined [defined] is-defined -> false true }T
true [if]
: one-way 1 ;
[else]
: one-way 2 ;
[then]
T{ one-way -> 1 }T
: select  ( -- n )  [ true ] [if] 10 [else] 20 [then] ;
T{ select -> 10 }T
: select2  ( -- n )  [ false ] [IF] 10 [ELSE] 20 [THEN] ;
T{ select2 -> 20 }T
T{ [ifdef] dup 1 [else] 2 [then] [ifdef] nonono 1 [else] 2 [then] -> 1 2 }T
\ In evaluated text too.
T{ s" true [if] 5 [else] 6 [then]" evaluate s" false [if] 5 [else] 6 [then]" evaluate -> 5 6 }T
done
