\ Comments that lack their --.
: sum ( n1 n2 ) + ;
: difference ( n1 n2 - n3 ) - ;
: remark ( a remark about it ) ;
: other-line
  ( n ) drop ;
: arrow ( n -> n ) 1+ ;
: long-dash ( n — n ) 1+ ;
: comma ( n -- n , told to people alone ) 1+ ;
: commas ( -- n , m ) 1 2 ;
: wrong-comma ( n -- n , told ) drop ;
: wrong-arrow ( n -> n n ) 1+ ;
\ reports
\ 2:7 warning stack-comment-form: the stack comment ( n1 n2 ) has no --
\     hint: write ( before -- after )
\ 3:14 warning stack-comment-form: the stack comment ( n1 n2 - n3 ) has - in the place of --
\     hint: write ( before -- after )
\ 11:15 error stack-comment: ( n -- n , told ) is not what wrong-comma does: it takes 1 cell and leaves nothing: ( x -- )
\ 12:15 error stack-comment: ( n -> n n ) is not what wrong-arrow does: it takes 1 cell and leaves 1 cell: ( x -- x )
