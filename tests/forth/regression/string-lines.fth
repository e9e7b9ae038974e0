\ A string literal may go on over lines, as in gforth.
\ output:
\ | one
\ | two "quoted"	tab
\ | three
\ | four
"one
two \"quoted\"\ttab" type cr
: t  "three
four" type cr ;
t
