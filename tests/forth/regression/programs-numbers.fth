\ Small programs: primes, digits of e, perfect numbers, Pascal's triangle, Collatz, modular powers.
\ output:
\ | 2 3 5 7 11 13 17 19 23 29 31 37 41 43 47
\ | 2.71828182845904523536028747135266249775
\ | 6 28 496 8128
\ | 1 5 10 10 5 1
\ | 77031 351
\ | 561 1105 1729

50 constant size
create sieve size allot
: strike  ( n -- )  size over dup * ?do 0 sieve i + c! dup +loop drop ;
: primes
  sieve size 1 fill
  size 2 do
    sieve i + c@ if i .  i i * size < if i strike then then
  loop ;
primes cr

\ Digits of e by the spigot of Sale (1968): place i of `rest` counts in units of 1/(i+2)!.
45 constant terms
create rest terms cells allot
: place  ( i -- addr )  cells rest + ;
: digit  ( -- n )
  0  0 terms 1- do
    i place @ 10 * +  i 2 + /mod  swap i place !
  -1 +loop ;
: digits-of-e  ( n -- )
  terms 0 do 1 i place ! loop
  ." 2."  0 ?do digit 0 .r loop ;
38 digits-of-e cr

: divisor-sum  ( n -- n )  1 over 2/ 1+ 2 ?do over i mod 0= if i + then loop nip ;
: perfect  ( limit -- )  2 ?do i divisor-sum i = if i . then loop ;
8200 perfect cr

: choose  ( n k -- n )  1 swap 0 ?do over i - * i 1+ / loop nip ;
: row  ( n -- )  dup 1+ 0 do dup i choose . loop drop ;
5 row cr

: steps  ( n -- n )  1 begin over 1 > while >r dup 1 and if 3 * 1+ else 2/ then r> 1+ repeat nip ;
: longest  ( limit -- )
  0 0 rot 1 do  i steps 2dup < if nip nip i swap else drop then  loop  swap . . ;
100000 longest cr

variable modulus
: *mod  ( a b -- c )  modulus @ */mod drop ;
: powmod  ( base exponent -- n )
  1 -rot  begin dup while
    dup 1 and if >r tuck *mod swap r> then
    2/ swap dup *mod swap
  repeat 2drop ;
: prime?  ( n -- flag )  2 begin 2dup dup * >= while 2dup mod 0= if 2drop false exit then 1+ repeat 2drop true ;
: gcd  ( a b -- n )  begin ?dup while tuck mod repeat ;
\ Carmichael numbers pass Fermat's test for every base that has no common factor with them.
: carmichael?  ( n -- flag )
  dup modulus !  dup prime? if drop false exit then
  true swap dup 2 do
    i over gcd 1 = if i over 1- powmod 1 <> if nip false swap leave then then
  loop drop ;
: carmichaels  ( limit -- )  3 do i carmichael? if i . then 2 +loop ;
1800 carmichaels cr
