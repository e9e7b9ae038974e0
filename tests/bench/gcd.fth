\ Greatest common divisors of all pairs below a limit, with local variables: division in a loop.
[undefined] size [if] 1800 constant size [then]

: gcd ( a b -- g )
  locals| b a |
  begin b while a b mod  b to a  to b repeat
  a ;

: main ( -- )
  0 size 1 do size 1 do i j gcd + loop loop . cr ;
main
