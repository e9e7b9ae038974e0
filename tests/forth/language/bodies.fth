\ body> finds the word of a body; every word has a body; s, compiles a counted string; gaps of align hold blanks.
\ output:
\ | -1 bar
\ | 0
\ | counted 7
\ | 3232
create foo 1 ,  variable bar
foo body> ' foo = .  bar body> >name name>string type cr
: colon ;  ' colon >body @ . cr
here s" counted" s,  count dup -rot type space . cr
align  1 c,  align  here 2 - c@ 0 .r  here 1- c@ . cr
