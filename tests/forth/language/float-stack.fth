\ The float stack: fdup fdrop fswap fover frot fnip ftuck fpick fdepth, apart from the data stack.
\ output:
\ | ok: 18 checks
include ../tester.fth

T{ 1e fdup -> 1e 1e }T
T{ 1e 2e fdrop -> 1e }T
T{ 1e 2e fswap -> 2e 1e }T
T{ 1e 2e fover -> 1e 2e 1e }T
T{ 1e 2e 3e frot -> 2e 3e 1e }T
T{ 1e 2e fnip -> 2e }T
T{ 1e 2e ftuck -> 2e 1e 2e }T
T{ 1e 2e 3e 2 fpick -> 1e 2e 3e 1e }T
T{ 1e 2e fdepth -> 2 1e 2e }T
T{ fdepth -> 0 }T
: interleave  ( a b -- c ) ( F: r s -- t )  + f+ ;
T{ 1 1.5e 2 2.5e interleave -> 3 4e }T
: many  ( -- ) ( F: -- r1..r10 )  10 0 do i s>f loop ;
T{ many -> 0e 1e 2e 3e 4e 5e 6e 7e 8e 9e }T
: fsum  ( n -- ) ( F: r1..rn -- r )  1- 0 ?do f+ loop ;
T{ many 10 fsum -> 45e }T
: collapse  ( F: ... -- r )  begin fdepth 1 > while f+ repeat ;
T{ many collapse -> 45e }T
: maybe  ( flag -- ) ( F: -- r | )  if 1e then ;
T{ true maybe false maybe -> 1e }T
: rotate3  ( F: a b c -- a b c )  frot frot frot ;
T{ 1e 2e 3e rotate3 -> 1e 2e 3e }T
: reverse4  ( F: a b c d -- d c b a )  fswap frot 3 fpick ;
T{ 1e 2e 3e 4e reverse4 -> 1e 4e 3e 2e 1e }T
T{ s" 1e fdrop fdrop" throws -> -45 }T
done
