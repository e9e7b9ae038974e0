\ Quicksort with a comparison that is handed in as an execution token.
10000 constant #items
create items #items cells allot
variable seed variable before
: number ( -- n )  seed @ 1103515245 * 12345 + $7fffffff and dup seed ! 4 rshift ;
: prepare ( -- )  1 seed ! #items 0 do number items i cells + ! loop ;
: less ( a b -- flag )  < ;
: exchange ( a1 a2 -- )  over @ over @ >r swap ! r> swap ! ;
: partition ( lo hi -- lo hi left right )
  2dup over - 2/ -8 and + @ >r 2dup begin
    swap begin dup @ r@ before @ execute while cell+ repeat
    swap begin r@ over @ before @ execute while 1 cells - repeat
    2dup <= if 2dup exchange >r cell+ r> 1 cells - then
  2dup > until r> drop ;
: sort ( lo hi -- )
  partition swap rot 2dup < if recurse else 2drop then 2dup < if recurse else 2drop then ;
variable sum
: run ( n -- )  ['] less before ! 0 ?do prepare items items #items 1- cells + sort items 77 cells + @ sum +! loop ;
size run sum @ . cr
