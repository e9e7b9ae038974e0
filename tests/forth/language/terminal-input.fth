\ accept, key and stdin with standard input as the user's device. ACCEPT shows what it takes from a file or a pipe.
\ stdin:
\ | hello there
\ |
\ | 42
\ | kx
\ | ünï
\ | last
\ output:
\ | hello there  42  ünï ok: 9 checks
include ../tester.fth

create line 80 allot
: accepted  ( -- addr u )  line 80 accept line swap ;
T{ accepted s" hello there" same? -> true }T
T{ accepted nip -> 0 }T
T{ accepted evaluate -> 42 }T
T{ key key -> char k char x }T
T{ accepted nip -> 0 }T
T{ accepted s" ünï" same? -> true }T
T{ line 80 stdin read-line -> 4 true 0 }T
T{ line 4 s" last" same? -> true }T
T{ line 80 stdin read-line -> 0 false 0 }T
done
