\ Quicksort of cells, recursive, with the comparison written in place.
[undefined] size [if] 1000000 constant size [then]

variable seed  1 seed !
: random ( -- u )  seed @ 1103515245 * 12345 + $7fffffff and dup seed ! ;

create items  size cells allot

: exchange ( a b -- )  dup @ >r over @ swap ! r> swap ! ;
: middle ( low high -- x )  over - 2/ -8 and + @ ;

: partition ( low high -- low right left high )
  2dup middle >r  2dup
  begin
    swap begin dup @ r@ < while cell+ repeat
    swap begin r@ over @ < while 1 cells - repeat
    2dup <= if 2dup exchange >r cell+ r> 1 cells - then
    2dup >
  until
  r> drop  swap rot ;

: sort ( low high -- )
  partition
  2dup < if recurse else 2drop then
  2dup < if recurse else 2drop then ;

: fill-items ( -- )  size 0 do random items i cells + ! loop ;
: checksum ( -- n )  0 size 0 do 31 * items i cells + @ xor loop ;
: main ( -- )
  0 3 0 do  fill-items  items items size 1- cells + sort  checksum +  loop . cr ;
main
