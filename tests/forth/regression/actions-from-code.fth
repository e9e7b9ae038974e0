\ Deferred words that have no action until the program runs, and EXECUTE of what nobody has seen: what is compiled as a
\ whole guesses what its code gives them, of which some have the same effect and some have not, or none; and none at all
\ is a THROW.
\ output:
\ | ok: 29 checks
include ../tester.fth

defer test? ( n -- flag )
defer step ( n m -- n )
defer odd-one
defer never
defer late
: odd? ( n -- flag ) 1 and ;
: third? ( n -- flag ) 3 mod 0= ;
: seldom? ( n -- flag ) 50 = ;
: two-of ( n -- flag flag ) dup odd? swap third? ;
: mix ( n m -- n ) xor 1 lshift $ffff and ;
: adder ( n -- ) create , does> ( n m addr -- n ) @ * + ;
3 adder thrice+
: pass ( n limit -- n ) 0 do i test? if i step then loop ;
: sums ( limit -- n ) ['] odd? is test? ['] + is step 0 swap pass ;
: mixes ( limit -- n ) ['] third? is test? ['] mix is step 0 swap pass ;
: seldom ( limit -- n ) ['] seldom? is test? ['] thrice+ is step 0 swap pass ;
T{ 100 sums -> 2500 }T
T{ 100 mixes -> 41326 }T
T{ 100 seldom -> 150 }T
T{ 100 sums 100 mixes -> 2500 41326 }T

\ Another effect in the middle of a loop: what lies below stays, and is taken.
: changes ( n -- n ) dup 3 = if ['] two-of is test? then dup 5 = if ['] odd? is test? then ;
: through ( limit -- … ) ['] third? is test? 0 do i changes test? loop ;
T{ 3 through -> true false false }T
T{ 8 through -> true false false 1 true 0 false 1 0 1 }T
T{ ' test? catch -> -4 }T
T{ 1 ' step catch nip -> -4 }T

\ Fetched, stored by DEFER!, and the same word twice in one.
: given ( xt -- ) ['] odd-one defer! ;
: one ( -- n ) 1 ; : two ( -- n n ) 1 2 ;
: both ( -- … ) odd-one odd-one ;
: ones ( -- … ) ['] one is odd-one both ;
: twos ( -- … ) ['] two is odd-one both ;
T{ ones -> 1 1 }T
T{ twos -> 1 2 1 2 }T
T{ ones twos ones -> 1 1 1 2 1 2 1 1 }T
T{ ' two given both action-of odd-one ' two = -> 1 2 1 2 true }T
T{ ' + given 1 2 3 both -> 6 }T
T{ ' depth given both -> 0 1 }T

\ An action that THROWs, one that calls itself through the word, and none.
: fails ( n -- ) 7 + throw ;
: counts ( n -- n ) dup if dup 1- late + then ;
: sum-of ( n -- n ) ['] counts is late late ;
: failing ( n -- code ) ['] fails is late ['] late catch nip ;
T{ 10 sum-of -> 55 }T
T{ 10 failing -> 17 }T
T{ 10 sum-of 10 failing -> 55 17 }T
T{ ' never catch -> -9 }T
: sets-later ( -- ) ['] one is never ;
T{ ' never catch -> -9 }T
T{ sets-later never -> 1 }T

\ EXECUTE of what lies in a variable, a table, a value, or comes from the caller of a caller; and of other effects than most.
variable chosen
create actions ' one , ' two , ' depth , ' mix ,
0 value best
: less ( a b -- flag ) < ; : more ( a b -- flag ) > ;
: better ( a b -- a | b ) 2dup chosen @ execute if drop else nip then ;
: best-of ( a b c -- n ) better better ;
: least ( a b c -- n ) ['] less chosen ! best-of ;
: greatest ( a b c -- n ) ['] more chosen ! best-of ;
: nth ( n -- … ) cells actions + perform ;
: folded ( n limit xt -- n ) swap 1 ?do i swap dup >r execute r> loop drop ;
: by-xt ( limit xt -- n ) 0 -rot folded ;
: total ( limit -- n ) ['] + by-xt ;
: product ( limit -- n ) 1 swap ['] * folded ;
: chosen-best ( -- … ) best execute ;
T{ 3 1 2 least 3 1 2 greatest -> 1 3 }T
T{ 0 nth 1 nth 2 nth -> 1 1 2 3 }T
T{ 5 3 3 nth -> 12 }T
T{ 5 total 5 product -> 10 24 }T
T{ 7 4 ' - folded -> 1 }T
T{ ' two to best chosen-best ' one to best chosen-best -> 1 2 1 }T
T{ ' drop to best 5 6 chosen-best -> 5 }T
T{ ' fails to best 1 ' chosen-best catch nip -> 8 }T
T{ 0 to best ' chosen-best catch -> -9 }T
done
