\ The ; of the definition before is missing.
\ exit: 1
\ error:
\ | hint: the definition of 'f' at
\ | semicolon-missing.fth:6:3 has no ;
: f 1 2 +
: g 3 ;
