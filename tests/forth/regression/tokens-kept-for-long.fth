\ A token that is kept is never a later word's, however many words are made and forgotten, also while another cell holds the
\ newest token all the time.
\ output:
\ | -9 -9 5 6 7
\ | 3000 0
variable kept 1 cells allot
variable newest
\ Makes and forgets words until numbers of forgotten ones serve again.
: churn ( -- )
  0 newest !
  1000000000 0 do
    s" marker gone ' gone : r1 1 ; : r2 2 ; : r3 3 ; : r4 4 ; : r5 5 ; : r6 6 ; gone" evaluate
    newest @ over newest ! u< if unloop exit then
  loop ;
: many ( n -- ) 0 ?do s" : x 42 ;" evaluate loop ;
: try ( addr -- n ) @ catch dup 0= if drop then ;
: often ( -- n ) 0 3000 0 do kept try -9 = if 1+ then loop ;
churn
marker gone
100 many ' x kept ! 100 many ' x kept cell+ !
gone churn
400 many
kept try . kept cell+ try . : a 5 ; : b 6 ; : c 7 ; a . b . c . cr
often . depth . cr
