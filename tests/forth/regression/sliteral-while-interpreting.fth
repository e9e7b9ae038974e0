\ SLITERAL appends to the open definition also when a word runs it between [ and ].
\ output:
\ | 5 hi 6
\ | 5 ho
: append-text  ( c-addr u -- )  postpone sliteral ;
: f  [ 5 lit, s" hi" slit, 6 lit, ]  >r rot . type space r> . ;  f cr
: g  5 [ s" ho" append-text ]  rot . type ;  g cr
