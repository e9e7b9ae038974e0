\ The return stack and loops.
: left ( n -- ) >r ;
: fine ( n -- n ) >r r> ;
: on-one-way ( n flag -- n ) if >r else then 1 ;
: takes ( -- n ) r> ;
: caller ( flag -- ) if rdrop then ;
: both ( n -- ) dup if >r 1 else >r 2 then r> 2drop ;
: exits ( n -- ) >r r@ if exit then rdrop ;
: in-loop ( n -- ) >r 10 0 do r@ . loop rdrop ;
: covered ( n -- ) 10 0 do dup >r i . r> drop loop drop ;
: unbalanced-loop ( n -- ) 10 0 do dup >r loop drop ;
: exit-in-loop ( -- ) 10 0 do i 5 = if exit then loop ;
: unloop-exit ( -- ) 10 0 do i 5 = if unloop exit then loop ;
: no-loop ( -- ) i . ;
: one-loop ( -- ) 10 0 do j . loop ;
: same-flag ( n flag -- ) dup if over >r then if r> drop then drop ;
: two-to-r ( d -- d ) 2>r 2r@ 2r> 2drop ;
: moved ( n -- ) n>r nr> drop ;
: ends ( flag -- ) if r> drop then ;
: ends-two ( flag -- ) if 2r> 2drop then ;
: calls-it ( flag -- n ) ends 5 ;
: in-its-loop ( -- ) 3 0 do rdrop loop ;
: looks ( -- ) r@ drop ;
\ reports
\ 2:20 error return-stack: the word ends with 1 cell on the return stack
\     hint: each >R needs an R> or RDROP on every path, also before EXIT
\ 4:3 note varying-effect: on-one-way: what it leaves depends on the way: ( x x -- x | x x ); here paths meet of which one has 1 cell more on the stack than the other
\     4:41 here
\ 4:14 warning stack-comment: ( n flag -- n ) is not all that on-one-way does: it takes 2 cells and leaves 1 cell or 2 cells: ( x x -- x | x x )
\ 5:18 error return-stack: takes from the return stack what this word has not put there
\     hint: a word can use what it has put there itself with >R
\ 6:25 note return-stack: ends the word that calls this one
\     hint: a flag that the caller tests says the same in every Forth
\ 8:27 error return-stack: the word ends with 1 cell on the return stack
\     hint: each >R needs an R> or RDROP on every path, also before EXIT
\ 9:31 error return-stack: what >R has put there lies below the loop's parameters here
\     hint: inside DO … LOOP, R> and R@ can have only what was put there inside
\ 10:35 error return-stack: a cell that >R has put there lies on top of the loop's parameters here
\     hint: inside DO … LOOP, each >R needs its R> before I, LEAVE, UNLOOP and LOOP
\ 11:43 error return-stack: a cell that >R has put there lies on top of the loop's parameters here
\     hint: inside DO … LOOP, each >R needs its R> before I, LEAVE, UNLOOP and LOOP
\ 11:53 error return-stack: the word ends with 1 cell on the return stack
\     hint: each >R needs an R> or RDROP on every path, also before EXIT
\ 12:40 error return-stack: the word ends inside a loop
\     hint: write UNLOOP before EXIT
\ 14:18 error return-stack: there is no loop around this
\ 15:27 error return-stack: there is no loop around this
\ 18:3 note varying-effect: moved: what n>r does is known only when it runs
\     18:18 here
\ 19:23 note return-stack: ends the word that calls this one
\     hint: a flag that the caller tests says the same in every Forth
\ 20:27 note return-stack: ends the word that calls this one
\     hint: a flag that the caller tests says the same in every Forth
\ 22:29 error return-stack: takes from the return stack what this word has not put there
\     hint: a word can use what it has put there itself with >R
\ 23:16 error return-stack: takes from the return stack what this word has not put there
\     hint: a word can use what it has put there itself with >R
