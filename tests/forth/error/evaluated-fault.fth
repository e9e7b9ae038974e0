\ A word that the text interpreter runs fails: the place is in the text, however that came to be interpreted.
\ exit: 1
\ error:
\ | <evaluate>:1:5: error: Division by zero
\ | 1 0 / 2
\ | in run at 
\ | evaluated-fault.fth:10:
\ | from 
\ | evaluated-fault.fth:11:1
: run  s" 1 0 / 2" evaluate ;
run
