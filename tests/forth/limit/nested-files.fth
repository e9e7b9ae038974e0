\ Files included to a depth of 50, and a file that includes itself without end.
\ output:
\ | ok: 3 checks
include ../tester.fth

0 value fd
: begin-file  ( addr u -- )  w/o create-file throw to fd ;
: line  ( addr u -- )  fd write-line throw ;
: end-file  fd close-file throw ;
variable level  0 level !
s" again.fth" begin-file  s" 1 level +! level @ 50 < [if] include again.fth [then] 1 level +!" line end-file
T{ s" again.fth" included level @ -> 100 }T
s" forever.fth" begin-file  s" s' forever.fth' included" line end-file
: s'  [char] ' parse ;
T{ s" forever.fth" ' included catch nip nip 0<> -> true }T
T{ 0 level ! s" again.fth" included level @ -> 100 }T
done
