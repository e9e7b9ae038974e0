\ Arrays of strings: $[] and its kin; $iter, $slurp-file.
\ output:
\ | 4 <one><><three><four>
\ | 0 0
\ | three+four
\ | 0
\ | <a><b><c>
\ | 2 <line one><line two>
\ | 18
variable a$
s" one" 0 a$ $[]!  s" three" 2 a$ $[]!  s" four" a$ $+[]!
: shows  ." <" type ." >" ;
a$ $[]# .  a$ ' shows $[]map cr
9 a$ $[]@ . . cr
s" +four" 2 a$ $[]+!  2 a$ $[]@ type cr
a$ $[]free  a$ @ . cr
variable s$  s" a,b,c" s$ $!  s$ char , ' shows $iter cr
: name  s" string-arrays.tmp" ;
name w/o create-file throw value file
s" line one" file write-line throw  s" line two" file write-line throw  file close-file throw
name a$ $[]slurp-file  a$ $[]# .  a$ ' shows $[]map cr
name s$ $slurp-file  s$ $@len .  name delete-file throw cr
