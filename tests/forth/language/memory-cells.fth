\ Data space: ! @ +! 2! 2@ c! c@ , c, here allot align aligned cell+ cells char+ chars fill move erase.
\ output:
\ | ok: 36 checks
include ../tester.fth

variable v
T{ 42 v ! v @ -> 42 }T
T{ $123456789abcdef0 v ! v @ -> $123456789abcdef0 }T
T{ -1 v ! 1 v +! v @ -> 0 }T
T{ $ffffffff v ! 1 v +! v @ -> $100000000 }T
T{ 10 v ! -25 v +! v @ -> -15 }T
create two 2 cells allot
T{ 1 2 two 2! two 2@ -> 1 2 }T
\ The top cell lies at the lower address (6.1.0310).
T{ two @ two cell+ @ -> 2 1 }T
create bytes 16 allot
T{ 255 bytes c! bytes c@ 256 bytes c! bytes c@ $1ff bytes c! bytes c@ -> 255 0 255 }T
T{ -1 bytes c! bytes c@ -> 255 }T
T{ 0 bytes ! 255 bytes 1+ c! bytes @ -> $ff00 }T
T{ $0102030405060708 bytes ! bytes c@ bytes 7 + c@ -> 8 1 }T

T{ 1 cells 3 cells 1 chars 7 chars -> 8 24 1 7 }T
T{ 0 cell+ 100 char+ -> 8 101 }T
T{ 0 aligned 1 aligned 7 aligned 8 aligned 9 aligned -> 0 8 8 8 16 }T
T{ cell -> 8 }T

T{ here 3 allot here swap - -> 3 }T
T{ align here dup aligned = -> true }T
T{ here 1 , here swap - -> 8 }T
T{ here 1 c, here swap - align -> 1 }T
T{ align here 11 , 22 , dup @ swap cell+ @ -> 11 22 }T
T{ here 16 allot -16 allot here - -> 0 }T
create list 3 , 1 , 4 , 1 , 5 ,
: sum  ( addr n -- n )  0 swap 0 ?do over i cells + @ + loop nip ;
T{ list 5 sum -> 14 }T
create text char a c, char b c, char c c, 0 c,
T{ text 3 s" abc" same? -> true }T

T{ bytes 16 char x fill bytes 16 s" xxxxxxxxxxxxxxxx" same? -> true }T
T{ bytes 4 erase bytes c@ bytes 3 + c@ bytes 4 + c@ -> 0 0 char x }T
T{ bytes 0 char y fill bytes c@ -> 0 }T
T{ s" 0123456789" bytes swap move bytes 10 s" 0123456789" same? -> true }T
\ move copes with overlap in both directions (6.1.1900).
T{ bytes bytes 2 + 8 move bytes 10 s" 0101234567" same? -> true }T
T{ bytes 2 + bytes 8 move bytes 10 s" 0123456767" same? -> true }T
T{ bytes bytes 0 move bytes 10 s" 0123456767" same? -> true }T
T{ unused 0> -> true }T
T{ pad 84 + c@ drop -> }T
T{ s" some text" pad swap move pad 9 s" some text" same? -> true }T

\ Cells at any address.
T{ 77 bytes 1+ ! bytes 1+ @ -> 77 }T
\ Half words as gforth names them.
T{ $12345678deadbeef bytes l! bytes ul@ bytes sl@ -> $deadbeef $ffffffffdeadbeef }T
T{ $1234fedc bytes w! bytes uw@ bytes sw@ -> $fedc $fffffffffffffedc }T
done
