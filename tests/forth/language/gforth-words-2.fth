\ Words of gforth 0.7.9 beside those of Forth 2012: two-cell shifts, 64 bits in doubles, buffers, texts. Expected values are gforth's.
\ output:
\ | ok: 38 checks
\ | <2> #1 #2 
\ | F:<1> 3e <0> 
include ../tester.fth
hex
T{ 1. 4 dlshift -1. 4 darshift -> 10. -1. }T
T{ -1. 4 drshift -> -1 0fffffffffffffff }T
T{ 1. 41 dlshift 1 1 41 drshift -1. 40 dlshift -> 0 2 0 0 0 -1 }T
T{ 0 -8000000000000000 47 darshift -> -100000000000000 -1 }T
T{ 1. 0 dlshift 1. 0 drshift -1. 0 darshift -> 1. 1. -1. }T
T{ 1234567812345678. 4 drol -> 2345678123456780 1 }T
T{ 1 2 4 dror 1 2 44 drol 1 2 0 drol 1 2 80 drol -> 2000000000000000 1000000000000000 20 10 1 2 1 2 }T
T{ 12345678 4 lrol 12345678 4 lror 112345678 4 lrol 12345678 0 lrol -> 23456781 81234567 23456781 12345678 }T
T{ 1234 4 wrol 1234 4 wror 123456 4 wrol -> 2341 4123 4563 }T
T{ 1. xdbe 1. xdle -> 100000000000000. 1. }T
T{ 1. pad xd! pad xd@ pad @ -> 1. 1 }T
T{ here 2 1 xd, here swap - here 8 - @ -> 8 2 }T
decimal
T{ 1000. 3 du/mod -1. 3 du/mod -> 1 333 2 -1 }T
T{ 5 >pow2 8 >pow2 0 >pow2 1 >pow2 -1 >pow2 1 63 lshift >pow2 -> 8 8 0 1 0 1 63 lshift }T
T{ /w /l /x 24 float/ 24 dfloat/ 24 sfloat/ -> 2 4 8 3 3 6 }T
T{ 13 8 *aligned 13 4 *aligned 16 8 *aligned -> 16 16 16 }T
T{ 1e 2e 3e 4e fthird ffourth -> 1e 2e 3e 4e 2e 2e }T
create a 1e f, 2e f,  create b 3e f, 4e f,
T{ a 1 floats b 1 floats 2 v* a 0 b 0 0 v* -> 11e 0e }T
T{ 10e a 1 floats b 1 floats 2 faxpy b f@ b float+ f@ -> 13e 24e }T
: rs  1 >r 2 >r 3 >r r'@ rdrop rdrop rdrop ;
T{ rs -> 2 }T
variable x
T{ 5 x ! 3 x !@ x @ 4 x +!@ x @ -> 5 3 3 7 }T
create buffer 20 allot
: filled  s" hello" buffer swap move ;
T{ filled s" XY" buffer 7 insert buffer 7 s" XYhello" same? -> true }T
T{ filled s" XYZ" buffer 2 insert buffer 5 s" XYllo" same? -> true }T
T{ filled buffer 5 2 delete buffer 5 s" llo  " same? -> true }T
T{ filled buffer 5 9 delete buffer 5 s"      " same? -> true }T
T{ s" abcabc" 'b' scan-back s" abcab" same? s" abc" 'x' scan-back nip -> true 0 }T
T{ s" " s" a" capssearch nip nip s" xAyB" s" yb" capssearch -rot s" yB" same? -> false true true }T
T{ s" x" s" " capssearch nip nip s" a" s" bcd" capssearch nip nip -> true false }T
T{ s" a" s" AB" capsstring-prefix? s" AB" s" a" capsstring-prefix? s" AB" s" " capsstring-prefix? -> false true true }T
T{ s" -->" string-parse from here--> 1 -rot s" from here" same? -> 1 true }T
T{ s" kept" save-mem-dict s" kept" same? here 4 - 4 s" kept" same? -> true true }T
T{ s" 5%" $unescape s" 5%%" same? -> true }T
T{ 1 xfield: y -> 16 }T
T{ 0 y -> 8 }T
T{ : newest ; latestnt name>string s" newest" same? -> true }T
T{ s" if" find-name immediate? s" dup" find-name immediate? -> true false }T
T{ : only ; compile-only latestnt compile-only? s" dup" find-name compile-only? -> true false }T
$[]variable q
T{ s" a" q $+[]! q $[]# -> 1 }T
done
1 2 3e ... fdrop 2drop ...
