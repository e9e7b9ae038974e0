\ Sieve of Eratosthenes over bytes, ten times: byte stores in a strided loop.
[undefined] size [if] 3000000 constant size [then]

create flags  size allot

: sieve ( -- primes )
  flags size 1 fill
  0
  size 2 do
    i flags + c@ if
      1+
      size i dup * > if
        size i dup * do 0 i flags + c! j +loop
      then
    then
  loop ;

: main ( -- )  0 10 0 do drop sieve loop . cr ;
main
