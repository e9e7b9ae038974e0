\ The heap is not the dictionary: it grows by itself, also while the words that use it run.
\ output:
\ | ok: 19 checks
include ../tester.fth

0 value a
0 value b
: ends  ( addr u -- )  2dup 1- + 'z' swap c!  drop 'a' swap c! ;
: ends?  ( addr u -- flag )  2dup 1- + c@ 'z' =  >r drop c@ 'a' = r> and ;
unused constant before

T{ 300000000 allocate swap to a -> 0 }T
T{ a 300000000 ends a 300000000 ends? -> true }T
T{ unused before u<= -> true }T
T{ a 7 + free 0= a 300000000 ends? -> false true }T
\ It stays where it was, or moves with what it has.
T{ a 400000000 resize swap to a a c@ -> 0 char a }T
T{ a 1000 resize swap to a a c@ -> 0 char a }T
T{ a free a free 0= -> 0 false }T

\ One activation allocates, and uses what there was not when it began.
: fresh  ( u -- x )
  dup allocate throw  tuck + cell - >r  0
  1000 0 do i r@ ! r@ @ + loop  r> drop nip ;
T{ 16000 fresh 20000000 fresh 90000000 fresh 200000000 fresh -> 499500 dup dup dup }T
\ The same in a word that is hot before.
: hot  ( addr n -- sum )  0 swap 0 ?do over i 7 and cells + dup i swap ! @ + loop nip ;
T{ 8 cells allocate throw 300000 hot -> 44999850000 }T
T{ 150000000 allocate throw 149999000 + aligned 300000 hot -> 44999850000 }T

\ What is freed is used again: far more in sum than there is.
: again  ( n u -- )  swap 0 do dup allocate throw 2dup + 1- 1 swap c! free throw loop drop ;
T{ 200 100000000 again -> }T
: growing  ( step n -- size x )
  300000 allocate throw  { step n addr }  42 addr !
  n 0 do addr 300000 i step * + resize throw to addr loop
  n 1- step * 300000 +  addr @  addr free throw ;
T{ 10000 5000 growing -> 50290000 42 }T
\ Neighbours become one.
: three  ( -- )
  30000000 allocate throw 30000000 allocate throw 30000000 allocate throw
  rot free throw free throw free throw ;
T{ three three three three three three three three three three three three -> }T

\ More than there can be is an error code, and all goes on.
T{ 5000000000 allocate nip 0<> -> true }T
T{ -1 allocate nip 0<> -> true }T
T{ 1000000 allocate throw to a a -1 resize nip 0<> a free -> true 0 }T
: until-full  ( -- n )  0 begin 400000000 allocate 0= while drop 1+ repeat drop ;
T{ until-full 1 15 within 100 allocate nip -> true 0 }T
\ Beyond the heap there is still nothing, and the dictionary is as large as -m says.
T{ $fffffff0 ' c@ catch nip -> -9 }T
T{ unused 1+ ' allot catch nip -> -8 }T

done
