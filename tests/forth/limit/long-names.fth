\ Names of 200 characters; longer ones than 255 are an error and not a crash.
\ output:
\ | ok: 5 checks
include ../tester.fth

create name 2000 allot
: colon-name  ( n -- addr u )
  s" : " name swap move  name 2 + over [char] x fill  s"  5 ;" name 2 + 3 pick + swap move  name swap 6 + ;
T{ 31 colon-name evaluate 200 colon-name evaluate -> }T
T{ name 2 + 200 evaluate -> 5 }T
T{ name 2 + 31 evaluate name 2 + 32 throws -> 5 -13 }T
T{ 1000 colon-name throws dup 0= swap -19 = or -> true }T
\ A token that is no word may have any length.
T{ name 2000 char y fill name 2000 throws -> -13 }T
done
