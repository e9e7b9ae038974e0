\ defer is action-of defer! defer@.
\ output:
\ | ok: 14 checks
include ../tester.fth

defer op
' + is op
T{ 2 3 op -> 5 }T
' * is op
T{ 2 3 op -> 6 }T
T{ action-of op ' * = -> true }T
T{ ' op defer@ ' * = -> true }T
T{ ' - ' op defer! 5 3 op -> 2 }T
: set-op  ( xt -- )  is op ;
: get-op  ( -- xt )  action-of op ;
T{ ' max set-op 5 3 op get-op ' max = -> 5 true }T
: twice  ( a b -- c )  over swap op op ;
T{ ' + set-op 10 1 twice -> 21 }T
T{ ' - set-op 10 1 twice -> 1 }T
\ Forward reference and mutual recursion.
defer odd?
: even?  ( n -- flag )  ?dup if 1- odd? else true then ;
:noname  ( n -- flag )  ?dup if 1- even? else false then ;  is odd?
T{ 10 even? 7 even? 7 odd? -> true false true }T
\ An action with another effect.
defer emitter
: three  1 2 3 ;
' three is emitter
T{ emitter -> 1 2 3 }T
: none ;
' none is emitter
T{ emitter -> }T
\ A deferred word's own token.
T{ ' emitter execute -> }T
\ Executing a deferred word that was given no action throws (6.2.1173 leaves it open).
defer unset
T{ s" unset" throws 0<> -> true }T
\ Chains.
defer a  defer b
:noname 42 ; is b
' b is a
T{ a -> 42 }T
done
