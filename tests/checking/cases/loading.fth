\ What happens while the file is loaded.
: array ( n "name" -- ) create cells allot does> ( n -- addr ) swap cells + ;
10 array numbers
: fill-it ( -- ) 10 0 do i i numbers ! loop ;
fill-it
3 numbers @ 3 = [if] : three ( -- n ) 3 ; [then]
three drop
: spin ( -- ) begin again ;
spin
s" of-the-test.txt" w/o create-file throw value out
s" text" out write-file throw
out close-file throw
s" rm -rf of-the-test.txt" system
." said" cr
drop drop
include nothing-here.fs
next-arg included
: still ( n -- n n ) 1+ ;
bye
unknown
\ reports
\ 9:1 note not-run: spin runs for long: it was not run to its end
\ 15:1 note not-run: drop: Stack underflow
\ 15:6 note not-run: drop: Stack underflow
\ 16:1 error missing-file: there is no file nothing-here.fs
\ 17:10 note not-run: included: Non-existent file: 
\ 18:9 error stack-comment: ( n -- n n ) is not what still does: it takes 1 cell and leaves 1 cell: ( x -- x )
