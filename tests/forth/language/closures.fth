\ gforth's closures: values that a token carries along.
\ output:
\ | ok: 20 checks
include ../tester.fth

: adder  ( n -- xt ) [{: n :}d n + ;] ;
3 adder constant add3  10 adder constant add10
T{ 4 add3 execute 4 add10 execute 5 add3 execute -> 7 14 8 }T

: combiner  [{: a b xt: do-it | c :}h1 a b do-it c + ;] ;
T{ 1 2 ' + combiner execute -> 3 }T
T{ 9 4 ' - combiner execute -> 5 }T
T{ 0 0 ' + combiner 1234 5678 third >body 2! execute -> 6912 }T

\ What the text does to its locals does not stay.
: counter  [{: n :}h n 1+ dup to n ;] ;
T{ 5 counter dup execute over execute rot free-closure -> 6 6 }T
T{ ' dup ' free-closure catch nip -> -60 }T
\ A variable's address, on the other hand, is a value as every other.
: ticker  [{: addr :}h 1 addr +! addr @ ;] ;
variable ticks
T{ ticks ticker dup execute over execute rot free-closure -> 1 2 }T

\ On the locals stack, as long as the definition runs.
: each  {: xt n -- :} n 0 ?do i xt execute loop ;
: scaled  ( factor n -- … ) >r [{: factor :}l factor * ;] r> each ;
T{ 10 3 scaled -> 0 10 20 }T
T{ 7 2 scaled 100 1 scaled -> 0 7 0 }T

\ Of all kinds, and in each other.
: mixed  [{: d: a f: r w^ v c: ch :}d a d>s v @ + ch + r f>s + 1 v +! v @ ;] ;
T{ 5. 40 2 1e mixed dup execute rot execute -> 48 41 48 41 }T
: outer  [{: a :}d a [{: b :}d b 2* ;] execute a + ;] ;
T{ 7 outer execute -> 21 }T
: in-loop  3 0 do i [{: n :}d n ;] loop ;
T{ in-loop execute rot execute rot execute -> 2 0 1 }T

\ With one value, which the text finds on the stack.
: times  [n:d * ;] ;
T{ 6 times 7 swap execute -> 42 }T
: plus  [d:h d+ ;] ;
T{ 5. plus dup 2. rot execute rot free-closure -> 7. }T
: root  [f:h1 fsqrt f>s ;] ;
T{ 49e root execute -> 7 }T
: local-one  5 [n:l 1+ ;] execute ;
T{ local-one -> 6 }T

\ Where a word allots: it gives the end.
: at-pad  ( u -- addr ) pad + ;
: kept  [{: x :}xt x ;] ;
T{ 77 ' at-pad kept execute -> 77 }T

: boy  {: w^ k x1 x2 x3 xt: x4 xt: x5 | w^ b :} recursive
  k @ 0<= if x4 x5 + else
    b k x1 x2 x3 action-of x4 [{: b k x1 x2 x3 x4 :}l
      -1 k +! k @ b @ x1 x2 x3 x4 boy ;] dup b !
    execute then ;
: man-or-boy  ( n -- n ) [: 1 ;] [: -1 ;] [: -1 ;] [: 1 ;] [: 0 ;] boy ;
T{ 0 man-or-boy 1 man-or-boy 5 man-or-boy 10 man-or-boy -> 1 0 0 -67 }T

\ Hot.
: summed  ( n -- sum ) 0 swap 0 do i [{: n :}l n + ;] execute loop ;
T{ 5000 summed -> 12497500 }T
: heaps  5000 0 do i [{: n :}h1 n ;] execute drop loop ;
T{ heaps -> }T
done
