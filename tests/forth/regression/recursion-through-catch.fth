\ Endless recursion in which every level catches what the next one throws ends as every endless recursion does.
\ output:
\ | ok: 3 checks
include ../tester.fth
defer again
: caught ( -- ) ['] again catch throw 1 drop ;
' caught is again
T{ ' caught catch -> -5 }T
: evaluated ( -- ) s" again" evaluate 1 drop ;
' evaluated is again
T{ ' evaluated catch -> -5 }T
: tries ( -- n ) 0 5 0 do ['] caught catch -5 = if 1+ then loop ;
' caught is again
T{ tries -> 5 }T
done
