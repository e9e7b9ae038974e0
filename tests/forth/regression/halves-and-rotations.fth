\ Sums, products and shifts of which only the low 32 bits count, and rotations: the same as long as nothing of the upper half
\ was there.
\ output:
\ | ok: 27 checks
include ../tester.fth

$ffffffff constant low
: rol32 ( x n -- x' )  2dup lshift -rot 32 swap - rshift or low and ;
: by7 ( x -- x' )  dup 7 lshift swap 25 rshift or low and ;
: by7-narrow ( x -- x' )  low and dup 7 lshift swap 25 rshift or low and ;
: by9-masked ( x -- x' )  low and dup 9 lshift low and swap 23 rshift or ;
: by13-sum ( x -- x' )  dup 13 lshift swap 51 rshift + ;
: by13-xor ( x -- x' )  dup 51 rshift swap 13 lshift xor ;
: not-quite ( x -- x' )  dup 13 lshift swap 50 rshift or ;
: not-at-all ( x y -- x' )  13 lshift swap 51 rshift or ;
: twice ( x -- x' x' )  dup 1 lshift over 63 rshift or swap 1 lshift ;
$123456789abcdef0 constant x
T{ x by7 -> x 7 rol32 }T
T{ x by7-narrow -> $5e6f784d }T
T{ x by9-masked -> $79bde135 }T
T{ x by13-sum -> $8acf13579bde0246 }T
T{ x by13-xor -> $8acf13579bde0246 }T
T{ x not-quite -> $8acf13579bde048d }T
T{ x -1 not-at-all -> $ffffffffffffe246 }T
T{ x twice -> $2468acf13579bde0 dup }T
T{ -1 by7 by9-masked -> low }T
T{ $80000001 by7-narrow -> $c0 }T

: sum ( a b -- n )  + low and ;
: difference ( a b -- n )  - low and ;
: product ( a b -- n )  * low and ;
: shifted ( a -- n )  5 lshift low and ;
: sum-of ( a -- n )  $7fffffff + low and ;
: sum-large ( a -- n )  $ffffffff + low and ;
: less ( a -- n )  $12345678 - low and ;
: from-zero ( a -- n )  0 swap - low and ;
: from-seven ( a -- n )  7 swap - low and ;
: thrice ( a -- n )  3 * low and ;
: times31 ( a -- n )  31 * low and ;
: times33 ( a -- n )  33 * low and ;
: times-large ( a -- n )  $100000000 * low and ;
: times-least ( a -- n )  $80000000 * low and ;
: of-memory ( addr a -- n )  swap @ + low and ;
T{ -1 1 sum  x x sum -> 0 $3579bde0 }T
T{ 0 1 difference  x -1 difference -> low $9abcdef1 }T
T{ low low product  x x product -> 1 4070908160 }T
T{ x shifted -> $579bde00 }T
T{ 1 sum-of  x sum-of -> $80000000 $1abcdeef }T
T{ 2 sum-large  x sum-large -> 1 $9abcdeef }T
T{ 0 less -> $edcba988 }T
T{ 1 from-zero  0 from-zero  x from-zero -> low 0 $65432110 }T
T{ 8 from-seven -> low }T
T{ x thrice  x times31  x times33 -> 3493240016 3168730896 4065901808 }T
T{ x times-large  -1 times-least -> 0 $80000000 }T
variable v  -2 v !
T{ v 1 of-memory  v 3 of-memory -> low 1 }T
T{ -5 31 * 5 33 * 7 -31 * -> -155 165 -217 }T
: times-all ( n -- )  >r  r@ 7 *  r@ 15 *  r@ 17 *  r@ $7fffffff *  r@ $100000001 *  r> $7fffffffffffffff * ;
T{ 3 times-all -> 21 45 51 $17ffffffd $300000003 $7ffffffffffffffd }T

\ A loop whose values keep to 32 bits, and one in which they do not.
: lcg ( n -- x )  1 swap 0 ?do  1103515245 * 12345 + low and  loop ;
T{ 0 lcg  1 lcg  9 lcg -> 1 1103527590 3210001534 }T
: stir ( n -- x )  $12345678 swap 0 ?do  dup 3 lshift swap 29 rshift or low and  i xor  loop ;
T{ 20 stir -> 2613249734 }T
: spill ( n -- x )  1 swap 0 ?do  dup 3 lshift swap 29 rshift or  loop ;
T{ 20 spill -> 1152921504875282432 }T
done
