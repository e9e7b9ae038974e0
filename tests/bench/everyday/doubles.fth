\ Double-cell arithmetic: sums, products, scaling and comparison.
2variable total
: mix ( ud u -- ud )  >r swap r@ um* rot r> * + ;
: step ( ud n -- ud )  dup >r s>d d+ 2dup d2/ d+ r> 3 and if 2dup d2* dnegate dabs d- dabs then ;
: scaled ( n -- n )  dup 355 113 */ swap 17 1000 */mod + + ;
: run ( n -- )
  0 0 total 2! 0 ?do
    i i 1+ um* 6364136223846793005 mix i step 1023 and i 1023 and 1024 + um/mod nip 0 total 2@ d+ i scaled s>d d+ 2dup d0< if dnegate then total 2!
  loop ;
size run total 2@ ud. cr
