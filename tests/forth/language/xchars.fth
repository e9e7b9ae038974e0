\ Extended characters in UTF-8: x-size xc!+ xc!+? xc, xc-size xc@+ xchar+ xemit +x/string x\string- -trailing-garbage …
\ output:
\ | é数😀a
\ | 3
\ | ok: 23 checks
include ../tester.fth

create buf 32 allot
T{ char a xc-size char é xc-size char 数 xc-size char 😀 xc-size -> 1 2 3 4 }T
T{ $7f xc-size $80 xc-size $7ff xc-size $800 xc-size $ffff xc-size $10000 xc-size -> 1 2 2 3 3 4 }T
T{ char é char 数 char 😀 -> 233 25968 128512 }T
T{ s" é数" x-size -> 2 }T
T{ s" abc" x-size s" 😀" x-size -> 1 4 }T
T{ s" é数a" drop xc@+ swap xc@+ swap xc@+ nip -> 233 25968 97 }T
T{ char é buf xc!+ buf - char a buf 2 + xc!+ buf - -> 2 3 }T
T{ buf 3 s" éa" same? -> true }T
T{ char 数 buf 5 xc!+? rot drop -> 2 true }T
T{ char 数 buf 2 xc!+? rot drop -> 2 false }T
T{ s" é数a" drop dup xchar+ dup xchar+ swap rot tuck - -rot - -> 2 5 }T
T{ s" é数" over + xchar- swap - -> 2 }T
T{ s" é数a" +x/string s" 数a" same? -> true }T
T{ s" é数a" x\string- s" é数" same? s" é数" x\string- s" é" same? -> true true }T
T{ s" é数" x\string- x\string- nip -> 0 }T
\ An incomplete character at the end goes.
T{ s" aé" 1- -trailing-garbage s" a" same? s" aé" -trailing-garbage nip -> true 3 }T
T{ s" 数" 1- -trailing-garbage nip s" abc" -trailing-garbage nip -> 0 3 }T
T{ here char é xc, here over - s" é" same? align -> true }T
T{ s" abc" x-width s" 数" x-width char a xc-width char 数 xc-width -> 3 2 1 2 }T
T{ 0 0 <# char é xhold char 数 xhold #> s" 数é" same? -> true }T
char é xemit char 数 xemit char 😀 xemit char a xemit cr
: count-x  ( addr u -- n )  0 -rot over + swap begin 2dup > while xchar+ rot 1+ -rot repeat 2drop ;
s" é数😀" count-x . cr
: compiled  [char] 数 ;
T{ compiled -> 25968 }T
\ s" s\" and names take UTF-8 as it is.
T{ s" naïve" nip s\" na\xc3\xafve" s" naïve" same? -> 6 true }T
: größe  ( -- n )  3 ;
T{ größe -> 3 }T
done
