\ assert( … ) of gforth: quiet when true, a throw when false, left out below the level.
\ output:
\ | ok: 9 checks
include ../tester.fth

: half  ( n -- n )  assert( dup 1 and 0= ) 2/ ;
T{ 10 half -> 5 }T
: bad  assert( false ) 1 ;
T{ s" bad" throws 0<> -> true }T
T{ s" 7 half" throws 0<> -> true }T
: always  assert0( dup 0> ) ;
T{ 1 always s" -1 always" throws 0<> -> 1 true }T
: rare  assert3( false ) 3 ;
T{ rare -> 3 }T
0 assert-level !
: off-now  assert( false ) 4 ;
T{ off-now -> 4 }T
1 assert-level !
: on-again  assert1( false ) 5 ;
T{ s" on-again" throws 0<> -> true }T
: each-even  ( n -- )  0 do i 2* assert( dup 1 and 0= ) drop loop ;
T{ 1000 each-even -> }T
: until-odd  ( n -- )  0 do i assert( dup 999 <> ) drop loop ;
T{ s" 1000 until-odd" throws -> -2 }T
done
