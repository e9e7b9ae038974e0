\ What was left in the middle has set BASE for itself: it is as it was before.
: spins ( -- ) 2 base ! begin again ;
spins
: a ( n -- n n ) 9 + ;
: throws ( -- ) 2 base ! -1000 throw ;
throws
: b ( n -- n n ) 9 + ;
\ reports
\ 3:1 note not-run: spins runs for long: it was not run to its end
\ 4:5 error stack-comment: ( n -- n n ) is not what a does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 6:1 note not-run: throws: Error -1000
\ 7:5 error stack-comment: ( n -- n n ) is not what b does: it takes 1 cell and leaves 1 cell: ( x -- x )
