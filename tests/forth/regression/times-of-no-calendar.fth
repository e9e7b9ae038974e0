\ A time that no calendar has is a THROW.
\ output:
\ | ok: 3 checks
include ../tester.fth
T{ 1. 1 62 lshift 1 62 lshift ' >time&date&tz catch >r clearstack r> -> -11 }T
T{ 0 1 63 lshift ' >time&date&tz catch >r clearstack r> -> -11 }T
T{ 0. >time&date&tz 2drop drop drop nip nip nip nip nip 1969 1971 within -> true }T
done
