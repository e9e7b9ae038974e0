\ SHA-256 over and over: 32-bit rotates and sums, and tables of words of 32 bits.
[undefined] size [if] 300000 constant size [then]

$ffffffff constant mask
: l, ( u -- )  here l! 4 allot ;
: rotate ( u n -- u' )  2dup rshift -rot 32 swap - lshift or mask and ;

create rounds
  $428a2f98 l, $71374491 l, $b5c0fbcf l, $e9b5dba5 l, $3956c25b l, $59f111f1 l, $923f82a4 l, $ab1c5ed5 l,
  $d807aa98 l, $12835b01 l, $243185be l, $550c7dc3 l, $72be5d74 l, $80deb1fe l, $9bdc06a7 l, $c19bf174 l,
  $e49b69c1 l, $efbe4786 l, $0fc19dc6 l, $240ca1cc l, $2de92c6f l, $4a7484aa l, $5cb0a9dc l, $76f988da l,
  $983e5152 l, $a831c66d l, $b00327c8 l, $bf597fc7 l, $c6e00bf3 l, $d5a79147 l, $06ca6351 l, $14292967 l,
  $27b70a85 l, $2e1b2138 l, $4d2c6dfc l, $53380d13 l, $650a7354 l, $766a0abb l, $81c2c92e l, $92722c85 l,
  $a2bfe8a1 l, $a81a664b l, $c24b8b70 l, $c76c51a3 l, $d192e819 l, $d6990624 l, $f40e3585 l, $106aa070 l,
  $19a4c116 l, $1e376c08 l, $2748774c l, $34b0bcb5 l, $391c0cb3 l, $4ed8aa4a l, $5b9cca4f l, $682e6ff3 l,
  $748f82ee l, $78a5636f l, $84c87814 l, $8cc70208 l, $90befffa l, $a4506ceb l, $bef9a3f7 l, $c67178f2 l,

create hash    8 4 * allot
create words  64 4 * allot

: start ( -- )
  $6a09e667 hash l!  $bb67ae85 hash 4 + l!  $3c6ef372 hash 8 + l!  $a54ff53a hash 12 + l!
  $510e527f hash 16 + l!  $9b05688c hash 20 + l!  $1f83d9ab hash 24 + l!  $5be0cd19 hash 28 + l! ;

: word@ ( i -- u )  4 * words + l@ ;
: small0 ( u -- u' )  dup 7 rotate over 18 rotate xor swap 3 rshift xor ;
: small1 ( u -- u' )  dup 17 rotate over 19 rotate xor swap 10 rshift xor ;
: great0 ( u -- u' )  dup 2 rotate over 13 rotate xor swap 22 rotate xor ;
: great1 ( u -- u' )  dup 6 rotate over 11 rotate xor swap 25 rotate xor ;

: schedule ( -- )
  64 16 do
    i 16 - word@  i 15 - word@ small0 +  i 7 - word@ +  i 2 - word@ small1 +
    i 4 * words + l!
  loop ;

: choose ( e f g -- u )  >r over and swap invert r> and xor ;
: majority ( a b c -- u )  >r 2dup and -rot r@ and swap r> and xor xor ;
: hash+! ( u i -- )  4 * hash + dup l@ rot + swap l! ;
: hash@ ( i -- u )  4 * hash + l@ ;

: compress ( -- )
  0 hash@ 1 hash@ 2 hash@ 3 hash@ 4 hash@ 5 hash@ 6 hash@ 7 hash@
  {: a b c d e f g h :}
  64 0 do
    e great1  e f g choose +  h +  i 4 * rounds + l@ +  i word@ +
    a great0  a b c majority +
    g to h  f to g  e to f
    over d + mask and to e
    c to d  b to c  a to b
    + mask and to a
  loop
  a 0 hash+!  b 1 hash+!  c 2 hash+!  d 3 hash+!  e 4 hash+!  f 5 hash+!  g 6 hash+!  h 7 hash+! ;

: main ( -- )
  start
  16 0 do i $01234567 * mask and i 4 * words + l! loop
  size 0 do
    schedule compress
    8 0 do i hash@ i 4 * words + l! loop
  loop
  0 8 0 do 31 * i hash@ + loop . cr ;
main
