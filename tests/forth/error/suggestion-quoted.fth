\ A suggestion is in quotes: its own signs are not the question's.
\ exit: 1
\ error:
\ | hint: did you mean 'bye?'
: bye? ;
by?
