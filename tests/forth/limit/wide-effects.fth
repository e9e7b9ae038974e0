\ Words that take and leave more than registers hold, whose callers do, and loops that become hot with so much state.
\ output:
\ | 138000 
\ | 165000 
\ | 55000. 
\ | -9 0 
\ | -4 
: nine ( 9*x -- 9*x ) + >r >r >r >r >r >r >r r> r> r> r> r> r> r> 1 ;
: sum ( 9*x -- n ) + + + + + + + + ;
: caller ( -- n ) 1 2 3 4 5 6 7 8 9 nine sum ;
: hot 0 3000 0 do caller + loop ;
hot . cr

: many {: a b c d e f g h i j -- n :} 0 3000 0 do a + b + c + d + e + f + g + h + i + j + loop ;
1 2 3 4 5 6 7 8 9 10 many . cr

: floats ( F: 10*r -- r ) f+ f+ f+ f+ f+ f+ f+ f+ f+ ;
: hot-floats 0e 1000 0 do 1e 2e 3e 4e 5e 6e 7e 8e 9e 10e floats f+ loop ;
hot-floats f. cr

: fault ( 9*x -- ) 2drop 2drop 2drop 2drop drop 0 @ ;
: faulty 1 2 3 4 5 6 7 8 9 fault ;
: often 300 0 do ['] faulty catch drop loop ['] faulty catch . ;
often depth . cr
: shallow 300 0 do ['] sum catch drop clearstack loop ['] sum catch . ;
shallow cr
