\ Arrays made by a defining word: CREATE … DOES> in an inner loop.
[undefined] size [if] 20000 constant size [then]

: array ( u "name" -- )  create cells allot  does> ( u -- a ) swap cells + ;

size array numbers
size array sums

: setup ( -- )  size 0 do i 7 * 1023 and i numbers !  0 i sums ! loop ;

: pass ( -- )
  size 0 do
    i numbers @  i sums @ +  dup i sums !
    3 and  i numbers @ +  i numbers !
  loop ;

: checksum ( -- n )  0 size 0 do i sums @ + 31 * loop ;

: main ( -- )  setup 2000 0 do pass loop checksum . cr ;
main
