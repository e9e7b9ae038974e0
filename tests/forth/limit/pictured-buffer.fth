\ The buffer for pictured numbers holds a double cell in base two with sign; beyond its end is THROW -17.
\ output:
\ | ok: 5 checks
include ../tester.fth

: binary  ( d -- addr u )  2 base ! tuck dabs <# #s rot sign #> decimal ;
T{ 0 1 63 lshift binary nip -> 129 }T
T{ -1 1 63 lshift 1- binary nip -> 127 }T
: overfull  <# 100000 0 do [char] x hold loop 0. #> ;
T{ s" overfull" throws -> -17 }T
: overfull-holds  <# 1000 0 do s" 0123456789" holds loop 0. #> ;
T{ s" overfull-holds" throws -> -17 }T
T{ 12345. <# #s #> s" 12345" same? -> true }T
done
