\ Addresses of columns and rows in loops that are hot: with strides known and not, up and down, and over a store that changes
\ what they are made of. Quotients and remainders of the same numbers, of all signs.
\ output:
\ | 10153 10153 10153 10153 -1452 228 0
\ | 10153 10153 10153 10153 -1452 228 0
\ | -5458219596992307999 2877840 -5458219596992307999 -1 3 7 -10

11 constant wide  13 constant high
create grid  wide high * cells allot
variable width  wide width !
: fill-grid ( -- )  wide high * 0 do i grid i cells + ! loop ;
fill-grid

: column ( n -- n )  0 high 0 do over i wide * + cells grid + @ + loop nip ;
: row ( n -- n )  0 wide 0 do over wide * i + cells grid + @ + loop nip ;
: column-of-variable ( n -- n )  0 high 0 do over i width @ * + cells grid + @ + loop nip ;
: down ( n -- n )  0 0 high 1- do over i width @ * + cells grid + @ + -1 +loop nip ;
: pairs ( -- n )  0 high 1- 0 do wide 0 do
    j wide * i + cells grid + dup @ swap wide cells + @ - + loop loop ;
: narrows ( -- n )  wide width !  0 high 0 do i width @ * cells grid + @ +  i 5 = if 1 width ! then loop  wide width ! ;
: bytes ( -- n )  0 8 0 do i wide * grid + c@ + loop ;

: totals ( -- )
  0 wide 0 do i column + loop .  0 high 0 do i row + loop .  0 wide 0 do i column-of-variable + loop .
  0 wide 0 do i down + loop .  pairs . narrows . bytes . cr ;
: often ( -- )  400 0 do 3 column 4 row + 5 column-of-variable + 6 down + pairs + narrows + bytes + drop loop ;
totals often totals

0 value sum
: mix ( n -- )  sum 31 * + to sum ;
: both ( n d -- )  2dup /mod mix mix 2dup mod mix / mix ;
: constants ( n -- )  dup 10 /mod mix mix  dup -7 /mod mix mix  8 /mod mix mix ;
: digits ( n -- n )  0 swap begin 10 /mod swap rot + swap dup 0= until drop ;
create numbers  7 , -7 , 0 , 1 , -1 , 123456789012 , -123456789012 , 1 62 lshift negate ,  1 63 lshift 1- ,
: number@ ( i -- n )  cells numbers + @ ;
: all-pairs ( -- n )
  0 to sum  9 0 do i number@ constants  9 0 do i 2 <> if j number@ i number@ both then loop loop  sum ;
: warm ( -- n )  0 3000 0 do i 7 /mod + i 1+ 1000 swap /mod + + + i digits + loop ;
: zero ( -- )  5 0 ['] both catch . 2drop cr ;
all-pairs . warm . all-pairs . 7 -7 10 /mod . . . zero
