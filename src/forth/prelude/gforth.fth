\ Words that gforth programs lean on and the standard does not have.

: 2- ( n -- n ) 2 - ; inline
: 1+! ( addr -- ) 1 swap +! ; inline
: th ( addr n -- addr ) cells + ; inline
: cell/ ( n -- n ) 8 / ; inline
: 2rdrop ( -- ) ( R: x1 x2 -- ) r> r> 2drop ; inline
: sc@ ( addr -- n ) c@ 56 lshift 56 arshift ; inline
: sw@ ( addr -- n ) uw@ 48 lshift 48 arshift ; inline
: sl@ ( addr -- n ) ul@ 32 lshift 32 arshift ; inline
: 3dup ( a b c -- a b c a b c ) 2 pick 2 pick 2 pick ; inline
: 3drop ( a b c -- ) 2drop drop ; inline
: 4dup ( a b c d -- a b c d a b c d ) 2over 2over ; inline
: d0> ( d -- flag ) 2dup d0= >r d0< r> or 0= ;
: d0<= ( d -- flag ) d0> 0= ;
: d0>= ( d -- flag ) d0< 0= ; inline
: d0<> ( d -- flag ) or 0<> ; inline
: du<= ( ud1 ud2 -- flag ) 2swap du< 0= ;
: du>= ( ud1 ud2 -- flag ) du< 0= ;
: u*/ ( u1 u2 u3 -- u4 ) >r um* r> um/mod nip ; inline
: between ( n low high -- flag ) 1+ within ;
: noop ( -- ) ; inline
: nil ( -- 0 ) 0 ; inline
: lastxt ( -- xt ) latestxt ;
: name-see ( nt -- ) name>int xt-see ;
: .id ( nt -- ) id. ;
: needs ( "name" -- ) require ;
: uvalue ( "name" -- ) 0 value ;
: cfalign ( -- ) maxalign ;
: maxaligned ( addr -- addr ) 7 + -8 and ;
: rol ( u1 n -- u2 ) 63 and 2dup lshift -rot 64 swap - 63 and rshift or ;
: ror ( u1 n -- u2 ) 64 swap - rol ;
: !csp ( -- ) sp@ csp ! ;
: ?csp ( -- ) sp@ csp @ <> -22 and throw ;
: gforth ( -- ) ." FastForth, with the words of Gforth 0.7.9" cr ;
: --> ( -- ) refill drop ; immediate
: script? ( -- flag ) true ;
: (assert) ( flag -- ) 0= if (failed-assertion) then ; inline

: u8@+ ( u8-addr -- u8-addr u ) xc@+ ; inline
: u8!+ ( u u8-addr -- u8-addr ) xc!+ ; inline
: u8len ( u -- u ) xc-size ; inline
: u8>> ( u8-addr -- u8-addr ) xchar+ ; inline
: u8<< ( u8-addr -- u8-addr ) xchar- ; inline

\ ---- colours and attributes of the terminal

: black ( -- u ) 15 ; inline
: red ( -- u ) 14 ; inline
: green ( -- u ) 13 ; inline
: yellow ( -- u ) 12 ; inline
: blue ( -- u ) 11 ; inline
: magenta ( -- u ) 10 ; inline
: cyan ( -- u ) 9 ; inline
: white ( -- u ) 8 ; inline
: defaultcolor ( -- u ) 6 ; inline
: bold ( -- x ) 1 ; inline
: underline ( -- x ) 2 ; inline
: blink ( -- x ) 4 ; inline
: invers ( -- x ) 8 ; inline
: strikethrough ( -- x ) 16 ; inline
: italic ( -- x ) 32 ; inline
: invisible ( -- x ) 64 ; inline
: dim ( -- x ) 128 ; inline
: >bg ( u -- x ) 8 lshift ; inline
: >fg ( u -- x ) 12 lshift ; inline
: bg> ( x -- u ) 8 rshift 15 and ; inline
: fg> ( x -- u ) 12 rshift 15 and ; inline
: <a ( -- -1 0 ) -1 0 ; inline
: a> ( -1 x1 … xn -- x ) begin over -1 <> while or repeat nip ;

: (;number) ( n -- ) ';' emit base @ swap decimal 0 .r base ! ;
: (;colour) ( u n -- ) over if swap 15 xor + (;number) else 2drop then ;
: (;attribute) ( x mask n -- x ) >r over and if r@ (;number) then rdrop ;

: attr! ( x -- )
  (watched?) 0= if drop exit then
  27 emit ." [0"
  dup fg> 30 (;colour)  dup bg> 40 (;colour)
  16 9 (;attribute)  64 8 (;attribute)  8 7 (;attribute)  4 5 (;attribute)
  2 4 (;attribute)  32 3 (;attribute)  128 2 (;attribute)  1 1 (;attribute)
  drop 'm' emit ;

\ ---- numbers and characters

: (catch) ( i*x xt effect -- j*x n ) >r catch r> dup $ff and swap 8 rshift $ff and 2dup max >r 2 pick if drop else nip then r> swap - 0 ?do 0 swap loop ;
: base-execute ( i*x xt u -- j*x ) base @ >r base ! catch r> base ! throw ;
: dec.r ( n u -- ) ['] .r 10 base-execute ;
: h. ( u -- ) hex. ;
: digit? ( char -- u -1 | 0 )
  dup 58 < if 48 - else tolower 87 - dup 10 < if drop -1 then then
  dup 0 base @ within if true else drop false then ;
: convert ( ud1 c-addr1 -- ud2 c-addr2 ) char+ 255 >number drop ;
: expect ( c-addr n -- ) accept span ! ;
: c@+ ( c-addr -- c-addr2 char ) count ; inline
: newline ( -- c-addr u ) s\" \n" ;
: #bell ( -- char ) 7 ; inline
: #bs ( -- char ) 8 ; inline
: #tab ( -- char ) 9 ; inline
: #lf ( -- char ) 10 ; inline
: #ff ( -- char ) 12 ; inline
: #cr ( -- char ) 13 ; inline
: #esc ( -- char ) 27 ; inline
: #del ( -- char ) 127 ; inline
: #eof ( -- char ) 4 ; inline
: bell ( -- ) #bell emit ;
: rows ( -- u ) form drop ;
: cols ( -- u ) form nip ;

\ ---- memory

: extend-mem ( addr1 u1 u -- addr addr2 u2 ) over >r + dup >r resize throw r> r> 2 pick + -rot ;
: mem, ( c-addr u -- ) here over allot swap move ;
: string, ( c-addr u -- ) dup c, mem, ;
: s, ( c-addr u -- ) string, ;
: safe/string ( c-addr1 u1 n -- c-addr2 u2 ) 0 max over umin /string ;

\ ---- strings in memory

\ The highest bits of the bytes that are zero; above the lowest of them others may be there, too.
: (zero-bytes) ( x -- x ) dup $0101010101010101 - swap invert and $8080808080808080 and ; inline
\ How many bytes are below the lowest bit: the sum of their ones.
: (bytes-below) ( x -- u ) dup negate and 1- $0101010101010101 and $0101010101010101 * 56 rshift 1- ; inline

\ Eight bytes at a time, and what is less than eight at once, with what is before it; the bit behind its end is as if the
\ character were there.
: scan ( c-addr u char -- c-addr u )
  dup 255 u> if drop + 0 exit then
  dup $0101010101010101 * {: char chars :}
  begin dup 7 u> while
    over @ chars xor (zero-bytes) dup if (bytes-below) /string exit then drop
    8 /string
  repeat
  dup if over $1008 u< 0= if
    2dup + 8 - @ over negate 3 lshift 63 and rshift chars xor (zero-bytes)
    over 3 lshift 7 + 1 swap lshift or (bytes-below) /string exit
  then then
  begin dup while over c@ char <> while 1 /string repeat then ;

: skip ( c-addr u char -- c-addr u )
  >r begin dup while over c@ r@ = while 1 /string repeat then rdrop ;

: place ( c-addr1 u c-addr2 -- ) swap 255 umin swap over >r rot over 1+ r> move c! ;

: +place ( c-addr1 u c-addr2 -- )
  >r 255 r@ c@ - umin r> 2dup 2>r count + swap move 2r> dup >r c@ + r> c! ;

: scan-back ( c-addr u1 char -- c-addr u2 )
  >r begin dup while 2dup + 1- c@ r@ <> while 1- repeat then rdrop ;

: insert ( c-addr1 u1 c-addr2 u2 -- )
  {: text u buffer size :}
  u size umin to u  buffer dup u + size u - move  text buffer u move ;
: delete ( c-addr u u1 -- )
  {: buffer size u :}
  u size umin to u  buffer u + buffer size u - move  buffer size + u - u blank ;

: capsstring-prefix? ( c-addr1 u1 c-addr2 u2 -- flag )
  {: text u prefix v :} v u u<= if text v prefix v capscompare 0= else false then ;
: capssearch ( c-addr1 u1 c-addr2 u2 -- c-addr3 u3 flag )
  {: text u part v :}
  u v - 1+ 0 max 0 ?do
    text i + v part v capscompare 0= if text i + u i - true unloop exit then
  loop text u false ;
: string-parse ( c-addr1 u1 "text" -- c-addr2 u2 )
  {: end u :} source >in @ /string {: from n :}
  from n end u search if drop from - dup u + >in +! else 2drop n dup >in +! then from swap ;
: save-mem-dict ( c-addr1 u -- c-addr2 u ) here -rot dup >r mem, r> ;
: typewhite ( c-addr u -- ) bounds ?do i c@ dup #tab = if emit else drop space then loop ;
: latestnt ( -- nt ) latest ;

: absolute-file? ( c-addr u -- flag )
  2dup s" /" string-prefix? >r 2dup s" ~" string-prefix? >r s" ./" string-prefix? r> or r> or ;

: ?warning ( flag xt -- )
  swap warnings @ and if >string-execute 2dup (warn) drop free drop else drop then ;
: (warning") ( flag c-addr u -- ) rot if (warn) else 2drop then ;

: c+! ( n addr -- ) dup >r c@ + r> c! ;
: w+! ( n addr -- ) dup >r w@ + r> w! ;
: l+! ( n addr -- ) dup >r l@ + r> l! ;
: 2+! ( d addr -- ) dup >r 2@ d+ r> 2! ;
: and! ( x addr -- ) tuck @ and swap ! ;
: or! ( x addr -- ) tuck @ or swap ! ;
: @+ ( addr1 -- addr2 x ) dup cell+ swap @ ;
: delta-i ( -- n ) postpone i' postpone i postpone - ; immediate
: sfind ( c-addr u -- 0 | xt n )
  find-name dup if dup immediate? >r name>interpret r> if 1 else -1 then then ;
: environment ( -- ) get-order dup if nip else 1+ then environment-wordlist swap set-order ;

\ ---- texts around the one that is made: each keeps in two characters how long what is before it was
: <<# ( -- )
  (hold-area-end) (hold-end) @ - dup 255 and hold 8 rshift hold
  (hold-start) @ (hold-end) !  1 (hold-nesting) +! ;

: #>> ( -- )
  (hold-end) @ dup (hold-start) !
  (hold-nesting) @ dup 0> if
    1- (hold-nesting) !
    dup 2 + (hold-start) !  count 8 lshift swap c@ or (hold-area-end) swap - (hold-end) !
  else 2drop  0 (hold-nesting) !  (hold-area-end) (hold-end) ! then ;

\ ---- numbers from texts
: s>unumber? ( c-addr u -- ud flag ) s>number? ;
: s>number ( c-addr u -- d ) s>number? drop ;
: snumber? ( c-addr u -- 0 | n -1 | d +n )
  s>number? if dpl @ dup 0< if nip else 1+ then else 2drop 0 then ;

\ ---- paths
: dirname ( c-addr1 u1 -- c-addr1 u2 ) 47 scan-back ;
: basename ( c-addr1 u1 -- c-addr2 u2 ) 2dup dirname nip /string ;

\ ---- characters of UTF-8
: (continues?) ( c-addr -- flag ) c@ $c0 and $80 = ;
: xchar- ( xc-addr1 -- xc-addr2 ) 1- 3 0 do dup (continues?) 0= ?leave 1- loop ;
: x\string- ( xc-addr u1 -- xc-addr u2 )
  dup if 1- 3 0 do dup 0= ?leave 2dup + (continues?) 0= ?leave 1- loop then ;
: -trailing-garbage ( xc-addr u1 -- xc-addr u2 )
  dup if 2dup + 1- c@ $80 and if (-trailing-garbage) then then ;
: xc!+? ( xchar xc-addr1 u1 -- xc-addr2 u2 flag )
  {: char target u :}
  char xc-size u u<= if char target xc!+ dup target - u swap - true else target u false then ;
: xc, ( xchar -- ) here over xc-size allot xc!+ drop ;
: xhold ( xchar -- )
  dup xc-size swap (float-cell) xc!+ swap 0 ?do 1- dup c@ hold loop drop ;

\ ---- blocks: that asked for last is found without the host, which looks whether it has been changed
: (held) ( u -- u addr ) dup (held-block) @ = (held-address) ul@ and ; inline
: block ( u -- a-addr ) (held) dup if nip else drop (block) then ;
: buffer ( u -- a-addr ) (held) dup if nip else drop (buffer) then ;
: update ( -- ) (held-address) ul@ if 1 (held-address) 4 + c! else (update) then ;
