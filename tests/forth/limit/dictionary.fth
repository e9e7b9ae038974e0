\ allot beyond the data space is -8 and changes nothing; a megabyte is no matter.
\ output:
\ | ok: 6 checks
include ../tester.fth

variable base-here
: start  base-here @ ;
here base-here !
T{ s" 1000000000000 allot" throws here -> -8 start }T
T{ s" -1 1 rshift allot" throws here -> -8 start }T
T{ s" -1000000000000 allot" throws 0<> here -> true start }T
T{ 1000000 allot here start - -> 1000000 }T
T{ 42 here 8 - ! here 8 - @ -1000000 allot here -> 42 start }T
T{ unused 1000000 > -> true }T
done
