\ Locals that nothing reads, and names that hide others.
: unused {: a b -- n :} a ;
: meant {: a _b -- n :} a ;
: old-style { a b -- n } b ;
: bar 1 2 locals| x y | x ;
: value-local {: | c -- n :} 5 to c 1 ;
: float-local {: F: r n -- n :} n ;
: address-local {: w^ here-it-is -- :} ;
: read-address {: w^ there-it-is -- n :} there-it-is @ ;
: total ( -- ) ;
: hides {: total -- n :} total ;
: twice {: a -- n :} a {: a -- :} a ;
: in-quotation {: n -- xt :} n drop [: {: m -- m :} m ;] ;
\ reports
\ 2:3 note shadowed-name: unused takes the name of a word of the system
\ 2:15 warning unused-local: nothing reads the local b
\ 4:15 warning unused-local: nothing reads the local a
\ 5:21 warning unused-local: nothing reads the local y
\ 6:20 warning unused-local: nothing reads the local c
\ 7:21 warning unused-local: nothing reads the local r
\ 8:23 warning unused-local: nothing reads the local here-it-is
\ 11:12 note shadowed-name: the local total hides the word of its name
\     10:3 the word that it hides
\ 12:27 warning shadowed-name: the local a hides an earlier one of its name
