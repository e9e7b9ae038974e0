\ -13 THROW is no search for a name: nothing is suggested.
\ exit: 1
\ error:
\ | thrown-number-no-name.fth:6:
\ | Undefined word (THROW -13)
: fail  -13 throw ;
fail
