\ A string without its closing quote.
\ exit: 1
\ error:
\ | unterminated-string.fth:8:
\ | warning: the string has no closing " on its line
\ | (THROW -39)
: ok 1 ;
: greet  ." hello ;
ok
