\ A definition with an unknown name runs up to it.
: a nosuch 1 + ;
a .
: b ( n -- n ) dup if other then ;
0 b .
1 b .
' a execute
: tried ( -- ) ['] a catch drop ; tried
marker gone
: c further ;
gone
: d further ;
: e ( -- ) ;
d e
defer f
f
\ reports
\ 2:5 error unknown-name: there is no word nosuch
\ 3:1 note not-run: a comes to nosuch, which is no word: it was not run to its end
\ 4:23 error unknown-name: there is no word other
\ 6:3 note not-run: b comes to other, which is no word: it was not run to its end
\ 7:5 note not-run: execute comes to nosuch, which is no word: it was not run to its end
\ 10:5 error unknown-name: there is no word further
\ 12:5 error unknown-name: there is no word further
\ 14:1 note not-run: d comes to further, which is no word: it was not run to its end
\ 16:1 note not-run: f: Invalid memory address: this deferred word has no action yet (set one with IS)
