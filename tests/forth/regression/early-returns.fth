\ A word that drops its return address ends the word that calls it. As in gforth; the last lines count as they do there.
\ output:
\ | ab
\ | [ab]
\ | fedF
\ | gG
\ | gok
\ | z
\ | 3 2 1 T
\ | 1. 
\ | 4999950000 100000 
\ | 7 4 
\ | gno
: ?leave ( flag -- ) if r> drop then ;
: a  ." a" 0 ?leave ." b" -1 ?leave ." no" ;
: b  ." [" a ." ]" ;
a cr b cr
: both  r> drop r> drop ;
: d  ." d" both ." no" ;
: e  ." e" d ." no" ;
: f  ." f" e ." F" ;
f cr
\ Through deferred words, EXECUTE and what was defined before.
defer hook
: g  ." g" hook ." G" ;
' noop is hook  g cr
' both is hook
: h  g ." no" ;
: k  h ." ok" ;
k cr
\ What lies on the caller's return stack goes first.
: two  2rdrop ;
: y  >r two ." no" ;
: z  5 y ." z" ;
z cr
: down ( n -- ) dup 0= if drop rdrop exit then dup . 1- recurse ;
: t  3 down ." T" ;
t cr
: float  1e r> drop ;
: u  float 2e ;
u f. cr
: ?ends ( flag -- ) if rdrop then ;
: kept ( n -- n ) dup 0< ?ends 1+ ;
: sums  0 100000 0 do i + loop .  0 100000 0 do i 50000 - kept drop 1+ loop . ;
sums cr
: quoted  [: 1 ?leave ." no" ;] execute ;
: table  create ' , ' , does> swap cells + @ execute ;
: one  3 r> drop ;
: none  4 ;
table pick-one one none
: v  0 pick-one 10 ;
: w  1 pick-one ;
7 . quoted w .  cr
\ A deferred word may later end more callers than any word that exists now.
defer later
: inner  ." g" later ." G" ;
: middle  inner ." no" ;
' both is later
: outer  middle ." no" ;
outer cr
