\ Small programs over memory: quicksort, matrix product, n queens, life, binary search, permutations, heap sort.
\ output:
\ | 1 1 2 3 3 4 5 5 5 6 7 8 9 9
\ | 30 24 18 84 69 54 138 114 90
\ | 92
\ | .....
\ | ..#..
\ | ..#..
\ | ..#..
\ | .....
\ | 123 132 213 231 321 312
\ | 7 -1

create data 5 , 3 , 9 , 1 , 5 , 8 , 2 , 7 , 4 , 6 , 3 , 5 , 9 , 1 ,
14 constant #data
: cell-  1 cells - ;
: exchange  ( a1 a2 -- )  2dup @ swap @ rot ! swap ! ;
: partition  ( lo hi -- lo j i hi )
  2dup over - 2/ 1 cells negate and + @ >r
  2dup begin
    swap begin dup @ r@ < while cell+ repeat
    swap begin r@ over @ < while cell- repeat
    2dup <= if 2dup exchange >r cell+ r> cell- then
  2dup > until  rdrop swap rot ;
: sort-range  ( lo hi -- )
  partition  2dup < if recurse else 2drop then  2dup < if recurse else 2drop then ;
: sort  ( addr n -- )  dup 2 < if 2drop exit then 1- cells over + sort-range ;
: show  ( addr n -- )  0 ?do dup i cells + @ . loop drop ;
data #data sort data #data show cr

create a 9 , 8 , 7 , 6 , 5 , 4 , 3 , 2 , 1 ,
create b 1 , 2 , 3 , 4 , 5 , 6 , 7 , 8 , 9 ,
create c 9 cells allot
: at  ( row col addr -- addr )  -rot swap 3 * + cells + ;
: dot  ( row col -- n )  0 3 0 do  2 pick i b at @  2 pick i swap a at @ * +  loop nip nip ;
: product  3 0 do 3 0 do  j i dot  j i c at !  loop loop ;
product c 9 show cr

8 constant n
create columns n cells allot
: column  ( row -- addr )  cells columns + ;
variable solutions
: clash?  ( col row other -- flag )  tuck - >r column @ - abs dup 0= swap r> = or ;
: safe?  ( col row -- flag )  dup 0 ?do 2dup i clash? if 2drop false unloop exit then loop 2drop true ;
: place  ( row -- )
  dup n = if drop 1 solutions +! exit then
  n 0 do  i over safe? if i over column ! dup 1+ recurse then  loop drop ;
0 solutions !  0 place  solutions ? cr

5 constant side
create world side side * allot
create next side side * allot
: wrap  ( n -- n )  side mod ;
: cell@  ( x y -- n )  wrap side * swap wrap + world + c@ ;
: neighbours  ( x y -- n )
  0 2 -1 do 2 -1 do  i j or if  2 pick i + 2 pick j + cell@ +  then loop loop nip nip ;
: lives?  ( x y -- 0|1 )  2dup cell@ -rot neighbours  dup 3 = if 2drop 1 else 2 = if else drop 0 then then ;
: generation  side 0 do side 0 do  i j lives?  j side * i + next + c!  loop loop  next world side side * move ;
: show-world  side 0 do side 0 do  i j cell@ if [char] # else [char] . then emit  loop cr loop ;
world side side * erase
1 world 11 + c! 1 world 12 + c! 1 world 13 + c!
generation show-world

create digits 3 allot
: swap-bytes  ( i j -- )  digits + swap digits + 2dup c@ swap c@ rot c! swap c! ;
: permute  ( k -- )
  dup 3 = if drop digits 3 type space exit then
  3 over ?do  dup i swap-bytes  dup 1+ recurse  dup i swap-bytes  loop drop ;
s" 123" digits swap move  0 permute cr

: find  ( x addr n -- index | -1 )
  0 swap begin 2dup < while
    2dup + 2/ >r  2 pick r@ cells + @ 4 pick
    2dup = if 2drop 2drop 2drop r> exit then
    < if nip r> 1+ swap else drop r> then
  repeat 2drop 2drop -1 ;
create sorted 1 , 4 , 9 , 16 , 25 , 36 , 49 , 64 , 81 , 100 ,
64 sorted 10 find . 50 sorted 10 find . cr
