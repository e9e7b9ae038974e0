\ A word that parses and finds nothing: the place is in the word that asked for a name.
\ exit: 1
\ error:
\ | tick-without-name.fth:9:11: error: Attempt to use zero-length string as a name
\ | in ask at 
\ | tick-without-name.fth:9:11
\ | tick-without-name.fth:10:

: ask     ' execute ;
ask
