\ An error in an evaluated text shows the text.
\ exit: 1
\ error:
\ | (THROW -13)
\ | 1 2 frobnicate 3
\ | evaluated-error.fth:8:
: run  s" 1 2 frobnicate 3" evaluate ;
run
