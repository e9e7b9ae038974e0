\ A framework of tests of our own, and tests of a few words with it: results kept aside, errors caught, reports at the end.
\ output:
\ | arithmetic, wrong number of results
\ | arithmetic, wrong result
\ | errors, threw something else
\ | -1
\ | error -4095 explodes
\ | 21 passed, 4 failed
\ | 0 0 0

base @ decimal  marker -tests

variable passed  variable failed   create results 32 cells allot   variable #results   variable start-depth
2variable suite-name

: suite  ( "ccc" -- ) source >in @ /string save-mem suite-name 2! postpone \ ;
: line  ( -- n ) [ [defined] sourceline# ] [if] sourceline# [else] 0 [then] ;
: .where  suite-name 2@ type ." , " ;
: <t  depth start-depth ! ;
: ->  ( ... -- ) depth start-depth @ - dup #results ! 0 ?do results i cells + ! loop ;
: fail  ( c-addr u -- ) 1 failed +! .where type cr ;
: t>  ( ... -- )
  depth start-depth @ - #results @ <> if
    s" wrong number of results" fail
    begin depth start-depth @ > while drop repeat exit
  then
  0 #results @ 0 ?do swap results i cells + @ <> or loop
  if s" wrong result" fail else 1 passed +! then ;
: throws  ( xt n -- ) { xt n }
  xt catch n = if 1 passed +! else s" threw something else" fail then
  begin depth start-depth @ > while drop repeat ;
: raises  ( n "name" -- ) ' depth start-depth ! swap throws ;
: summary  passed @ . ." passed, " failed @ . ." failed" cr ;

\ Tests that are compiled run when the suite is done.
variable tests
: (test)  ( "name" -- ) create here tests @ , tests ! 0 , latest , does> cell+ @ execute ;
: test:  ( "name" -- colon-sys )
  (test) here 2 cells - :noname ;
: ;test  postpone ; swap ! ; immediate
: run-tests
  tests @ begin ?dup while
    >r r@ cell+ @ catch ?dup if ." error " . r@ 2 cells + @ name>string type cr 1 failed +! then
    r> @
  repeat ;

suite arithmetic
<t 1 2 + -> 3 t>
<t 7 -2 / 7 -2 mod -> -4 -1 t>
<t 1 2 -> 1 t>
<t 5 -> 6 t>
<t -> t>
<t 10 3 /mod -> 1 3 t>

suite errors
: oops  1 throw ;
: crash  abort" crash" ;
: fine ;
1 raises oops
0 raises fine
5 raises fine
1 ' crash catch nip -2 = <t -> t> . cr

suite compiled
test: squares  <t 5 dup * -> 25 t> ;test
test: explodes  -4095 throw ;test
test: strings  s" abc" s" abc" compare <t -> t> 0= if 1 passed +! then ;test
run-tests
squares

hex
suite numbers in other bases
<t 10 -> #16 t>   <t ff -> $ff t>   <t -1 -> #-1 t>   <t %101 -> 5 t>   <t 'A' -> 41 t>
#2 base ! <t 1010 -> #10 t> #36 base ! <t ZZ -> #1295 t> <t zz -> ZZ t>
decimal
[undefined] nowhere [if] <t 1 -> 1 t> [else] <t 1 -> 2 t> [then]
[defined] dup [if] \ comments and [else] in them ( do [then] not ) count
  0 [if] ." skipped" s" [then]" drop [else] 1 [if] <t 2 -> 2 t> [then] [then]
[else] ." wrong" [then]
summary
-tests  base !
[defined] suite . [defined] test: . depth . cr
