\ Colours and attributes of the terminal by the names of gforth's ansi.fs and vt100.fs.

: black ( -- colour ) 0 ;
: red ( -- colour ) 1 ;
: green ( -- colour ) 2 ;
: yellow ( -- colour ) 3 ;
: blue ( -- colour ) 4 ;
: brown ( -- colour ) 5 ;
: magenta ( -- colour ) 5 ;
: cyan ( -- colour ) 6 ;
: white ( -- colour ) 7 ;
: bold ( -- attr ) 1 ;
: underline ( -- attr ) 2 ;
: blink ( -- attr ) 4 ;
: invers ( -- attr ) 8 ;
: >bg ( colour -- attr ) 4 lshift ;
: >fg ( colour -- attr ) 8 lshift ;
: bg> ( attr -- colour ) 4 rshift 15 and ;
: fg> ( attr -- colour ) 8 rshift 15 and ;
: <a ( -- -1 0 ) -1 0 ;
: a> ( -1 attr … -- attr ) begin over -1 <> while or repeat nip ;

: esc[ ( -- ) #esc emit '[' emit ;
: pn ( u -- ) 0 ['] u.r 10 base-execute ;
: ;pn ( n -- ) ';' emit pn ;

: (attr-bit) ( attr bit code -- attr ) >r over and if r@ ;pn then rdrop ;

: attr! ( attr -- )
  esc[ 0 pn
  dup fg> dup if 30 + ;pn else drop then
  dup bg> dup if 40 + ;pn else drop then
  bold 1 (attr-bit) underline 4 (attr-bit) blink 5 (attr-bit) invers 7 (attr-bit)
  drop 'm' emit ;
