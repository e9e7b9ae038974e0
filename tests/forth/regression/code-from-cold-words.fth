\ Words that have code, called by words that are interpreted natively: what code asks the host for meanwhile, what is
\ thrown through it, what lies on the stacks, and memory that has become more.
\ output:
\ | one 1 one 2 one 3 
\ | ok: 17 checks
include ../tester.fth

variable sum
\ Made hot by itself, so that what calls it below may be cold.
: hot  ( n -- )  0 ?do i sum +! loop ;
: heat  ( -- )  30 0 do 500 hot loop ;
heat
\ Hot by calls.
: twice  ( n -- n )  2* ;
: pair  ( a b -- b a )  swap ;
: swap-floats  ( F: r1 r2 -- r2 r1 )  fswap ;
: leave-nothing  ( n -- )  drop ;
: thrown  ( n -- n )  dup 7 = if 77 throw then 1+ ;
: one  ( n -- n )  dup 0> if ." one " dup . then ;
: longer  ( addr n -- addr )  resize throw ;
: deep  ( n -- n )  dup 0> if 1- recurse 1+ then ;
: overflow  ( -- n )  recurse 1 ;
: many  ( -- )
  5000 0 do
    i twice pair drop  1e 2e swap-floats fdrop fdrop  i leave-nothing
    0 thrown drop  0 one drop  64 allocate throw 128 longer free throw  2 deep drop
  loop ;
1 many drop

\ Each runs once or a few times.
: cold-arithmetic  ( -- n )  20 twice 1 pair - twice ;
T{ cold-arithmetic -> -78 }T
: cold-floats  ( -- n )  1e 2e swap-floats fover fover f- f>s fdrop fdrop ;
T{ cold-floats -> 1 }T
T{ fdepth -> 0 }T
: cold-caught  ( n -- n n )  ['] thrown catch ;
T{ 7 cold-caught nip -> 77 }T
T{ 1 cold-caught -> 2 0 }T
: cold-throws  ( n -- n )  thrown ;
: caught-outside  ( n -- n n )  ['] cold-throws catch ;
T{ 7 caught-outside nip 8 caught-outside -> 77 9 0 }T
\ The host prints.
: cold-prints  ( -- )  4 1 do i one drop loop ;
T{ cold-prints -> }T
cr
\ Too few items for code, and too little stack for it.
: cold-underflow  ( -- n )  ['] pair catch ;
T{ cold-underflow -> -4 }T
: cold-deep  ( -- n )  ['] overflow catch ;
T{ cold-deep -> -5 }T
T{ 100 deep -> 100 }T
\ By tokens.
: by-token  ( n xt -- n )  execute ;
T{ 5 ' twice by-token 6 ' twice by-token 7 ' thrown ' by-token catch nip nip -> 10 12 77 }T
\ Interpretation goes on within code within interpretation.
: evaluates  ( n -- n )  s" cold-caught" evaluate drop ;
: between  ( n -- n )  1 leave-nothing evaluates twice ;
T{ 3 between -> 8 }T
\ Memory that code gets is reached by whoever called it.
: get  ( n -- addr )  allocate throw ;
: heat-get  ( -- )  3000 0 do 16 get free throw loop ;
heat-get
: cold-gets  ( -- n )  4000000 get dup 3999992 + 42 over ! @ swap free throw ;
T{ cold-gets -> 42 }T
\ A word that gets another body while there is code of it.
defer changes
' twice is changes
: calls  ( n -- n )  changes ;
: heat-calls  ( -- )  3000 0 do i calls drop loop ;
heat-calls
: cold-calls  ( n -- n )  calls ;
T{ 4 cold-calls -> 8 }T
' 1+ is changes
T{ 4 cold-calls -> 5 }T
marker gone
: short-lived  ( n -- n )  3 + ;
: heat-short  ( -- )  3000 0 do i short-lived drop loop ;
heat-short
T{ 1 short-lived -> 4 }T
gone
: short-lived  ( n -- n )  5 + ;
T{ 1 short-lived -> 6 }T
done
