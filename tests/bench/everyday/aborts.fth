\ ABORT" that is caught, in every eighth turn.
variable sum
: check ( n -- n ) dup 7 and 3 = abort" three" 1+ ;
: run ( n -- ) 0 ?do i ['] check catch if drop 5 then sum +! loop ;
size run sum @ . cr
