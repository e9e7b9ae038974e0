\ (local) (13.6.1.0086): other ways to declare locals are made from it. Derived from the standard.
\ output:
\ | ok: 3 checks
include ../tester.fth

: local  ( "name" -- )  parse-name (local) ; immediate
: end-locals  0 0 (local) ; immediate
: difference  ( a b -- n )  local b local a end-locals  a b - ;
T{ 7 3 difference -> 4 }T
: names|  ( "name1 ... namen |" -- )
  begin parse-name 2dup s" |" compare while (local) repeat 2drop 0 0 (local) ; immediate
: third  ( a b c -- a )  names| c b a | a ;
T{ 1 2 3 third -> 1 }T
: raised  ( n -- n )  local n end-locals  n 1+ to n n n * ;
T{ 4 raised -> 25 }T
done
