\ Ways of a word that its caller rules out need not suit a comment; those that nothing rules out must.
: pop-item ( list -- item true | false ) dup @ if @ true else drop false then ;
: first-item ( list -- item ) pop-item drop ;
: asked ( list -- item ) pop-item 0= if 0 then ;
: compared ( list -- item ) pop-item true <> if 0 then ;
: not-asked ( list -- ) pop-item drop drop ;
: never-right ( list -- a b c ) pop-item drop ;
: own-branch ( n -- ) dup if drop then ;
: uses-first ( list -- n ) first-item 1+ ;
: wrong-use ( list -- ) first-item 1+ ;
: text-number ( c-addr u -- F: -- r ) >float drop ;
: safe ( n -- n ior ) ['] 1+ catch ;
: escapes ( n -- ) dup if rdrop exit then drop ;
: state-smart ( -- ) state @ if postpone dup else 1 then ;
: definer ( "name" -- ) create 0 , does> ( -- n ) @ ;
: method: ( "name" -- ) : postpone drop ;
method: shown ( n object -- ) drop ;
: opens ( "name" -- ) : ;
opens special ( n -- n ) swap drop ;
\ reports
\ 3:3 note varying-effect: first-item: what it leaves depends on the way: ( x -- | x ); here paths meet of which one has 1 cell more on the stack than the other
\     3:45 here
\ 6:3 note varying-effect: not-asked: what it leaves depends on the way: ( x x -- | x ); here paths meet of which one has 1 cell more on the stack than the other
\     6:44 here
\ 7:3 note varying-effect: never-right: what it leaves depends on the way: ( x -- | x ); here paths meet of which one has 1 cell more on the stack than the other
\     7:47 here
\ 7:15 error stack-comment: ( list -- a b c ) is not what never-right does: it takes 1 cell and leaves nothing or 1 cell: ( x -- | x )
\ 8:3 note varying-effect: own-branch: what it leaves depends on the way: ( x -- | x ); here paths meet of which one has 1 cell more on the stack than the other
\     8:35 here
\ 8:14 warning stack-comment: ( n -- ) is not all that own-branch does: it takes 1 cell and leaves nothing or 1 cell: ( x -- | x )
\ 10:13 error stack-comment: ( list -- ) is not what wrong-use does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 11:3 note varying-effect: text-number: what it leaves depends on the way: ( x x -- ) ( F: -- | r ); here paths meet of which one has 1 float more on the stack than the other
\     11:51 here
\ 13:27 note return-stack: ends the word that calls this one
\     hint: a flag that the caller tests says the same in every Forth
\ 14:3 note varying-effect: state-smart: what it leaves depends on the way: ( -- | x ); here paths meet of which one has 1 cell more on the stack than the other
\     14:53 here
