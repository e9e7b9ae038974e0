\ Defining words and ' need a name: -16 for none. POSTPONE needs a definition before that: -14.
\ output:
\ | -16 -16 -16 -16 -16 -14
: code  ( addr u -- )  ['] evaluate catch >r r@ if 2drop then  r> .  postpone [ ;
s" :" code s" create" code s" variable" code s" 5 constant" code s" '" code s" postpone" code
cr
