\ A table of execution tokens, and EXECUTE through a VALUE.
variable sum
: t0 ( n -- )  sum +! ;
: t1 ( n -- )  2* sum +! ;
: t2 ( n -- )  negate sum +! ;
: t3 ( n -- )  1 xor sum +! ;
create actions ' t0 , ' t1 , ' t2 , ' t3 ,
0 value action
: run ( n -- )  0 ?do i i 3 and cells actions + @ execute actions i 2/ 3 and cells + @ to action i action execute loop ;
size run sum @ . cr
