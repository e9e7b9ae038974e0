\ Divisions by their rounding, bits, byte order and floats by gforth 0.7.9's names.
\ output:
\ | <3> .66666666666667e 1.5e20 -2e infinity -infinity NaN 
\ | 7123
\ | ok: 30 checks
include ../tester.fth

T{ 7 3 u/  7 3 umod  -1 3 umod  100. 7 ud/mod -> 2 1 0 2 14. }T
T{ -7 2 /s  -7 2 mods  -7 2 /mods -> -3 -1 -1 -3 }T
T{ -7 2 /f  -7 2 modf  -7 2 /modf -> -4 1 1 -4 }T
T{ -7 3 2 */s  -7 3 2 */mods  -7 3 2 */f  -7 3 2 */modf -> -10 -1 -10 -11 1 -11 }T
T{ 5 -1 ?negate  5. -1 ?dnegate  5 1 ?negate -> -5 -5. 5 }T
T{ 8 ctz 0 ctz  9 log2 1 log2 0 log2 -1 log2 -> 3 64 3 0 -1 63 }T
T{ 0 pow2? 1 pow2? 8 pow2? 9 pow2? -> false true true false }T
T{ 5 6 true select  5 6 false select  5 6 2 select -> 5 6 5 }T
T{ %1100 %1010 %0101 mux -> %1110 }T
T{ $1234567 wbe $12345678 lbe $1122334455667788 xbe -> $6745 $78563412 $8877665544332211 }T
T{ $12345678 wle $123456789a lle 5 xle -> $12345678 $123456789a 5 }T
T{ $ff c>s $7f c>s $ffff w>s $ffffffff l>s -1 x>s -> -1 127 -1 -1 -1 }T
create cells-here 3 cells allot
T{ 7 cells-here 2 th!  cells-here 2 th@ cells-here 2 cells + @ -> 7 7 }T
T{ 1 waligned 2 waligned 1 laligned 4 laligned 1 xaligned -> 2 2 4 4 8 }T
T{ 1e 2e 3e f-rot -> 3e 1e 2e }T
T{ 3e f**2 -1e 5e fcopysign 1e -5e fcopysign -> 9e 1e -1e }T
T{ -7e 3e fmod 7e -3e fmod -7e -3e fmod -> 2e -2e -1e }T
T{ -7e 3e frem 7e -3e frem -> -1e 1e }T
T{ inf infinity f= -inf -infinity f= nan fdup f= -> true true false }T
T{ s" 18446744073709551616" s>number?  s" 12" s>unumber? -> 0 1 true 12 0 true }T
T{ s" hello" -3 safe/string nip  s" hello" 9 safe/string nip -> 5 0 }T
T{ s" [" s" a" capscompare  s" _" s" A" capscompare  s" ab" s" AB" capscompare -> 1 1 0 }T
T{ s\" \u00e9\U0001F600" s\" \xc3\xa9\xf0\x9f\x98\x80" same? -> true }T
T{ s\" s\\\" \\y\"" throws  s\" s\\\" \\u12\"" throws -> -24 -24 }T
T{ : t f>r 5 fr> ;  42 here !  1e t here @ -> 5 42 1e }T
T{ s" gforth" environment? nip nip  [defined] gforth -> true true }T
T{ s" X:2value" environment? s" x:buffer" environment? -> true true }T
T{ 99999 ' catch catch nip -> 0 }T
T{ s" : q [: 1 ;" throws  s" : q2 ;]" throws -> -22 -22 }T
: outer 123 s>d <<# # 7 s>d <<# #s #> type #>> #s #> type #>> ;
2e 3e f/ 1.5e20 -2e f.s fdrop fdrop fdrop inf f. -inf f. nan f. cr
outer cr
T{ : to-stdout [: ." x" ;] >string-execute nip ;  to-stdout -> 1 }T
done
