\ Kinds of locals: D: is a double-cell number, W^ D^ F^ C^ are variables.
\ output:
\ | text 1.5 42 5
\ | 1 0 2
\ | 15
\ | 0 0 0. 0
\ | 24 120
\ | -2049 -32
: kinds { F: r D: s W^ v }  s type space  r f.  v @ .  5 v !  v @ . ;
1.5e s" text" 42 kinds cr
\ An early EXIT gives the memory back as well.
: early { W^ a D^ b }  a @ 1 = if a @ exit then  b 2@ ;
1 2. early . 3 2. early . . cr
: doubles {: D: x :}  x to x  10. +to x  x d. ;
5. doubles cr
: zeros { | W^ a D^ b F^ c C^ d }  a @ .  b 2@ drop .  c f@ f>s 0 .r ." . "  d c@ . ;
zeros cr
: factorial { W^ n }  n @ 2 < if 1 else n @ 1- recurse n @ * then ;
4 factorial . 5 factorial . cr
\ A THROW gives the memory back: many of them do not exhaust it.
s" thrown" exception constant thrown
: throws { W^ n }  thrown throw ;
: many  100000 0 do  i ['] throws catch drop drop  loop ;
many  1 ' throws catch . drop
: compiles ( addr u -- )  ['] evaluate catch .  2drop  postpone [ ;
s" : bad { W^ v } 1 to v ;" compiles cr
