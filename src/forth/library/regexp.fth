\ gforth's regexp.fs: patterns (( … )) and replacements s// … //g as code that tries and goes back.
\
\ A pattern is cut into pieces, each a word ( addr -- flag ) that matches from an address on and then runs the piece behind
\ it, so that where several ways are open each is tried with all that follows. A piece is called through a cell, because
\ the one behind it is compiled later. It is a loop of one turn: ?LEAVE is how it fails.

\ ---- sets of characters: 256 bits -------------------------------------------------------------------------------

variable charclass-made
: charclass ( "name" -- ) create here charclass-made ! 32 0 do 0 c, loop ;
: charclass-bit ( char class -- mask addr ) over 3 rshift + swap 7 and 1 swap lshift swap ;
: charclass-now ( -- class ) charclass-made @ ;
: +char ( char -- ) charclass-now charclass-bit dup >r c@ or r> c! ;
: -char ( char -- ) charclass-now charclass-bit dup >r c@ swap invert and r> c! ;
: ..char ( first last -- ) 1+ swap ?do i +char loop ;
: +chars ( c-addr u -- ) bounds ?do i c@ +char loop ;
: +class ( class -- ) 32 0 do dup i + c@ charclass-now i + dup c@ rot or swap c! loop drop ;
: -class ( class -- ) 32 0 do dup i + c@ invert charclass-now i + dup c@ rot and swap c! loop drop ;

charclass digit  '0' '9' ..char
charclass blanks  0 bl ..char
charclass letter  'a' 'z' ..char 'A' 'Z' ..char
charclass any  0 255 ..char

\ ---- what is being matched ----------------------------------------------------------------------------------------

2variable regexp-text
variable regexp-replaced  \ something was replaced: no other way there is tried from here
create regexp-parts 20 cells allot
: regexp-begin ( -- addr ) regexp-text 2@ drop ;
: regexp-end ( -- addr ) regexp-text 2@ + ;
: regexp-left ( addr -- u ) regexp-end swap - 0 max ;
: regexp-start ( c-addr u -- addr ) regexp-replaced off 2dup regexp-text 2! drop ;
: regexp-part ( n -- addr ) 2* cells regexp-parts + ;
: regexp-part-begins ( addr n -- addr ) over swap regexp-part ! ;
: regexp-part-ends ( addr n -- addr ) regexp-part >r dup r@ @ - r> cell+ ! ;

: \0 ( -- c-addr u ) regexp-text 2@ ;
: \1 ( -- c-addr u ) 1 regexp-part dup @ swap cell+ @ ;
: \2 ( -- c-addr u ) 2 regexp-part dup @ swap cell+ @ ;
: \3 ( -- c-addr u ) 3 regexp-part dup @ swap cell+ @ ;
: \4 ( -- c-addr u ) 4 regexp-part dup @ swap cell+ @ ;
: \5 ( -- c-addr u ) 5 regexp-part dup @ swap cell+ @ ;
: \6 ( -- c-addr u ) 6 regexp-part dup @ swap cell+ @ ;
: \7 ( -- c-addr u ) 7 regexp-part dup @ swap cell+ @ ;
: \8 ( -- c-addr u ) 8 regexp-part dup @ swap cell+ @ ;
: \9 ( -- c-addr u ) 9 regexp-part dup @ swap cell+ @ ;

\ ---- ways through the pieces --------------------------------------------------------------------------------------

: regexp-go ( addr cell -- flag ) @ execute ;
: regexp-either ( addr cell1 cell2 -- flag )
  >r over >r regexp-go regexp-replaced @ or if 2rdrop regexp-replaced @ 0= exit then
  r> r> regexp-go ;
: regexp-seek ( addr cell -- flag )
  >r begin
    dup r@ regexp-go if rdrop drop true exit then
    dup regexp-left 0<> regexp-replaced @ 0= and
  while 1+ repeat
  rdrop drop false ;

\ ---- pieces while they are compiled -------------------------------------------------------------------------------

variable regexp-piece  \ the cell of the open piece
variable regexp-count  \ how many parts have begun
create regexp-levels 64 cells allot
variable regexp-level
: regexp-push ( x -- ) regexp-level @ dup 63 u> abort" a pattern is nested too deeply" cells regexp-levels + ! 1 regexp-level +! ;
: regexp-pop ( -- x ) regexp-level @ 0= -22 and throw  -1 regexp-level +! regexp-level @ cells regexp-levels + @ ;

: regexp-cell ( -- cell ) align here 0 , ;
: regexp-open ( cell -- ) regexp-piece ! ]] [: 1 0 do [[ ;
: regexp-close ( -- ) ]] unloop exit loop drop false ;] [[ regexp-piece @ ]] literal ! [[ ;
: regexp-to ( cell -- ) ]] literal regexp-go [[ regexp-close ;
: regexp-to-either ( cell1 cell2 -- ) ]] 2literal regexp-either [[ regexp-close ;
: regexp-begins ( -- ) 0 regexp-count ! 0 regexp-level ! regexp-cell dup regexp-push regexp-open ;
: regexp-ends ( -- ) ]] drop true [[ regexp-close regexp-pop ]] literal regexp-go [[ ;

\ ---- what can stand in a pattern ----------------------------------------------------------------------------------

: regexp-in? ( addr class -- addr' flag )
  over regexp-left 0= if drop false exit then
  over c@ swap charclass-bit c@ and 0<> swap 1+ swap ;
: regexp-out? ( addr class -- addr' flag )
  over regexp-left 0= if drop false exit then regexp-in? 0= ;
: regexp-char? ( addr char -- addr' flag )
  over regexp-left 0= if drop false exit then over c@ = swap 1+ swap ;
: regexp-not-char? ( addr char -- addr' flag )
  over regexp-left 0= if drop false exit then regexp-char? 0= ;
: regexp-maybe ( addr char -- addr' )
  over regexp-left if over c@ = - else drop then ;
: regexp-string? ( addr c-addr u -- addr' flag )
  2 pick regexp-left over u< if 2drop false exit then
  >r over r@ tuck compare 0= swap r> + swap ;

: c? ( compilation: -- ; addr class -- addr' ) ]] regexp-in? 0= ?leave [[ ; immediate
: -c? ( compilation: -- ; addr class -- addr' ) ]] regexp-out? 0= ?leave [[ ; immediate
: \d ( compilation: -- ; addr -- addr' ) ]] digit c? [[ ; immediate
: \s ( compilation: -- ; addr -- addr' ) ]] blanks c? [[ ; immediate
: .? ( compilation: -- ; addr -- addr' ) ]] any c? [[ ; immediate
: -\d ( compilation: -- ; addr -- addr' ) ]] digit -c? [[ ; immediate
: -\s ( compilation: -- ; addr -- addr' ) ]] blanks -c? [[ ; immediate
: ` ( compilation: "char" -- ; addr -- addr' ) char ]] literal regexp-char? 0= ?leave [[ ; immediate
: -` ( compilation: "char" -- ; addr -- addr' ) char ]] literal regexp-not-char? 0= ?leave [[ ; immediate
: `? ( compilation: "char" -- ; addr -- addr' ) char ]] literal regexp-maybe [[ ; immediate
: str=? ( compilation: -- ; addr c-addr u -- addr' ) ]] regexp-string? 0= ?leave [[ ; immediate
: =" ( compilation: "text<quote>" -- ; addr -- addr' ) '"' parse ]] sliteral str=? [[ ; immediate
: \^ ( compilation: -- ; addr -- addr ) ]] dup regexp-begin <> ?leave [[ ; immediate
: \$ ( compilation: -- ; addr -- addr ) ]] dup regexp-end <> ?leave [[ ; immediate

: \( ( compilation: -- ; addr -- addr )
  regexp-count @ 1+ dup 9 > abort" a pattern has nine parts at most"
  dup regexp-count !  dup regexp-push  ]] literal regexp-part-begins [[ ; immediate
: \) ( compilation: -- ; addr -- addr ) regexp-pop ]] literal regexp-part-ends [[ ; immediate

: // ( compilation: -- ) regexp-cell dup ]] literal regexp-seek [[ regexp-close regexp-open ; immediate

\ Of alternatives these are known: the piece behind, how many parts came before, the most in one of them, the next one.
: regexp-alternative {: behind count most -- :}
  regexp-cell regexp-cell {: body next :}
  behind regexp-push  count regexp-push  most regexp-push  next regexp-push
  body next regexp-to-either  body regexp-open ;
: regexp-alternative-ends ( -- behind count most next )
  regexp-pop regexp-pop regexp-pop regexp-pop {: next most count behind :}
  behind regexp-to  behind count  most regexp-count @ max  next ;

: {{ ( compilation: -- ; addr -- addr ) regexp-cell regexp-count @ 0 regexp-alternative ; immediate
: || ( compilation: -- ; addr -- addr )
  regexp-alternative-ends {: behind count most next :}
  next regexp-open  count regexp-count !  behind count most regexp-alternative ; immediate
: }} ( compilation: -- ; addr -- addr )
  regexp-alternative-ends {: behind count most next :}
  next regexp-open ]] drop false [[ regexp-close
  most regexp-count !  behind regexp-open ; immediate

\ Of a loop these are known: the piece that decides about another turn, and the one behind.
: regexp-loop {: once lazy -- :}
  regexp-cell regexp-cell regexp-cell {: turn body behind :}
  once if body else turn then regexp-to
  turn regexp-open  body behind lazy if swap then regexp-to-either
  turn regexp-push  behind regexp-push  body regexp-open ;
: regexp-loop-ends ( -- )
  regexp-pop regexp-pop {: behind turn :}
  turn regexp-to  behind regexp-open ;

: {** ( compilation: -- ; addr -- addr ) false false regexp-loop ; immediate
: **} ( compilation: -- ; addr -- addr ) regexp-loop-ends ; immediate
: {++ ( compilation: -- ; addr -- addr ) true false regexp-loop ; immediate
: ++} ( compilation: -- ; addr -- addr ) regexp-loop-ends ; immediate
: {* ( compilation: -- ; addr -- addr ) false true regexp-loop ; immediate
: *} ( compilation: -- ; addr -- addr ) regexp-loop-ends ; immediate
: {+ ( compilation: -- ; addr -- addr ) true true regexp-loop ; immediate
: +} ( compilation: -- ; addr -- addr ) regexp-loop-ends ; immediate

: (( ( compilation: -- ; c-addr u -- addr ) ]] regexp-start [[ regexp-begins ; immediate
: )) ( compilation: -- ; addr -- flag ) regexp-ends ; immediate

\ ---- replacing ----------------------------------------------------------------------------------------------------

$variable regexp-result
variable regexp-copied  \ the text up to here is in the result
variable regexp-region  \ what is replaced begins here

: regexp-replacing ( c-addr u -- addr ) s" " regexp-result $!  regexp-start dup regexp-copied ! ;
\ Goes on behind what was replaced.
: regexp-seek-all ( addr cell -- flag )
  >r begin
    dup regexp-region !  regexp-replaced off
    dup r@ regexp-go if rdrop drop true exit then
    1+ regexp-copied @ umax
  dup regexp-end u> until
  rdrop drop false ;
: regexp-rest ( -- c-addr u )
  regexp-copied @ regexp-end over - regexp-result $+!  regexp-result $@ save-mem ;

: << ( addr c-addr u -- addr )
  2>r regexp-copied @ regexp-region @ over - regexp-result $+!
  2r> regexp-result $+!  dup regexp-copied !  regexp-replaced on ;
: <<" ( compilation: "text<quote>" -- ; addr -- addr ) '"' parse ]] sliteral << [[ ; immediate
: >> ( addr -- addr ) ; immediate
: s>> ( addr -- addr ) dup regexp-region ! ;

: s// ( compilation: -- ; c-addr u -- addr )
  ]] regexp-replacing [[ regexp-begins
  regexp-cell dup ]] literal regexp-seek-all [[ regexp-close regexp-open ; immediate
: //s ( compilation: -- ; addr -- c-addr u ) regexp-ends ]] drop regexp-rest [[ ; immediate
: //g ( compilation: -- ; addr1 c-addr2 u2 -- c-addr3 u3 ) ]] << leave [[ postpone //s ; immediate
: //o ( compilation: -- ; addr1 c-addr2 u2 -- c-addr3 u3 ) ]] << [[ postpone //s ; immediate
