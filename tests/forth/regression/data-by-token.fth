\ Words that are data, run by their tokens in hot code until they have code of their own; what they are changes afterwards.
\ output:
\ | ok: 25 checks
include ../tester.fth

5 constant five  create made 7 ,  variable var  9 value val  1 2 2constant both
1.5e fconstant half  2.5e fvalue other
: up  ( n -- n )  1+ ;
: down  ( n -- n )  1- ;
defer act  ' up is act
: array  ( n -- )  create cells allot does> ( i -- addr )  swap cells + ;
4 array slots
begin-structure pair  field: first  field: second  end-structure

variable xt
: once  ( … -- … )  xt @ execute ;
: times  ( xt -- )  xt ! 3000 0 do once drop loop ;
: times-with  ( xt -- )  xt ! 3000 0 do i once drop loop ;
: times-float  ( xt -- )  xt ! 3000 0 do once fdrop loop ;
: times-both  ( xt -- )  xt ! 3000 0 do once 2drop loop ;
' five times  ' made times  ' var times  ' val times  ' pair times
' both times-both  ' half times-float  ' other times-float
' act times-with  ' slots times-with  ' second times-with
: is!  ( xt -- )  xt ! ;
T{ ' five is! once -> 5 }T
T{ ' made is! once -> made }T
T{ ' var is! once -> var }T
T{ ' val is! once -> 9 }T
T{ 11 to val once -> 11 }T
T{ ' both is! once -> 1 2 }T
T{ ' half is! once 2e f* f>s -> 3 }T
T{ ' other is! 4e to other once f>s -> 4 }T
T{ ' act is! 3 once -> 4 }T
T{ ' down is act 3 once -> 2 }T
T{ ' slots is! 2 once -> 2 slots }T
T{ ' second is! 100 once -> 108 }T
T{ ' pair is! once -> 16 }T
T{ ' act is! ' drop is act 3 once -> }T

\ A CREATEd word that gets a behaviour, and another one.
: doubled  ( -- )  does> ( n addr -- n )  @ + ;
: tripled  ( -- )  does> ( addr -- n )  @ 3 * ;
create grows 7 ,
' grows times
T{ ' grows is! once -> grows }T
doubled
T{ 1 once -> 8 }T
: more  ( -- )  3000 0 do i once drop loop ;
more
T{ 1 once 2 once -> 8 9 }T
: most  ( -- )  3000 0 do once drop loop ;
T{ ' five is! once -> 5 }T

\ A constant that is given a body, and what it holds then.
6 constant six
' six times
T{ ' six is! once -> 6 }T
T{ ' six >body drop once -> 6 }T
T{ 8 ' six >body ! once -> 8 }T

\ Numbers of words that are forgotten are others'.
marker gone
3 constant three
' three times
T{ ' three is! once -> 3 }T
gone
: three  ( -- a b )  4 5 ;
T{ ' three is! once -> 4 5 }T
T{ 0 is! ' once catch -> -9 }T
T{ ' five is! once -> 5 }T
done
