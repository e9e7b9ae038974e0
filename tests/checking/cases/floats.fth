\ Floats in stack comments.
: square ( F: r -- r ) fdup f* ;
: wrong-square ( F: r -- ) fdup f* ;
: unmarked ( r -- r ) fdup f* ;
: named ( width height -- area ) f* ;
: wrong-named ( width -- area ) f* ;
: mixed ( n F: r -- r ) s>f f* ;
: wrong-mixed ( n F: r -- n r ) s>f f* ;
: behind ( n -- F: r -- r ) s>f f* ;
: two ( n -- ) ( F: -- r ) s>f ;
: local-floats {: F: a b -- F: c :} a b s>f f+ ;
: compared ( F: a b -- ) ( -- flag ) f< ;
: converted ( c-addr u -- F: -- r | ) >float 0= if 0e then ;
: complex ( z -- z z ) fover fover ;
: of-complex ( z1 z2 -- z1+z2 ) frot f+ frot frot f+ fswap ;
: in-locals {: F: a F: n -- a^n :} a n f** ;
\ reports
\ 3:16 error stack-comment: ( F: r -- ) is not what wrong-square does: it takes 1 float and leaves 1 float: ( F: r -- r )
\ 6:15 error stack-comment: ( width -- area ) is not what wrong-named does: it takes 2 floats and leaves 1 float: ( F: r r -- r )
\ 8:15 error stack-comment: ( n F: r -- n r ) is not what wrong-mixed does: it takes 1 cell and 1 float and leaves 1 float: ( x -- ) ( F: r -- r )
