\ Arithmetic on double cells: sums, differences, products of mixed width and long division of a number of many cells.
[undefined] size [if] 3000000 constant size [then]

2variable total

: accumulate ( n -- )
  0 0 total 2!
  0 do
    total 2@  i $9e3779b97f4a7c15 um* d+
    i s>d d-  2dup d0< if dnegate then  total 2!
  loop ;

: mixed ( n -- u )
  0 swap 1+ 1 do
    i 7919 * 65537 m*  i um/mod drop  +
    i dup um* d2/ drop xor
  loop ;

8 constant limbs
create number  limbs cells allot
: fill-number ( seed -- )  limbs 0 do 6364136223846793005 * 1442695040888963407 + dup number i cells + ! loop drop ;
: divide ( u -- remainder )
  0 swap  0 limbs 1- do  >r number i cells + @ swap r@ um/mod  number i cells + !  r>  -1 +loop  drop ;
: multiply ( u -- carry )
  0 swap  limbs 0 do  >r number i cells + @ r@ um* rot 0 d+ swap number i cells + !  r>  loop  drop ;

: long ( n -- u )
  42 fill-number
  0 swap 0 do  1000003 i + multiply xor  998244353 i + divide +  loop ;

: main ( -- )
  size accumulate total 2@ xor
  size mixed xor
  size 16 / long + . cr ;
main
