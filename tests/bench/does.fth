\ Arrays made by a defining word: CREATE … DOES> with computed indices in an inner loop.
[undefined] size [if] 20000 constant size [then]

: array ( u "name" -- )  create cells allot  does> ( u -- a ) swap cells + ;

size array links
size array counts

: setup ( -- )  size 0 do i i links !  0 i counts ! loop ;

: following ( index -- index' )  7 + dup size < 0= if size - then ;

: pass ( -- )
  size 0 do
    i links @
    i over counts +!
    following i links !
  loop ;

: checksum ( -- n )  0 size 0 do i counts @ + 31 * loop ;

: main ( -- )  setup 2000 0 do pass loop checksum . cr ;
main
