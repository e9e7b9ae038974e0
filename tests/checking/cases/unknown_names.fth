\ Every unknown name is reported, and what follows is checked.
: one ( n -- n ) dupp 1+ ;
frobnicate
: two ( n -- n n ) swpa frobnicate ' frobnicat drop ;
: three ( n -- n n ) 1+ ;
variable counter
: four ( -- ) 1 countr +! to countre ;
[undefined] frobnicate [if] : frobnicate ( -- ) ; [then]
frobnicate postpone frob
\ reports
\ 2:18 error unknown-name: there is no word dupp
\     hint: did you mean 'dup'?
\ 3:1 error unknown-name: there is no word frobnicate
\ 4:20 error unknown-name: there is no word swpa
\     hint: did you mean 'swap'?
\ 4:25 error unknown-name: there is no word frobnicate
\ 4:38 error unknown-name: there is no word frobnicat
\ 5:9 error stack-comment: ( n -- n n ) is not what three does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 7:17 error unknown-name: there is no word countr
\     hint: did you mean 'counter', 'count'?
\ 7:30 error unknown-name: there is no word countre
\     hint: did you mean 'counter'?
\ 9:12 error compile-only: postpone has a meaning only inside a definition (between : and ;)
\ 9:21 error unknown-name: there is no word frob
