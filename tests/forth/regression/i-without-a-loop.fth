\ Outside of loops I is R@, as in fig-Forth and gforth, where the definition has put something onto the return stack.
\ output:
\ | 5 5
\ | 8 7 8 7
\ | 0 5 1 5
\ | -26
: held  5 >r i r> ;  held . . cr
: pair  7 8 2>r i i' 2r> ;  pair 2swap swap . . . . cr
: both  2 0 do 5 >r r@ r> drop i . . loop ;  both cr
: none  i ;  ' none catch . cr
