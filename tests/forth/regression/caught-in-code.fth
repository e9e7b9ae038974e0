\ Words that are inlined into what catches them: their THROWs are jumps, and what CATCH would restore is as it was.
\ output:
\ | ok: 16 checks
include ../tester.fth

variable sum
: risky  ( n -- n )  dup 3 and 0= if 7 throw then dup sum +! 1+ ;
: divides  ( n d -- n )  / ;
: both  ( n d -- n m )  /mod ;
: moves  ( n -- n )  0 >in ! dup 5 = if 3 throw then ;
: away  ( n -- n )  dup 6 = if -1 @ drop then ;
: on  ( n -- n )  ['] risky catch dup 7 = if drop 8 then throw ;
: same  ( n -- n )  ['] risky catch throw ;
: turns  ( n -- n )  begin dup 5 = if 11 throw then 1- dup 0= until ;

: plain  ( n -- n code )  ['] risky catch ;
: divided  ( n d -- n code )  ['] divides catch dup if nip then ;
: split  ( n d -- n m code )  ['] both catch ;
: moved  ( n -- n code )  ['] moves catch ;
: gone  ( n -- n code )  ['] away catch ;
: twice  ( n -- n code )  ['] on catch ;
: thrice  ( n -- n code )  ['] same catch ;
: turned  ( n -- n code )  ['] turns catch ;
: in-loop  ( n -- n )  0 swap 0 ?do i ['] risky catch if drop 1000 then + loop ;
: reads  ( -- n )  >in @ 6 moved 2drop >in @ - ;
: reads-after  ( -- n )  >in @ 5 moved 2drop >in @ - ;

: often  ( -- )
  2000 0 do
    i plain 2drop i i 7 and divided 2drop i i 7 and split 2drop drop i twice 2drop i thrice 2drop i 8 mod 1+ turned 2drop
    i gone 2drop 20 in-loop drop
  loop ;
often
T{ 5 plain 8 plain -> 6 0 8 7 }T
T{ 0 sum ! 5 plain 2drop sum @ 8 plain 2drop sum @ -> 5 5 }T
T{ 12 4 divided -> 3 0 }T
T{ 12 0 divided nip -> -10 }T
T{ 12 5 split -> 2 2 0 }T
T{ 12 0 split nip nip -> -10 }T
T{ 5 gone 6 gone nip -> 5 0 -9 }T
T{ 5 twice 8 twice nip -> 6 0 8 }T
T{ 5 thrice 8 thrice nip -> 6 0 7 }T
T{ 4 turned 9 turned nip -> 0 0 11 }T
T{ 8 in-loop -> 2030 }T
T{ reads-after -> 0 }T
T{ ' plain catch -> -4 0 }T
T{ 5 ' plain catch -> 6 0 0 }T
\ What was caught last goes on: it is the same THROW.
T{ 8 ' thrice catch nip nip -> 0 }T
T{ 8 ' same catch nip -> 7 }T
done
