\ Solves a sudoku by elimination and, where that ends, by trying.
\ output:
\ |
\ | 5 3 4 | 6 7 8 | 9 1 2
\ | 6 7 2 | 1 9 5 | 3 4 8
\ | 1 9 8 | 3 4 2 | 5 6 7
\ | ------+-------+------
\ | 8 5 9 | 7 6 1 | 4 2 3
\ | 4 2 6 | 8 5 3 | 7 9 1
\ | 7 1 3 | 9 2 4 | 8 5 6
\ | ------+-------+------
\ | 9 6 1 | 5 3 7 | 2 8 4
\ | 2 8 7 | 4 1 9 | 6 3 5
\ | 3 4 5 | 2 8 6 | 1 7 9
\ | 51 tries
\ | no solution
\ | 9 0
\ | -1

: bit  ( n -- mask ) 1 swap lshift ;
9 bit 1- constant all

create row-of 81 allot  create col-of 81 allot  create box-of 81 allot
:noname
  81 0 do
    i 9 / row-of i + c!
    i 9 mod col-of i + c!
    i 27 / 3 *  i 9 mod 3 /  +  box-of i + c!
  loop ; execute

create rows 9 cells allot  create cols 9 cells allot  create boxes 9 cells allot
create grid 81 allot
variable guesses

: in-row ( cell -- addr ) row-of + c@ cells rows + ;
: in-col ( cell -- addr ) col-of + c@ cells cols + ;
: in-box ( cell -- addr ) box-of + c@ cells boxes + ;
: allowed ( cell -- mask )
  dup in-row @ over in-col @ or swap in-box @ or invert all and ;

: toggle ( mask addr -- ) tuck @ xor swap ! ;
: mark ( digit cell -- )
  >r 1- bit dup r@ in-row toggle dup r@ in-col toggle r> in-box toggle ;
: put   ( digit cell -- ) 2dup grid + c! mark ;
: unput ( cell -- ) dup grid + dup c@ swap 0 swap c! swap mark ;

: bits  ( mask -- n ) 0 swap begin ?dup while dup 1- and swap 1+ swap repeat ;

: clear  rows 9 cells erase cols 9 cells erase boxes 9 cells erase grid 81 erase ;
: parse-grid  ( c-addr u -- )
  81 <> abort" 81 characters are needed"
  clear
  81 0 do
    count dup '1' '9' 1+ within if '0' - i put else drop then
  loop drop ;

: tightest  ( -- cell count )   \ count 10: the grid is full
  -1 10
  81 0 do
    grid i + c@ 0= if
      i allowed bits  2dup > if nip nip i swap else drop then
    then
  loop ;

: solve  ( -- flag )
  tightest dup 10 = if 2drop true exit then
  0= if drop false exit then
  10 1 do
    dup allowed i 1- bit and if
      1 guesses +!
      i over put
      recurse if drop true unloop exit then
      dup unput
    then
  loop
  drop false ;

: .grid
  81 0 do
    i 9 mod 0= if cr i 27 mod 0= i 0<> and if ." ------+-------+------" cr then then
    i 9 mod dup 0<> swap 3 mod 0= and if ." | " then
    grid i + c@ ?dup if '0' + else '.' then emit space
  loop cr ;

: sudoku  ( c-addr u -- )
  parse-grid 0 guesses !
  solve if .grid guesses @ . ." tries" else ." no solution" then cr ;

s" 53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79" sudoku
s" 53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..71" sudoku
create blank-grid 81 allot  blank-grid 81 char . fill
blank-grid 81 parse-grid tightest . . cr
s" too short" ' sudoku catch -2 = . 2drop cr
