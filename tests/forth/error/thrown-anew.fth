\ A THROW of a code that was caught before is a new one when the program says the code.
\ exit: 77
\ error:
\ | thrown-anew.fth:10:14: error:
\ | in second at 
\ | thrown-anew.fth:10:14

77 constant mine
: first   mine throw ;
: second  77 throw ;
' first catch drop
second
