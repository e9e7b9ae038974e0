\ A word that CATCHes what it is handed as a token.
variable sum
: ok ( n -- n ) 1+ ;
: bad ( n -- n ) dup 3 and 0= if 10 throw then 2* ;
: safely ( n xt -- n ) catch if drop 0 then ;
: run ( n -- ) 0 ?do i ['] ok safely sum +! i ['] bad safely sum +! loop ;
size run sum @ . cr
