\ A word of gforth that is left out says so, and what to do instead.
\ exit: 1
\ error:
\ | hint: gforth's 'c-library' is left out: 
c-library foo
