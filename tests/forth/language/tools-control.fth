\ ahead cs-pick cs-roll: control structures built from parts (15.6.2.0702, 15.6.2.1015, 15.6.2.1020).
\ output:
\ | ok: 6 checks
include ../tester.fth

: skip  1 ahead 2 then 3 ;
T{ skip -> 1 3 }T

\ A begin that two branches go back to: counts up until divisible by 5 and by 7.
: ?back  0 cs-pick postpone until ; immediate
: both  ( n -- n )  begin 1+ dup 5 mod 0= ?back dup 7 mod 0= until ;
T{ 0 both 35 both 69 both -> 35 70 70 }T

\ while and repeat made of if, cs-roll and again.
: my-while  postpone if 1 cs-roll ; immediate
: my-repeat  postpone again postpone then ; immediate
: count-down  ( n -- n )  0 swap begin dup my-while 1- swap 1+ swap my-repeat drop ;
T{ 5 count-down 0 count-down -> 5 0 }T

\ else made of ahead.
: my-else  postpone ahead 1 cs-roll postpone then ; immediate
: choose  ( flag -- n )  if 1 my-else 2 then ;
T{ true choose false choose -> 1 2 }T

\ A forward branch into a loop's middle: the test comes first.
: enter-at-test  ( n -- steps )
  0 swap  ahead  begin  1- swap 1+ swap  [ 1 cs-roll ] then  dup 0= until drop ;
T{ 5 enter-at-test 0 enter-at-test -> 5 0 }T

\ A short-circuit: both ifs go to the same false part.
: in-range  ( n -- flag )
  dup 0> if  dup 10 < if  drop true
  [ 1 cs-roll ] else [ 1 cs-roll ] then  drop false  then ;
T{ 5 in-range 0 in-range 10 in-range -5 in-range -> true false false false }T
done
