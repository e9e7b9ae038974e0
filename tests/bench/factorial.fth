\ A factorial of many cells: UM* and D+, with the carry in a variable.
[undefined] size [if] 40000 constant size [then]

24000 constant limbs
create big  limbs cells allot
variable length
variable carry

: limb ( i -- a )  cells big + ;
: times ( u -- )
  0 carry !
  length @ 0 ?do
    i limb @ over um*  carry @ 0 d+  carry !  i limb !
  loop drop
  carry @ ?dup if  length @ limb !  1 length +!  then ;
: factorial ( n -- )  1 0 limb !  1 length !  1+ 2 ?do i times loop ;
: checksum ( -- n )  0 length @ 0 ?do  31 * i limb @ xor  loop ;

: main ( -- )  size factorial  checksum . cr ;
main
