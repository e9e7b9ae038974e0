\ An if without then is found at the ; of its definition.
\ exit: 1
\ error:
\ | unbalanced-if.fth:6:
\ | (THROW -22)
: half  if 1 ;
