\ gforth's CASE: ?OF keeps the value, CONTOF and NEXT-CASE go back to CASE. DOES> in a quotation belongs to the quotation.
\ output:
\ | ok: 5 checks
include ../tester.fth

T{ : sgn case dup 0 < ?of drop -1 endof dup 0 > ?of drop 1 endof dup endcase ;  -5 sgn 0 sgn 9 sgn -> -1 0 1 }T
T{ : gcd case 2dup > ?of tuck - contof 2dup < ?of over - contof endcase ;  48 18 gcd 7 7 gcd 5 3 gcd -> 6 7 1 }T
: collatz ( n -- steps ) 0 swap case 1 of endof dup 1 and ?of 3 * 1+ swap 1+ swap contof 2/ swap 1+ swap next-case ;
T{ 6 collatz 27 collatz 1 collatz -> 8 111 0 }T
T{ : mk [: create , does> @ 1+ ;] execute ;  5 mk foo foo -> 6 }T
T{ : mk2 [: create , does> @ 1+ ;] execute 7 ;  6 mk2 bar bar -> 7 7 }T
done
