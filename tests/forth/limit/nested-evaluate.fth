\ evaluate within evaluate to a depth of 100, and without end.
\ output:
\ | ok: 5 checks
include ../tester.fth

variable level
: deeper  1 level +! level @ 100 < if s" deeper" evaluate then ;
T{ 0 level ! deeper level @ -> 100 }T
: endless  s" endless" evaluate ;
T{ ' endless catch 0<> -> true }T
T{ 0 level ! deeper level @ -> 100 }T
\ catch within catch.
defer again
: caught  ( n -- n )  dup if 1- ['] again catch throw 1+ else 5 throw then ;
' caught is again
T{ 100 ' caught catch nip -> 5 }T
: counted  ( n -- n )  dup if 1- ['] again catch throw 1+ then ;
' counted is again
T{ 100 counted -> 100 }T
done
