\ A caught error leaves the system able to define and run words.
\ output:
\ | -13 -10 -9 -4 -2 7
\ | still fine
: code  ( addr u -- )  ['] evaluate catch >r r@ if 2drop then  r> .  postpone [ ;
: under  drop drop drop drop drop drop drop drop ;
: oops  true abort" oops" ;
s" : broken nosuch" code
s" 1 0 /" code
s" 0 @" code
s" under" code
s" oops" code
s" 7 throw" code cr
: fine  ." still fine" cr ;
fine
