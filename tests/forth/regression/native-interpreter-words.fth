\ Words that the native interpreter does by functions of the runtime library give, in loops that are not hot yet, the same
\ results and THROWs as the host's: output that is taken, too few items, what is not in the data space, tokens.
\ output:
\ | aaaaaaaa
\ | 1 2 3    4 -5 ab 110 |
\ | taken: 0 x 1 x 2 x |
\ | ok: 14 checks
include ../tester.fth

\ Runs a word when the interpreter has become native, and before; and too seldom for code.
: often  ( xt -- )  60 0 do dup >r execute r> loop drop ;

: letters  ( -- )  8 0 do [char] a emit loop cr ;
: quiet  ( n -- )  0 swap 0 do i + loop drop ;
: warm  ( -- )  100 quiet ;
warm letters
: numbers  ( -- )  1 . 2 u. 3 0 .r 4 5 u.r space -5 . s" ab" type space 6 2 base ! u. decimal ." |" cr ;
numbers

: taken  ( -- )  3 0 do i . [char] x emit space loop ;
: taking  ( -- )  60 0 do ['] taken >string-execute drop free drop loop ;
taking ." taken: " taken ." |" cr

create a 64 allot
: moved  ( -- n )  s" hello, world" a swap move a a 5 + 5 cmove a 12 s" hello" search nip nip ;
: moved-often  ( -- )  60 0 do moved drop loop ;
T{ moved-often moved -> true }T
: orders  ( -- n n n )  s" abc" s" abd" compare s" abd" s" abc" compare s" abc" s" abc" compare ;
: compared-often  ( -- )  60 0 do orders 2drop drop loop ;
T{ compared-often orders -> -1 1 0 }T
: converted  ( -- ud n )  0. s" 123x" >number nip ;
: converted-often  ( -- )  60 0 do converted drop 2drop loop ;
T{ converted-often converted -> 123. 1 }T
: found  ( -- xt n )  s" dup" find-name name>interpret s" nosuch" find-name ;
: found-often  ( -- )  60 0 do found 2drop loop ;
T{ found-often found -> ' dup 0 }T
: tabled  ( -- n )  here 60 0 do i , i c, loop here swap - -540 allot ;
T{ tabled -> 540 }T
: blocks  ( -- )  60 0 do 24 allocate throw 48 resize throw free throw loop ;
T{ blocks -> }T

\ Items that are not there, and addresses; the next turn goes on.
: without  ( n -- )  40 > if . then ;
: missing  ( -- n )  60 0 do i ['] without catch ?dup if nip leave then loop ;
T{ missing -> -4 }T
: beyond  ( n -- )  40 > if 8 4 type then ;
: outside  ( -- n )  60 0 do i ['] beyond catch ?dup if nip leave then loop ;
T{ outside -> -9 }T
: nothing  ( -- )  60 0 do 8 0 type loop ;
T{ nothing -> }T
: all-of-it  ( -- n )  60 0 do unused 1+ ['] allot catch ?dup if nip leave then loop ;
T{ all-of-it -> -8 }T
: wrong-base  ( -- n )  60 0 do i 40 = if 99 base ! then i ['] . >string-execute 2drop loop ;
: bases  ( -- n )  ['] wrong-base catch decimal ;
T{ bases -> -24 }T

\ By a token, and one that another one takes the place of.
: executed  ( xt -- n )  >r 60 0 do s" abc" s" abd" r@ execute drop loop s" abc" s" abc" r> execute ;
T{ ' compare executed ' str= executed -> 0 -1 }T
: added  ( -- n )  here 60 0 do i ['] c, execute loop here swap - -60 allot ;
T{ added -> 60 }T
T{ depth -> 0 }T
done
