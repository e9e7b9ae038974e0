\ A word that interprets text, and runs for long there, is stopped as a whole.
: text ( -- c-addr u ) s" : inside ( -- ) begin again ; inside : more ( -- ) ; more more" ;
: runs ( -- ) 1000000 0 do text evaluate loop ;
runs
: many ( -- ) 100000000 0 do s" 1 drop" evaluate loop ;
many
: behind ( n -- n n ) 1+ ;
\ reports
\ 3:3 note varying-effect: runs: what evaluate does is known only when it runs
\     3:33 here
\ 4:1 note not-run: runs runs for long: it was not run to its end
\ 5:3 note varying-effect: many: what evaluate does is known only when it runs
\     5:41 here
\ 6:1 note not-run: many runs for long: it was not run to its end
\ 7:10 error stack-comment: ( n -- n n ) is not what behind does: it takes 1 cell and leaves 1 cell: ( x -- x )
