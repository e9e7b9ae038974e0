\ Integers of any length: nine decimal digits a cell in memory that ALLOCATE gives, the lowest first.
\ output:
\ | 2432902008176640000 30414093201713378043612608166064768844377641568960512000000000000
\ | 354224848179261915075 222232244629420445529739893461909967206666939096499764990979600
\ | 1606938044258990275541962092341162602522202993782792835301376 256
\ | 340282366920938463463374607431768211456 42916 340279984961043736157221506881220
\ | 7 4114392823141124021368062092160804900380344320000000000000
\ | 12345678901234567 0
\ | 0

1000000000 constant radix
begin-structure big%
  field: big>length
  0 +field big>cells
end-structure

: big  ( length -- big ) dup cells big% + allocate throw tuck big>length ! ;
: digit  ( i big -- addr ) big>cells swap cells + ;
: length ( big -- n ) big>length @ ;
: >big  ( u -- big )
  3 big { b }
  3 0 do radix /mod swap i b digit ! loop drop b ;
: trim  ( big -- big )
  dup length begin dup 1 > while 2dup 1- swap digit @ 0= while 1- repeat then over big>length ! ;
: .9  ( u -- ) base @ >r decimal 0 <# # # # # # # # # # #> type r> base ! ;
: .big  ( big -- )
  dup length 1- over digit @ 0 .r
  dup length 1- 0 ?do dup length 2 - i - over digit @ .9 loop drop space ;

: big*u  ( big u -- )   \ in place; the big one grows when it has to
  { b u | carry }
  b length 0 ?do
    i b digit @ u * carry + radix /mod to carry i b digit !
  loop
  carry if
    b length 1+ dup cells big% + b swap resize throw to b
    b big>length !
    carry b length 1- b digit !
  then b ;

: big+  ( big1 big2 -- big3 )
  2dup length swap length max 1+ dup big { a b n c | carry }
  n 0 do
    i a length < if i a digit @ else 0 then
    i b length < if i b digit @ else 0 then +
    carry + radix /mod to carry
    i c digit !
  loop c trim ;

: big*  ( big1 big2 -- big3 )
  { a b } a length b length + big { c }
  c big>cells c length cells erase
  a length 0 ?do
    0 b length 0 ?do          ( carry )
      j a digit @ i b digit @ * + i j + c digit @ +
      radix /mod swap i j + c digit !
    loop
    i b length + c digit +!
  loop c trim ;

: big/mod  ( big u -- rest )  \ in place
  { b u } 0 b length 0 ?do
    radix * b length 1- i - b digit @ + u /mod b length 1- i - b digit !
  loop b trim drop ;

: release  free throw ;
: factorial  ( u -- big ) 1 >big trim swap 1+ 2 ?do i big*u loop ;
: fibonacci  ( u -- big )
  0 >big trim 1 >big trim rot 0 ?do
    2dup big+ rot release
  loop release ;
: power  ( u n -- big ) 1 >big trim swap 0 ?do over big*u loop nip ;
: digit-sum  ( big -- n )
  0 begin over dup length 1 > swap 0 swap digit @ 0<> or while over 10 big/mod + repeat nip ;

20 factorial dup .big release 50 factorial dup .big cr release
100 fibonacci dup .big release 300 fibonacci dup .big cr release
2 200 power dup .big digit-sum . cr
2 64 power dup big* dup .big dup 1000007 big/mod . .big cr
30 factorial 25 factorial big* dup length . dup .big release cr
12345678901234567 >big trim dup .big 7 big/mod . cr
depth . cr
