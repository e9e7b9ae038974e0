\ TRY with IFERROR, RESTORE and RECOVER; locals are shared with the text inside; RECURSE is the word around.
\ output:
\ | 5 caught -10 -1
\ | cleanup 7 cleanup 5
\ | 1 recovered, after
\ | 4 error 3 , then 9
\ | 1 2 7
\ | 120
\ | inner 8 outer 9
\ | -22 -22
: quotient { a b | c -- c }  try  a b / to c  iferror  ." caught " . -1 to c  then endtry  c ;
10 2 quotient .  10 0 quotient . cr
: cleans ( n -- )  try  dup 0= if 5 throw then  0 restore  ." cleanup " endtry  throw ;
7 cleans .  0 ' cleans catch . drop cr
: recovers  try 1 throw recover . ." recovered" endtry ." , after" cr ;
recovers
: assigns { x }  try  x .  9 to x  3 throw  endtry-iferror  ." error " .  then  ." , then " x . ;
4 assigns cr
: keeps  1 2  try 3 4 7 throw 0 restore endtry ;
keeps rot . swap . . cr
: factorial { n -- n! }
  n 0= if 1 exit then  try  n 1- recurse n *  iferror throw then  endtry ;
5 factorial . cr
: nested { x }
  try
    try  8 to x  1 throw  iferror drop ." inner " x . then endtry
    9 to x  2 throw
  iferror drop ." outer " x . then endtry ;
7 nested cr
: compiles ( addr u -- )  ['] evaluate catch .  2drop  postpone [ ;
s" : unclosed try ; " compiles
s" : untried iferror then endtry ;" compiles
