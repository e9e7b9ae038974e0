\ begin until, begin while repeat, begin again, several whiles, recurse.
\ output:
\ | ok: 14 checks
include ../tester.fth

: countdown  ( n -- )  begin 1- dup 0= until drop ;
T{ 5 countdown -> }T
: gcd  ( a b -- n )  begin ?dup while tuck mod repeat ;
T{ 1071 462 gcd 0 7 gcd 7 0 gcd -> 21 7 7 }T
: digits  ( u -- n )  0 begin 1+ swap 10 / tuck 0= until nip ;
T{ 0 digits 9 digits 10 digits 1234567890123 digits -> 1 1 2 13 }T
: collatz  ( n -- steps )  0 swap begin dup 1 > while dup 1 and if 3 * 1+ else 2/ then swap 1+ swap repeat drop ;
T{ 1 collatz 27 collatz 97 collatz -> 0 111 118 }T
: first-square-over  ( n -- n )  0 begin 1+ 2dup dup * < until nip ;
T{ 100 first-square-over -> 11 }T
: forever  ( n -- n )  begin dup 50 > if exit then 2* again ;
T{ 3 forever -> 96 }T

\ Two ways out of one loop (3.2.3.2): a second while needs an extra then.
: find-factor  ( n -- factor flag )
  2 begin 2dup dup * >= while 2dup mod while 1+ repeat
    nip true
  else drop false then ;
T{ 91 find-factor 97 find-factor 4 find-factor -> 7 true 97 false 2 true }T
: while-until  ( n -- a b )
  0 begin over while 1+ swap 2/ swap dup 5 = until  nip -1 else nip 0 then ;
T{ 7 while-until 1000 while-until -> 3 0 5 -1 }T

: fact  ( n -- n! )  dup 2 < if drop 1 else dup 1- recurse * then ;
T{ 0 fact 1 fact 10 fact 20 fact -> 1 1 3628800 2432902008176640000 }T
: fib  ( n -- n )  dup 2 < if exit then dup 1- recurse swap 2 - recurse + ;
T{ 20 fib -> 6765 }T
: ackermann  ( m n -- n )
  over 0= if nip 1+ exit then
  dup 0= if drop 1- 1 recurse exit then
  over swap 1- recurse swap 1- swap recurse ;
T{ 2 3 ackermann 3 4 ackermann -> 9 125 }T

\ Nested loops of all kinds.
: triangle  ( n -- n )  0 swap begin dup while dup begin dup while rot 1+ -rot 1- repeat drop 1- repeat drop ;
T{ 10 triangle -> 55 }T
: primes-below  ( n -- count )
  0 swap 2 ?do  true i 2 ?do j i mod 0= if drop false leave then i i * j > if leave then loop
  if 1+ then loop ;
T{ 100 primes-below -> 25 }T
\ A value lives through the loop although only the end uses it.
: live-through  ( a n -- a n )  0 swap begin dup while 1- swap 1+ swap repeat drop ;
T{ 77 12 live-through -> 77 12 }T
done
