\ Closures in each place that they can lie in.
: adder ( n -- xt ) [{: n :}d n + ;] ;
: counter ( n -- xt ) [{: n :}h n + dup 1+ ;] ;
: each ( xt -- ) {: xt :} 3 0 do i xt execute loop ;
: inner ( n -- xt ) [n:d [n:d 10 * ;] ;] ;
: once [{: n :}h1 n . ;] ;
: recursive {: n xt -- :} n 0> if n 1- n [{: k :}l k . ;] recurse else xt execute then ;
5 adder constant made
: main 5 adder 3 over execute . 4 swap execute . 7 counter dup 1 swap execute . . dup free-closure
  [: free-closure ;] catch . drop 2 [{: a :}l a * . ;] each 6 inner execute execute . 8 once execute
  1.5e [f:d f. ;] execute 5. [d:d d. ;] execute 4 0 recursive
  made 1 swap execute . 100 adder ['] drop = . 0 20000 0 do i adder execute loop .
  0 [: free-closure ;] catch . drop 9 made catch . . 7 [{: n :}d n throw ;] execute ;
