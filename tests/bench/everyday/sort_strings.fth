\ Sorting pointers to strings by COMPARE: shell sort.
2000 constant #texts  8 constant length
create texts #texts length * allot  create order #texts cells allot
variable seed  variable sum
: number ( -- n )  seed @ 1103515245 * 12345 + $7fffffff and dup seed ! 8 rshift ;
: place ( i -- addr )  cells order + ;
: prepare ( -- )
  1 seed ! #texts 0 do
    texts i length * + dup i place !
    length over + swap do number 26 mod [char] a + i c! loop
  loop ;
: before? ( addr1 addr2 -- flag )  length swap length compare 0> ;
: insert ( i gap -- )
  over place @ >r swap
  begin 2dup <= while
    2dup swap - place @ r@ swap before? while
    2dup swap - dup place @ rot place ! 
  repeat then
  r> swap place ! drop ;
: sort ( -- )  701 begin dup while #texts over ?do i over insert loop 4 9 */ repeat drop ;
: check ( -- n )  0 #texts 0 do i place @ c@ i * + loop ;
: run ( n -- )  0 ?do prepare sort check sum +! loop ;
size run sum @ . cr
