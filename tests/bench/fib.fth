\ Doubly recursive Fibonacci numbers: calls, returns and small arithmetic.
[undefined] size [if] 38 constant size [then]

: fib ( n -- f )  dup 2 < if drop 1 else dup 1- recurse swap 2 - recurse + then ;

size fib . cr
