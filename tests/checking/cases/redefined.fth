\ Names that are defined again, or taken from the system.
: tax ( n -- n ) 5 / ;
: tax ( n -- n ) 4 / ;
: dup ( n -- n n ) dup ;
variable tax
: main ( -- n ) 1 tax ! 2 dup ;
marker start
: again ( -- ) ;
start
: again ( -- ) ;
\ reports
\ 3:3 warning redefined-word: tax is defined again
\     2:3 defined before
\ 4:3 note shadowed-name: dup takes the name of a word of the system
\ 5:10 warning redefined-word: tax is defined again
\     3:3 defined before
\ 6:8 error stack-comment: ( -- n ) is not what main does: it takes nothing and leaves 2 cells: ( -- x x )
\ 8:3 note shadowed-name: again takes the name of a word of the system
\ 10:3 note shadowed-name: again takes the name of a word of the system
