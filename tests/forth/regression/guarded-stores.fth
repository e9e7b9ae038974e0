\ A loop keeps its variables in registers although a store through a computed address may hit one of them: whether it has is
\ looked at behind the store.
\ output:
\ | ok: 16 checks
include ../tester.fth

create state  64 allot
state constant before  state 8 + constant total  state 16 + constant other  state 24 + constant behind
create target  256 allot
: clear  state 64 erase  target 256 erase ;

\ A pointer that walks over the variables, beginning before them and ending behind them.
variable pointer
: walk ( a u -- n )  over + swap ?do  7 total +!  i pointer !  $AB pointer @ c!  total @ other @ xor 3 + other !  loop  total @ other @ xor ;
: expected-walk ( a u -- n )
  over + swap ?do  total @ 7 + total !  $AB i c!  total @ other @ xor 3 + other !  loop  total @ other @ xor ;
T{ clear target 64 walk -> clear target 64 expected-walk }T
T{ clear before 40 walk -> clear before 40 expected-walk }T
T{ clear total 1 walk -> clear total 1 expected-walk }T
T{ clear other 9 walk -> clear other 9 expected-walk }T

\ Cells that overlap variables by some of their bytes, below and above.
: overlap ( a n -- n )  0 ?do  1 total +!  total @ 3 * over !  1+  other @ 1+ other !  loop  drop  total @ other @ 5 * + ;
T{ clear total 7 - 1 overlap -> 5 }T
T{ clear total 8 - 1 overlap -> 6 }T
T{ clear total 16 overlap before @ -> clear total 1+ drop total 16 overlap before @ }T
T{ clear other 7 + 2 overlap behind @ other @ -> clear other 7 + 2 overlap behind @ other @ }T
T{ clear other 1 overlap -> 1 20 + }T
T{ clear behind 1 overlap behind @ -> 6 3 }T

\ Neighbourhoods far from each other, and a float.
create far  16 allot  create gap  400 allot  fvariable weight
: both ( a n -- )  0 far !  1e weight f!
  0 ?do  1 far +!  weight f@ 2e f* weight f!  2e dup f!  8 +  loop  drop ;
T{ target 4 both far @ weight f@ f>s -> 4 16 }T
T{ weight 4 both far @ weight f@ f>s -> 4 16 }T
T{ far 1 both far f@ f>s weight f@ f>s -> 2 2 }T
T{ weight 8 - 2 both far @ weight f@ f>s -> 2 2 }T

\ Where a store is that hits, what it writes is there at once for a THROW, too.
: fails ( a -- )  0 total !  begin  1 total +!  total @ 100 + over !  other @ total @ + other !  total @ 103 > if 9 throw then  again ;
T{ clear total ' fails catch nip total @ other @ -> 9 202 303 }T
T{ clear target ' fails catch nip total @ target @ other @ -> 9 104 204 104 105 * 2/ }T
done
