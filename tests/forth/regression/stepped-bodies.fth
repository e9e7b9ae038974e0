\ Bodies whose return stack or loops depend on the path, and others that cold code does not hold.
\ output:
\ | 7 7 | 8
\ | 1 2 3 4 5
\ | 5 -1
\ | 0 1 2 99
\ | -6 -26 -6
\ | 20100
\ | 3 2 1 0
\ | 4 3 2 1 0 | 10 7 4 1

\ Both paths leave the same, on different ways.
: either ( n flag -- n ) if >r 7 r> drop else >r rdrop 7 then ;
1 true either . 1 false either . ." | "
: maybe ( n flag -- n ) if >r 1 else 0 then if r> 1+ else 8 then ;
7 true maybe . cr

\ As many cells as the loop has turns.
: gather ( n -- ) dup 0 do dup i - >r loop  0 do r> . loop ;
: count-up ( -- ) 5 begin dup while dup >r 1- repeat drop  5 begin dup while r> . 1- repeat drop ;
count-up cr

\ A loop that is entered on one path alone.
: perhaps ( flag -- n ) if 10 5 do i unloop exit loop then -1 ;
true perhaps . false perhaps . cr

: leaves ( n -- ) 10 0 do i . i over = if leave then loop drop 99 . ;
2 leaves cr

\ What has no meaning on any path is a THROW of the word.
: no-return ( -- x ) r> ;
: no-loop ( -- n ) i ;
: no-return-there ( flag -- ) if 1 >r else 2 >r then r> r> ;
' no-return catch . ' no-loop catch . true ' no-return-there catch . drop cr

: nested ( -- sum ) 0 200 0 do i 1+ 0 >r r> drop + loop 100 0 do loop ;
nested . cr

: down ( n -- ) begin dup >r dup . 1- dup 0< r> drop until drop ;
3 down cr

: for-next ( n -- ) for i . next ; 4 for-next ." | "
: steps ( -- ) 0 10 -do i . 3 -loop ;
: steps' ( -- ) 0 11 1 do i 11 swap - . 3 +loop drop ;
steps' cr
