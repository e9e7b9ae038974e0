\ save-input restore-input refill on a file, source, and words that read following lines.
\ output:
\ | line one
\ |   line two
\ | ok: 4 checks
include ../tester.fth

\ refill takes the next line of the file.
: lines-until-end  ( -- n )  0 begin refill while source s" END" same? 0= while 1+ repeat then source nip >in ! ;
lines-until-end
first
second
third
END
constant counted
T{ counted -> 3 }T
: show-lines  begin refill while source s" STOP" same? 0= while source type cr repeat then source nip >in ! ;
show-lines
line one
  line two
STOP
T{ 1 -> 1 }T

\ save-input and restore-input bring the reader back to a place (6.2.2182, 6.2.2148).
variable turns  0 turns !
variable place#
create place 20 cells allot
: keep-place  save-input dup place# ! 0 ?do place i cells + ! loop ;
: to-place  ( -- )
  place# @ begin dup while 1- dup cells place + @ swap repeat drop  place# @ restore-input drop ;
keep-place  1 turns +!
turns @ 3 < [if] to-place [then]
T{ turns @ -> 3 }T

\ Within one line too.
0 turns !
keep-place 1 turns +!  turns @ 5 < [if] to-place [then]  turns @ 10 * turns !
T{ turns @ -> 50 }T
done
