\ A definition without ; at the end of the file.
\ exit: 1
\ error:
\ | unterminated-definition.fth:
\ | never-done
: never-done  1 2
  +
