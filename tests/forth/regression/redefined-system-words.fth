\ A redefinition changes no word that exists (3.3.3.1), be it written in Forth and compiled only when it is first needed.
\ output:
\ | -1
\ | 2
\ | abc
\ | ok: 5 checks
include ../tester.fth

: greater 5 3 > ;
: <  2drop 7 ;
greater . cr
: -  negate + ;
5 3 - . cr
: move  2drop drop ;
s" abc" pad place pad count type cr
: rot  -3 throw ;  : -rot  -3 throw ;  : 2dup  -3 throw ;  : over  -3 throw ;  : base  -3 throw ;
: if  -3 throw ; immediate  : [']  -3 throw ; immediate  : r>  -3 throw ; immediate  : 1  -3 throw ;  : 10  -3 throw ;
T{ -7 abs 3 8 max 3 8 min -> 7 8 3 }T
T{ 10. 9. d< -> 0 }T
T{ 2 3 4 4 2 between -> 2 3 -1 }T
T{ variable v s" text" v $! v $@ nip -> 4 }T
T{ 3 4 5 third -> 3 4 5 3 }T
done
