\ . u. .r u.r d. d.r <# # #s hold holds sign #> base decimal hex dec. hex.
\ output:
\ | 42 -42 0
\ | 9223372036854775807 -9223372036854775808
\ | 18446744073709551615
\ |     42|   -42|12345|
\ |     42|18446744073709551615|
\ | 12345678901234567890123 -1 -5
\ |     -5|99|
\ | FF -FF 100000000
\ | 11111111
\ | ZZ -ZZ
\ | $FF 255
\ | 1,234,567
\ | -12.34
\ | 0x00BEEF
\ | <<abc>>
\ | 2026-01-09
\ | ok: 11 checks
include ../tester.fth

42 . -42 . 0 . cr
-1 1 rshift dup . invert . cr
-1 u. cr
42 6 .r ." |" -42 6 .r ." |" 12345 2 .r ." |" cr
42 6 u.r ." |" -1 6 u.r ." |" cr
12345678901234567890123. d. -1. d. -5. d. cr
-5. 6 d.r ." |" 99. 0 d.r ." |" cr
255 -255 4294967296 hex rot . swap . . decimal cr
255 2 base ! . decimal cr
36 base ! ZZ . -ZZ . decimal cr
255 hex. 255 dec. cr

: digits3  ( ud -- ud )  3 0 do 2dup d0= if leave then # loop ;
: commas  ( u -- )  0 <# begin digits3 2dup d0= 0= while [char] , hold repeat #> type ;
1234567 commas cr
: cents  ( n -- )  dup abs 0 <# # # [char] . hold #s rot sign #> type ;
-1234 cents cr
: padded-hex  ( u -- )  base @ hex swap 0 <# # # # # # # [char] x hold [char] 0 hold #> type base ! ;
$beef padded-hex cr
: angled  ( addr u -- )  <# s" >>" holds holds s" <<" holds 0 0 #> type ;
s" abc" angled cr
: iso  ( d m y -- )  0 <# #s #> type ." -" 0 <# # # #> type ." -" 0 <# # # #> type ;
9 1 2026 iso cr

: shown  ( n -- addr u )  dup abs 0 <# #s rot sign #> ;
T{ -7 shown s" -7" same? -> true }T
T{ 0 shown s" 0" same? -> true }T
T{ $8000000000000000 shown s" -9223372036854775808" same? -> true }T
T{ -1. <# #s #> s" 340282366920938463463374607431768211455" same? -> true }T
T{ 0. <# #> nip -> 0 }T
: binary  ( u -- addr u )  2 base ! 0 <# #s #> decimal ;
T{ -1 binary nip -> 64 }T
T{ 10 binary s" 1010" same? -> true }T
T{ base @ hex base @ decimal -> 10 16 }T
: with-base  ( u base -- addr u )  base @ >r base ! 0 <# #s #> r> base ! ;
T{ 35 36 with-base s" Z" same? 8 8 with-base s" 10" same? -> true true }T
T{ <# char b hold char a hold 0. #> s" ab" same? -> true }T
: too-long  <# 5000 0 do bl hold loop ;
T{ s" too-long" throws -> -17 }T
done
