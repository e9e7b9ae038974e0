\ EMIT and TYPE in words that have become code: in and out of the output buffer, captured, in vain
\ output:
\ | ok: 9 checks
include ../tester.fth

: hundreds  ( char n -- )  100 * 0 ?do dup emit loop drop ;
: typed  ( c-addr u n -- )  0 ?do 2dup type loop 2drop ;
create text 300 allot  text 300 char a fill

\ What is written counts, wherever the buffer ends.
: many  'x' 2000 hundreds ;
T{ ' many >string-execute nip -> 200000 }T
: many-typed  text 33 7000 typed ;
T{ ' many-typed >string-execute nip -> 231000 }T
: long-typed  text 300 500 typed ;
T{ ' long-typed >string-execute nip -> 150000 }T
: both  text 3 2 typed 'b' emit ;
T{ ' both >string-execute s" aaaaaab" same? -> true }T
: byte  300 0 do $141 emit loop ;
T{ ' byte >string-execute 1 /string drop c@ -> 'A' }T

\ No text: nowhere is fine. Text outside of the data space: not even a part of it.
: nothing  0 0 1 typed  7 0 300 typed ;
T{ ' nothing >string-execute nip -> 0 }T
: outside  $7fffffff0 5 300 typed ;
T{ ' outside catch -> -9 }T
: first-page  16 2 300 typed ;
T{ ' first-page catch -> -9 }T
: endless  text -1 300 typed ;
T{ ' endless catch -> -9 }T
done
