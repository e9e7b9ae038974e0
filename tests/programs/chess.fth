\ Counts the positions that a game of chess can reach (perft), on a board of 16 times 8 squares.
\ output:
\ | rnbqkbnr
\ | pppppppp
\ | ........
\ | ........
\ | ........
\ | ........
\ | PPPPPPPP
\ | RNBQKBNR
\ |  1 plies: 20
\ |  2 plies: 400
\ |  3 plies: 8902
\ | 0

: not  0= ;
: array  ( n "name" -- ) create cells allot does> swap cells + ;
: carray ( n "name" -- ) create here over erase allot does> + ;
: table: ( "name" "numbers" ; -- n )
  create begin parse-name 2dup s" end" compare while evaluate , repeat 2drop
  does> swap cells + @ ;

128 carray board
0 value side            \ 8 for white, 16 for black
0 value nodes
0 value depth-left

0 constant empty
1 constant pawn    2 constant knight  3 constant bishop
4 constant rook    5 constant queen   6 constant king
8 constant white   16 constant black

hex
: off?   ( square -- flag ) 88 and 0<> ;
decimal
: type@  ( square -- piece ) board c@ 7 and ;
: color@ ( square -- color ) board c@ 24 and ;
: other  ( -- color ) side 24 xor ;
: enemy? ( square -- flag ) color@ other = ;
: free?  ( square -- flag ) board c@ 0= ;
: rank   ( square -- n ) 4 rshift ;
: file   ( square -- n ) 15 and ;

table: steps  1 -1 16 -16 15 17 -15 -17 end
table: leaps  14 18 31 33 -14 -18 -31 -33 end

: place-row  ( c-addr u rank color -- )
  { color } 16 * { at }
  bounds ?do
    i c@ case
      'p' of pawn endof  'n' of knight endof  'b' of bishop endof
      'r' of rook endof  'q' of queen endof  'k' of king endof
      empty swap
    endcase
    ?dup if color or at board c! then
    at 1+ to at
  loop ;

: setup
  0 board 128 erase
  s" rnbqkbnr" 0 white place-row   s" pppppppp" 1 white place-row
  s" pppppppp" 6 black place-row   s" rnbqkbnr" 7 black place-row
  white to side ;

: .board
  0 7 do
    i 8 0 do
      dup 16 * i + board c@
      dup 7 and s" .pnbrqk" drop + c@  swap 8 and if toupper then emit
    loop drop cr
  -1 +loop ;

\ ---- is a square attacked?

: (slider?)  ( square step piece -- flag )
  { step piece }
  begin
    step + dup off? if drop false exit then
    dup free? not
  until
  dup enemy? not if drop false exit then
  type@ dup queen = swap piece = or ;

: leaper?  ( square step piece -- flag )
  >r + dup off? if drop r> drop false exit then
  dup enemy? swap type@ r> = and ;

: attacked?  ( square -- flag )   \ by the other side
  8 0 do dup i leaps knight leaper? if drop true unloop exit then loop
  8 0 do dup i steps king leaper? if drop true unloop exit then loop
  4 0 do dup i steps rook (slider?) if drop true unloop exit then loop
  8 4 do dup i steps bishop (slider?) if drop true unloop exit then loop
  side white = if 15 17 else -15 -17 then
  2 pick + pawn 2>r dup 2r> swap  ( s a s p t )
  drop drop drop swap
  side white = if 15 else -15 then
  over swap pawn leaper? if 2drop true exit then
  drop side white = if 17 else -17 then
  pawn leaper? ;

: king-square  ( -- square )
  128 0 do i off? not if i board c@ side king or = if i unloop exit then then loop
  true abort" no king" ;

defer search

: flip  other to side ;
: try-move  ( from to -- )
  dup board c@ >r                       \ what is captured
  2dup swap board c@ swap board c!
  over 0 swap board c!
  king-square attacked? not if flip search flip then
  2dup board c@ swap board c!
  r> swap board c! drop ;

: quiet-or-capture  ( from to -- )
  dup color@ side = if 2drop else try-move then ;
: slide  ( from step -- )
  over { from step at }
  begin
    at step + to at
    at off? if exit then
    at color@ side = if exit then
    from at try-move
    at free? not
  until ;

: pawn-moves  ( from -- )
  side white = if 16 else -16 then { from up }
  from up + free? if
    from dup up + try-move
    from rank side white = if 1 else 6 then = if
      from up 2* + free? if from dup up 2* + try-move then
    then
  then
  2 -1 do
    from up + i + dup off? if drop else
      dup enemy? if from swap try-move else drop then
    then
  2 +loop ;
: knight-moves  8 0 do dup dup i leaps + dup off? if 2drop else quiet-or-capture then loop drop ;
: king-moves    8 0 do dup dup i steps + dup off? if 2drop else quiet-or-capture then loop drop ;
: rook-moves    4 0 do dup i steps slide loop drop ;
: bishop-moves  8 4 do dup i steps slide loop drop ;
: queen-moves   dup rook-moves bishop-moves ;

create movers
' drop , ' pawn-moves , ' knight-moves , ' bishop-moves , ' rook-moves , ' queen-moves , ' king-moves ,

:noname  ( -- )
  depth-left 0= if nodes 1+ to nodes exit then
  depth-left 1- to depth-left
  128 0 do
    i off? not if
      i color@ side = if i dup type@ cells movers + @ execute then
    then
  loop
  depth-left 1+ to depth-left ; is search

: perft  ( n -- ) dup to depth-left 0 to nodes search 2 .r ."  plies: " nodes . cr ;

setup .board
1 perft 2 perft 3 perft
depth . cr
