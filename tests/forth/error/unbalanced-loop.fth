\ A loop without do, an until without begin, a then without if: each is a control structure mismatch.
\ output:
\ | -22 -22 -22 -22 -22 -22
: code  ( addr u -- )  ['] evaluate catch >r r@ if 2drop then  r> .  postpone [ ;
s" : a loop ;" code
s" : a until ;" code
s" : a then ;" code
s" : a begin then ;" code
s" : a do then ;" code
s" : a if repeat ;" code
cr
