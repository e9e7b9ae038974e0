\ An IF without THEN is found at the ; of its definition; the report points at the IF.
\ exit: 1
\ error:
\ | unbalanced-if.fth:8:3: error: Control structure mismatch: ; where IF or WHILE is still open (THROW -22)
\ |  8 |   if
: half  ( flag -- n )
  dup
  if
    1
  ;
