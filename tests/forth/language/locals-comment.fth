\ Behind -- in a declaration of locals everything is comment, a | too (13.6.2.2550).
\ output:
\ | ok: 2 checks
include ../tester.fth

: ways  {: a -- b 1 | 0 :}  a if 1 else 0 then ;
T{ 5 ways 0 ways -> 1 0 }T
: old-ways  { a -- b 1 | 7 }  7 a + ;
T{ 5 old-ways -> 12 }T
done
