\ The token, name or definition of a forgotten word is never taken for a later one's: a THROW, or the old code goes on.
\ output:
\ | before, after
\ | still here
\ | new a, new b
\ | ok: 38 checks
include ../tester.fth
\ What is thrown, or else left.
: outcome ( xt -- n ) catch ?dup drop ;
: one-of ( n n1 n2 -- f ) 2 pick = -rot = or ;
variable once

\ A marker inside the word that it forgets: what the word calls of the forgotten is a THROW, the word itself goes on.
marker gone
: helper ( -- n ) 1 ;
: forgets ( -- ) helper drop ." before, " s" gone" evaluate ." after" ;
forgets cr
: later-a ( -- n ) 101 ;
: later-b ( -- n ) 102 ;
: later-c ( x -- x n ) 103 ;
T{ later-a later-b 7 later-c -> 101 102 7 103 }T
marker gone
: helper ( -- n ) 1 ;
: calls-on ( -- n ) s" gone" evaluate s" : a 11 ; : b 12 ; : c 13 ; : d 14 ; : e ( x -- x y ) 15 ;" evaluate helper ;
T{ ' calls-on outcome -9 1 one-of -> true }T
T{ a b c d 5 e -> 11 12 13 14 5 15 }T
marker gone
: recurses ( n -- ) dup 0= if drop s" gone" evaluate s" : a 21 ; : b 22 ;" evaluate exit then 1- recurse ;
T{ 5 recurses a b -> 21 22 }T
marker gone
: again-self ( -- n ) once @ if 5 else true once ! s" gone" evaluate recurse then ;
T{ ' again-self outcome -9 5 one-of -> true }T

\ In a loop that is hot, and goes on to be.
marker gone
: inner ( n -- n ) 1+ ;
: hot-loop ( -- n )
  0 20000 0 do inner i 10000 = if s" gone" evaluate s" : x1 1 ; : x2 2 ; : x3 3 ;" evaluate then loop ;
T{ ' hot-loop outcome -9 20000 one-of -> true }T
T{ x1 x2 x3 -> 1 2 3 }T
marker gone
: plain-loop ( -- n ) 0 20000 0 do 1+ i 10000 = if s" gone" evaluate s" : y1 1 ; : y2 2 ;" evaluate then loop ;
T{ plain-loop y1 y2 -> 20000 1 2 }T
: warm ( -- ) 5000 0 do i drop loop ;
marker gone
: was-hot ( n -- n ) 0 swap 0 ?do 1+ loop ;
20000 was-hot drop
: forgets-hot ( -- n ) s" gone" evaluate s" : z1 1 ; : z2 2 ; : z3 3 ; : z4 4 ;" evaluate 1000 ;
warm
: .hot ( -- ) ." still here" cr ;
.hot
variable held
' was-hot held !
gone
: z1 1 ; : z2 2 ; : z3 3 ; : z4 4 ; : z5 5 ; : z6 6 ;
T{ z1 z6 -> 1 6 }T

\ Tokens in variables, DEFERs, on the stack and in literals.
variable token
defer deferred
marker gone
: victim ( -- n ) 7 ;
create data 5 ,
7 constant seven
' victim token !
' victim is deferred
T{ token @ execute deferred -> 7 7 }T
: keeps ( -- xt ) token @ ;
gone
: other ( -- n ) 8 ;
: another ( -- n ) 9 ;
: third ( -- n ) 10 ;
: fourth ( -- n ) 11 ;
T{ token @ ' execute catch nip -> -9 }T
T{ ' deferred catch -> -9 }T
T{ token @ catch -> -9 }T
T{ token @ ' >body catch nip -> -9 }T
T{ token @ ' name>string catch nip -> -9 }T
T{ token @ ' is catch >r drop r> 0= -> 0 }T
: executes ( xt -- ) execute ;
: ten-thousand ( -- n ) 0 10000 0 do token @ ['] executes catch nip -9 = if 1+ then loop ;
T{ ten-thousand -> 10000 }T

\ Words that an older word refers to.
: early ( -- ) ;
variable action
: run-action ( -- n ) action @ execute ;
marker gone
:noname ( -- n ) 33 ; action !
T{ run-action -> 33 }T
: more ( -- n ) run-action 100 0 do drop run-action loop ;
T{ more -> 33 }T
gone
: n1 1 ; : n2 2 ; : n3 3 ;
T{ ' run-action catch -> -9 }T

\ A definition that is open is abandoned.
: interpret-on ( -- ) postpone [ ; immediate
marker gone
T{ s" : open-one [ gone ] 1 ;" ' evaluate catch interpret-on nip nip -> -14 }T
T{ s" open-one" find-name -> 0 }T
marker gone
T{ s" : open-two if ;" ' evaluate catch interpret-on nip nip -> -22 }T
gone
T{ s" open-two" find-name -> 0 }T

\ Word lists.
marker gone
wordlist constant list
get-order list swap 1+ set-order definitions
: in-list ( -- n ) 55 ;
get-order list token !
only forth definitions
T{ s" gone" evaluate -> }T
T{ token @ ' set-current catch nip -> -9 }T
wordlist constant new-list
T{ new-list token @ = -> 0 }T
clearstack
T{ s" in-list" token @ ' search-wordlist catch >r 2drop drop r> -> -9 }T

\ Files.
variable file
s" /dev/null" r/o open-file throw file !
file @ close-file throw
s" /dev/null" r/o open-file throw constant second
T{ file @ second = -> 0 }T
T{ pad 1 file @ read-line nip nip 0= -> 0 }T
T{ second close-file -> 0 }T
T{ file @ ' close-file catch 0= swap 0= and -> 0 }T

\ Memory: a second FREE does not free another's block, nor does RESIZE take it.
40 allocate throw constant block1
T{ block1 free -> 0 }T
40 allocate throw constant block2
T{ block1 block2 = -> 0 }T
T{ block1 free 0= -> 0 }T
T{ block1 80 resize nip 0= -> 0 }T
T{ block2 free -> 0 }T

\ Forgetting and defining, very often: numbers serve again, none that is held.
marker gone
: held-word ( -- n ) 77 ;
' held-word token !
gone
: rounds ( n -- )
  0 ?do
    s" marker gone : r1 1 ; : r2 2 ; : r3 3 ; : r4 4 ; : r5 5 ; : r6 6 ; : r7 7 ; gone" evaluate
  loop ;
: held? ( -- f ) token @ ['] execute catch nip -9 = ;
T{ 30000 rounds held? -> true }T
: a ( -- ) ." new a, " ; : b ( -- ) ." new b" cr ;
a b
done
