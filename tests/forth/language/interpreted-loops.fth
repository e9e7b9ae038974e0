\ Loops that run while the source is read.
\ output:
\ | 0 1 2 | 0 2 4 | 3 2 1 0 
\ | 0 10 1 10 
\ | ok: 9 checks
include ../tester.fth

3 0 [do] [i] . [loop] .( | ) 5 0 [do] [i] . 2 [+loop] .( | ) 3 [for] [i] . [next] cr
2 0 [do]
  [i] .
  1 0 [do] 10 . [loop] \ a comment
[loop] cr
T{ 0 0 [?do] 1 [loop] -> }T
T{ 0 5 [+do] 1 [loop] -> }T
T{ 0 [begin] 1+ dup 3 >= [until] -> 3 }T
T{ 0 [begin] dup 3 < [while] 1+ [repeat] -> 3 }T
T{ 10 0 [do] [i] 2 = [if] [leave] [then] [i] [loop] -> 0 1 }T
T{ : t [ 3 0 ] [do] [i] [loop] ;  t -> 0 1 2 }T
T{ s" [loop]" throws  s" 1 0 [do]" throws -> -22 -39 }T
T{ s" [i]" throws -> -22 }T
\ LEAVE outside a loop is an error when it runs, and a warning before.
0 warnings !
T{ : never 0 if leave then 5 ;  never  : at-once leave ;  s" at-once" throws -> 5 -22 }T
done
