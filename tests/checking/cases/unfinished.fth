\ Definitions without an end.
: first ( -- n ) 1
  2 +

: second ( -- n ) 2 ;
: builds ( -- ) postpone : ;
: string ( -- ) ." no end
  ;
: last ( -- ) 5
\ reports
\ 2:3 error unfinished-definition: the definition of first has no ;
\ 7:17 warning unbalanced-structure: the string has no closing " on its line
\ 9:3 error unfinished-definition: the definition of last has no ;
