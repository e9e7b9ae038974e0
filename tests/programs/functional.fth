\ Words as values: sequences with tokens, partial application, memoised words, generators, coroutines of a kind.
\ output:
\ | 3 1 4 1 5 9 2 6
\ | 4 2 5 2 6 10 3 7
\ | 3 1 1 5 9
\ | 31 6480 9
\ | 16 25 81 36
\ | 4
\ | 8 6 9 6 10 14 7 11
\ | 64 36 81 36 100 196 49 121
\ | 5 9 6
\ | 3 1 4 1 2
\ | 12586269025 51 12586269025 51 -1
\ | 1 2 3 4 5 6 7 8 2 4 8 16 32 64 128 256 82 41 124 62 31 94 47 142 71 214
\ | 15 3
\ | |0 0 0 |1 1 1 |2 2 |3
\ | 0 1 2 0 1 2 3 4 zero other
\ | 10 6 16 4
\ | FF 11111111 255
\ | body cleanup 5 0

\ ---- over sequences of cells: address and count

: cells,  ( n1 ... nn n "name" -- )
  create dup , dup cells allot here swap 0 ?do cell - tuck ! loop drop does> dup cell+ swap @ ;
3 1 4 1 5 9 2 6 8 cells, digits

: each  ( addr n xt -- ) { xt } cells bounds ?do i @ xt execute cell +loop ;
: map   ( addr n xt -- addr' n ) { addr n xt }
  n cells allocate throw n 0 ?do addr i cells + @ xt execute over i cells + ! loop n ;
: filter  ( addr n xt -- addr' n' ) { addr n xt | kept }
  n cells allocate throw
  n 0 ?do addr i cells + @ dup xt execute if over kept cells + ! 1 +to kept else drop then loop kept ;
: fold  ( addr n x xt -- x' ) { xt } -rot cells bounds ?do i @ xt execute cell +loop ;
: .seq  ( addr n -- ) ['] . each cr ;

digits .seq
digits ' 1+ map .seq
digits [: 1 and ;] filter .seq
digits 0 ' + fold . digits 1 ' * fold . digits 0 ' max fold . cr
digits [: dup * ;] map [: 10 > ;] filter 2dup .seq 0 [: drop 1+ ;] fold . cr

\ ---- partial application: words made at run time

: curry  ( x xt -- xt' ) 2>r :noname 2r> swap postpone literal compile, postpone ; ;
: compose  ( xt1 xt2 -- xt ) 2>r :noname 2r> swap compile, compile, postpone ; ;
: negated  ( xt -- xt' ) ['] 0= compose ;
5 ' + curry constant +5
digits +5 map .seq
digits +5 ' dup compose ' * compose map .seq
digits 4 ' > curry filter .seq
digits 4 ' > curry negated filter .seq
: repeated  ( xt n -- xt' ) >r >r :noname r> r> 0 ?do dup compile, loop drop postpone ; ;

\ ---- memoised: a table in front of a word

: memo  ( xt n "name" -- )
  create dup , swap , 0 ?do -1 , loop
  does>  ( u addr -- x )
    { u table }
    u table @ u< 0= if u table cell+ @ execute exit then
    table u 2 + cells + { place }
    place @ -1 = if u table cell+ @ execute place ! then
    place @ ;
defer fib
variable calls
:noname  1 calls +! dup 2 < if exit then dup 1- fib swap 2 - fib + ; 60 memo fast-fib
' fast-fib is fib
50 fib . calls @ . 50 fast-fib . calls @ . 70 70 = . cr

\ ---- generators: a word whose state is its body

: generator:  ( x xt "name" -- ) create , , does> dup >r cell+ @ r@ @ execute dup r> cell+ ! ;
0 ' 1+ generator: count-up
1 ' 2* generator: doubles
27 :noname dup 1 and if 3 * 1+ else 2/ then ; generator: collatz
: take  ( n xt -- ) swap 0 ?do dup execute . loop drop ;
5 ' count-up take 3 ' count-up take 8 ' doubles take 10 ' collatz take cr

\ A stream is a head and a token that gives the rest.
: stream  ( x xt -- stream ) here -rot swap , , ;
: head @ ;  : tail dup @ swap cell+ @ execute ;
:noname drop ; constant no-tail
defer from
:noname  ( n -- stream ) [: 1+ from ;] stream ; is from
: nth  ( stream n -- x ) 0 ?do tail loop head ;
10 from 5 nth . 1 from tail tail head . cr

\ ---- a scheduler: tasks are state machines, each a token that leaves whether it goes on

: task:  ( n "name" -- ) create , 0 , ;
: progress  ( task -- flag ) dup cell+ @ . 1 over cell+ +! dup cell+ @ swap @ < ;
2 task: a  4 task: b  3 task: c
create ready a , b , c , 0 ,
: round  ( -- flag )
  false ready begin dup @ while
    dup @ dup 2@ < 0= if drop else progress rot or swap then cell+
  repeat drop ;
: run-all  begin ." |" round 0= until ;
run-all cr

\ ---- control structures of our own

: unless  postpone 0= postpone if ; immediate
: times{  postpone 0 postpone ?do ; immediate
: }times  postpone loop ; immediate
: forever{  postpone begin ; immediate   : }forever  postpone again ; immediate
: ?break  postpone if postpone exit postpone then ; immediate
: t1  3 times{ i . }times ;
: t2  0 forever{ dup . 1+ dup 4 > ?break }forever ;
: t3  unless ." zero " else ." other " then ;
t1 t2 drop 0 t3 1 t3 cr
: switch:  ( "name" -- ) create does> swap cells + @ execute ;
: actions  ( n -- ) 0 ?do ' , loop ;
switch: op 4 actions + - * /
: calc  ( n1 n2 op -- n ) op ;
8 2 0 calc . 8 2 1 calc . 8 2 2 calc . 8 2 3 calc . cr
: within-base  ( n base -- ) base @ { old } base ! ['] u. catch old base ! throw ;
255 16 within-base 255 2 within-base 255 . cr
: after  ( xt1 xt2 -- ) \ xt2 runs whatever xt1 does
  >r catch r> execute throw ;
:noname ." body " 5 throw ; :noname ." cleanup " ; ' after catch . 2drop depth . cr
