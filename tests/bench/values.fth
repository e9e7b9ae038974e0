\ State in VALUEs and VARIABLEs: a generator of numbers, a running average and a ring of cells.
[undefined] size [if] 20000000 constant size [then]

0 value state
0 value average
0 value peak
variable count
variable crossings
64 cells constant ring-size
create ring  ring-size allot   ring ring-size erase
0 value ring-at

: next ( -- u )  state 1103515245 * 12345 + $7fffffff and dup to state ;
: average! ( n -- )  average - 16 / average + to average ;
: note-peak ( n -- )  dup peak > if to peak else drop then ;
: ring! ( n -- )  ring ring-at + !  ring-at cell+ ring-size 1- and to ring-at ;

: step ( -- )
  next 16 rshift  dup average! dup note-peak dup ring!
  average > if 1 crossings +! then  1 count +! ;

: main ( -- )
  1 to state  0 to average  0 to peak  0 count !  0 crossings !
  size 0 do step loop
  average peak + count @ + crossings @ + ring @ + . cr ;
main
