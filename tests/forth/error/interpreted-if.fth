\ A control word outside a definition ends the script.
\ exit: 1
\ error:
\ | interpreted-if.fth:7:
\ | (THROW -14)
1 drop
1 if
