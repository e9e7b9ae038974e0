\ A linked list whose nodes come from ALLOCATE and go to FREE.
variable head
: add ( n -- )  2 cells allocate throw tuck cell+ ! head @ over ! head ! ;
: drop-all ( -- sum )  0 begin head @ ?dup while dup @ head ! dup cell+ @ swap free throw + repeat ;
variable sum
: run ( n -- )  0 ?do 100 0 do i add loop drop-all sum +! loop ;
size run sum @ . cr
