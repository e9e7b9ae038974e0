\ A control word outside a definition ends the script, and the report names its twin for what is interpreted.
\ exit: 1
\ error:
\ | interpreted-if.fth:8:
\ | (THROW -14)
\ | hint: outside of definitions, [IF] … [ELSE] … [THEN] does that
1 drop
1 if
