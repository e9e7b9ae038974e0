\ BASE is none for a while: that is said, and loading goes on.
0 base !
: a ( n -- n n ) 1+ ;
77 base !
: b ( n -- n n ) 1+ ;
: c ( -- ) 1 base ! s" 1" evaluate ;
c
: d ( n -- n n ) 1+ ;
\ reports
\ 3:5 error stack-comment: ( n -- n n ) is not what a does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 4:1 error load-error: Invalid numeric argument: BASE was 0, not 2 to 36; it is decimal again
\ 4:9 note not-run: !: Stack underflow
\ 5:5 error stack-comment: ( n -- n n ) is not what b does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 6:3 note varying-effect: c: what evaluate does is known only when it runs
\     6:27 here
\ 7:1 note not-run: Invalid numeric argument: BASE was 1, not 2 to 36; it is decimal again
\ 8:5 error stack-comment: ( n -- n n ) is not what d does: it takes 1 cell and leaves 1 cell: ( x -- x )
