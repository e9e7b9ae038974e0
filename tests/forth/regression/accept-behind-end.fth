\ The end of standard input is an empty line for ACCEPT, once: a loop over it ran for ever.
\ stdin:
\ | one
\ output:
\ | one 3 0 -39 
create line 80 allot
: again begin line 80 accept . again ;
' again catch . 
