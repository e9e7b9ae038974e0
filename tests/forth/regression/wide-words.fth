\ Words with more arguments or results than registers hold: they run in another form or take them from memory, hot or not.
\ output:
\ | 544500 544500
\ | 30045
\ | -5 -5
\ | 1 2 3 4 5 6 7 8 9 10 11 12
\ | 2062500 62536 2062500

: wide {: a b c d e f g h i j :} a b c d e f g h i j + + + + + + + + + ;
: use-wide ( -- n ) 0 1000 0 do i 1 2 3 4 5 6 7 8 9 wide + loop ;
use-wide . use-wide . cr

: wide-loop {: a b c d e f g h i j -- n :} 0 3000 0 do i + a + loop b + c + d + e + f + g + h + j + ;
1 2 3 4 5 6 7 8 9 10 wide-loop . cr

: endless ( x*12 -- x*12 ) {: a b c d e f g h i j k l :} a b c d e f g h i j k l recurse 2drop 2drop ;
: try ( -- ) 1 2 3 4 5 6 7 8 9 10 11 12 ['] endless catch . clearstack ;
try try cr

: dozen ( -- x*12 ) 1 2 3 4 5 6 7 8 9 10 11 12 ;
: again ( -- ) 500 0 do dozen clearstack loop ;
again
: show ( -- ) dozen 12 0 do 11 i - pick . loop clearstack ;
show cr

\ The rest of a loop with more state than registers hold, on both stacks: it goes on hot where it was.
fvariable total
: turns {: a b c f: p f: q -- :}
  0e 1e 2e 3e 4e 5e 6e 7e 8e  0  50 0 do 50 0 do 50 0 do
    a + b + c +  i j + k + 3 and +  p f+ q f- 1e f+
  loop loop loop
  . f+ f+ f+ f+ f+ f+ f+ f+ total f! ;
: rest ( -- )  4 5 6 0.25e 0.75e turns total f@ f>s . ;
rest 4 5 6 0.25e 0.75e turns cr
