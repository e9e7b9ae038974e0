\ What gforth's ansi.fs and vt100.fs once had besides the words that are built in.

: brown ( -- colour ) yellow ;
: esc[ ( -- ) #esc emit '[' emit ;
: pn ( u -- ) 0 ['] u.r 10 base-execute ;
: ;pn ( n -- ) ';' emit pn ;
