\ A word that is redefined, a value that changes, a deferred word that is set again: callers made before.
\ output:
\ | ok: 14 checks
include ../tester.fth

: f  1 ;
: g  f 10 + ;
: f  2 ;
T{ g f -> 11 2 }T
5 constant c
: uses-c  c 1+ ;
6 constant c
T{ uses-c c -> 6 6 }T
5 value v
: uses-v  v 1+ ;
T{ uses-v 10 to v uses-v -> 6 11 }T
: changes-v  v  20 to v  v ;
T{ changes-v -> 10 20 }T
: set-v  ( n -- )  to v ;
: changes-by-call  v  30 set-v  v ;
T{ changes-by-call -> 20 30 }T
defer d
: uses-d  d d ;
: inc 1+ ;  : dec 1- ;
' inc is d
T{ 5 uses-d -> 7 }T
' dec is d
T{ 5 uses-d -> 3 }T
: self-changing  ( n -- n )  d ['] inc is d d d ;
T{ 5 self-changing -> 6 }T
\ A body that is changed through >body.
create data 1 ,
: uses-data  data @ ;
T{ uses-data 2 ' data >body ! uses-data -> 1 2 }T
\ A constant folded from a variable's address must not fold its content.
variable box
: reads-box  box @ ;
T{ 1 box ! reads-box 2 box ! reads-box -> 1 2 }T
\ Effects learnt from one definition do not carry over to the next of that name.
: shape  1 2 ;
: two-of  shape ;
: shape  3 ;
: one-of  shape ;
T{ two-of one-of -> 1 2 3 }T
marker away
: shape  4 5 6 ;
T{ shape -> 4 5 6 }T
away
T{ shape -> 3 }T
: shape  7 7 ;
T{ shape -> 7 7 }T
done
