\ +! of a constant to a constant address is one instruction of the interpreter: it carries, wraps and faults like the word.
\ output:
\ | ok: 20 checks
include ../tester.fth
variable v
create odd 16 allot
5 constant five
: store ( n -- ) v ! ;
: up ( -- ) 1 v +! ;
: down ( -- ) -1 v +! ;
: by-constant ( -- ) five v +! ;
: by-wide ( -- ) 4294967296 v +! ;
: by-max ( -- ) 9223372036854775807 v +! ;
: twice ( -- ) 1 v +! 1 v +! ;
: unaligned ( -- ) 1 odd 3 + +! ;
: invalid ( -- ) 1 0 +! ;
: kept ( a b -- a b ) 1 v +! ;
: split ( f -- ) 1 swap if v else odd then +! ;
: joined ( f -- ) if 1 else 2 then v +! ;
: when-cold
  T{ 0 store up v @ -> 1 }T
  T{ 4294967295 store up v @ -> 4294967296 }T
  T{ 4294967296 store down v @ -> 4294967295 }T
  T{ 0 store down v @ -> -1 }T
  T{ -1 store up v @ -> 0 }T
  T{ 9223372036854775807 store up v @ -> 9223372036854775807 negate 1- }T
  T{ 1 store by-constant v @ -> 6 }T
  T{ 1 store by-wide v @ -> 4294967297 }T
  T{ 1 store by-max v @ 0< -> true }T
  T{ 0 store twice v @ -> 2 }T
  T{ 0 odd 3 + ! unaligned odd 3 + @ -> 1 }T
  T{ ['] invalid catch -> -9 }T
  T{ 3 4 kept -> 3 4 }T
  T{ 0 store 0 odd ! true split false split v @ odd @ -> 1 1 }T
  T{ 0 store true joined false joined v @ -> 3 }T ;
when-cold
\ The same once the words are hot.
: hot 3000 0 do up down by-constant twice kept true joined loop ;
0 store
T{ 0 0 hot 2drop v @ -> 3000 5 2 + 1 + 1 + * }T
: more 500 0 do by-wide by-max loop ;
more
T{ 4294967295 store up v @ -> 4294967296 }T
T{ 4294967296 store down v @ -> 4294967295 }T
T{ 1 store by-wide v @ -> 4294967297 }T
T{ 1 store by-max v @ 0< -> true }T
done
