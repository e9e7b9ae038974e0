\ A word that is not defined, while compiling, on a later line of the definition.
\ exit: 1
\ error:
\ | undefined-in-definition.fth:11:5: error: 
\ | squaer
\ | (THROW -13)
\ | 11 |   + squaer ;
\ | |     ^~~~~~
: square  dup * ;
: sum-square  ( a b -- n )
  + squaer ;
