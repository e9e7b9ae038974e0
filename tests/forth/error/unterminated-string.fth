\ A string without its closing quote.
\ exit: 1
\ error:
\ | unterminated-string.fth:7:
\ | (THROW -39)
: ok 1 ;
: greet  ." hello ;
ok
