\ A comment without an end takes the rest of the file.
: a ( n -- n n ) 1+ ;
( never closed
: b
  1+ ;
\ reports
\ 2:5 error stack-comment: ( n -- n n ) is not what a does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 3:1 warning unbalanced-structure: the comment has no )
