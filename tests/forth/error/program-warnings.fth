\ Warnings of the program's own go to standard error with their place, unless WARNINGS is off.
\ output:
\ | done
\ error:
\ | program-warnings.fth:8:6: warning: odd: 7
\ | program-warnings.fth:9:10: warning: small
: odd  [: ." odd: " 7 . ;] ?warning ;
true odd
1 2 <  1 warning" small" drop
warnings off  true odd  .( done) cr
