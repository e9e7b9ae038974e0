\ A hash table with chains from ALLOCATE.
1024 constant #buckets
create buckets #buckets cells allot  buckets #buckets cells erase
: hash ( n -- addr )  2654435761 * 16 rshift #buckets 1- and cells buckets + ;
: put ( n -- )  3 cells allocate throw >r dup hash dup @ r@ ! r@ swap ! dup r@ cell+ ! 1 lshift r> 2 cells + ! ;
: get ( n -- n' )  dup hash @ begin dup while 2dup cell+ @ = if nip 2 cells + @ exit then @ repeat nip ;
: clear ( -- )  #buckets 0 do i cells buckets + dup @ swap off begin dup while dup @ swap free throw repeat drop loop ;
variable sum
: run ( n -- )  0 ?do 2000 0 do i 7 * put loop 4000 0 do i get sum +! loop clear loop ;
size run sum @ . cr
