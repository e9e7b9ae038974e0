\ Stack comments against what words do.
: one-too-many ( n -- n n ) dup * ;
: right ( n -- n ) dup * ;
: takes-more ( -- n ) + ;
: names-more ( a b c -- a b d ) negate ;
: no-result ( n -- ) dup ;
: ways ( c-addr -- xt true | c-addr false ) find if true else false then ;
: flag ( n -- n | f ) dup 0= if drop false then ;
: not-both ( n -- n ) dup 0= if drop then ;
: open ( i*x -- j*x ) depth 0= if 1 then ;
: many ( x1 ... xn n -- ) 0 ?do drop loop ;
: counted ( u*x u -- ) 0 ?do drop loop ;
: product ( n -- n*n ) dup * ;
: double ( d -- ) 2drop ;
: string ( str -- ) type ;
: text ( "name" -- c-addr u ) parse-name ;
: quoted ( "a name with spaces" n -- ) drop ;
: sum ( a b -- a + b ) + ;
: prose ( adds one to the number -- not more ) 1+ ;
: never ( n -- n n n ) drop bye ;
: line \ n -- n
  dup + ;
: wrong-line \ n -- n n   the double
  dup + ;
: line-in-parentheses \ ( n -- ) shows it
  . ;
: in-locals {: a b -- c :} a b + ;
: wrong-locals {: a b | c -- d :} a to c b c ;
: zero ( n -- ) ?dup if . then ;
: recursive ( n -- n! ) dup 1 > if dup 1- recurse * else drop 1 then ;
: wrong-recursive ( n -- ) dup 1 > if dup 1- recurse * else drop 1 then ;
: maker ( n "name" -- ) create , does> ( -- n ) @ ;
: wrong-maker ( n "name" -- ) create , does> ( -- ) @ ;
: array ( n "name" ) ( n -- addr ) create cells allot does> swap cells + ;
: caught ( -- n ) ['] bye catch ;
: immediate-one ( n -- n ) postpone 1+ ; immediate
defer shown ( n -- )
: uses-shown ( -- ) 1 shown ;
: wrong-use ( -- ) shown ;
:noname ( n -- ) dup ; drop
: commas ( a, b -- a , b ) ;
: double-result ( d -- longer ) d2* ;
: brackets ( n <name> -- ) drop ;
: slashed ( addr/len -- ) type ;
: only-line \ ( n -- m ) is it
  1+ ;
: touches-less ( a b -- b a c ) over rot rot 1+ nip swap over ;
: quotation ( -- xt ) [: ( n -- ) ;] ;
\ reports
\ 2:16 error stack-comment: ( n -- n n ) is not what one-too-many does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 4:14 error stack-comment: ( -- n ) is not what takes-more does: it takes 2 cells and leaves 1 cell: ( x x -- x )
\ 6:13 error stack-comment: ( n -- ) is not what no-result does: it takes 1 cell and leaves 2 cells: ( x -- x x )
\ 9:3 note varying-effect: not-both: what it leaves depends on the way: ( x -- | x ); here paths meet of which one has 1 cell more on the stack than the other
\     9:38 here
\ 9:12 warning stack-comment: ( n -- n ) is not all that not-both does: it takes 1 cell and leaves nothing or 1 cell: ( x -- | x )
\ 10:3 note varying-effect: open: what it leaves depends on the way: ( -- | x ); here paths meet of which one has 1 cell more on the stack than the other
\     10:37 here
\ 11:3 note varying-effect: many: each turn of the loop takes 1 cell more
\     11:38 here
\ 12:3 note varying-effect: counted: each turn of the loop takes 1 cell more
\     12:35 here
\ 30:3 note shadowed-name: recursive takes the name of a word of the system
\ 31:19 error stack-comment: ( n -- ) is not what wrong-recursive does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 33:46 error stack-comment: ( -- ) is not what this definition does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 39:13 error stack-comment: ( -- ) is not what wrong-use does: it takes 1 cell and leaves nothing: ( x -- )
\ 40:9 error stack-comment: ( n -- ) is not what this definition does: it takes 1 cell and leaves 2 cells: ( x -- x x )
\ 48:26 error stack-comment: ( n -- ) is not what this definition does: it takes nothing and leaves nothing: ( -- )
