\ s" s\" c" count char ." type space spaces emit cr: compiled and interpreted.
\ output:
\ | hello world
\ | a  b   c
\ | one
\ | two
\ | tab	end "quoted" back\slash
\ | xyz
\ | []
\ | [ab]
\ | in brackets
\ | ok: 15 checks
include ../tester.fth

: hello  ." hello world" cr ;
hello
T{ s" abc" nip -> 3 }T
T{ s" " nip -> 0 }T
: compiled  s" inner text" ;
T{ compiled s" inner text" same? -> true }T
: counted  c" counted" ;
T{ counted count s" counted" same? -> true }T
T{ counted c@ -> 7 }T
: empty  c" " count nip ;
T{ empty -> 0 }T
: two-strings  s" first" s" second" ;
T{ two-strings s" second" same? -rot s" first" same? -> true true }T
\ Two interpreted strings live at the same time (11.6.1.2165).
T{ s" one" s" other" same? -> false }T
char a emit 2 spaces char b emit 3 spaces char c emit 0 spaces -1 spaces cr
s" one" type cr s" two" type cr
: escapes  s\" tab\tend \qquoted\q back\\slash\n" type ;
escapes
T{ s\" \a\b\e\f\l\n\q\r\t\v\z\"\\" nip -> 13 }T
create expected 7 c, 8 c, 27 c, 12 c, 10 c, 10 c, 34 c, 13 c, 9 c, 11 c, 0 c, 34 c, 92 c,
T{ s\" \a\b\e\f\l\n\q\r\t\v\z\"\\" expected 13 same? -> true }T
T{ s\" \x41\x7a\xff" dup -rot drop dup c@ swap 2 + c@ -> 3 65 255 }T
T{ s\" \m" over c@ -rot drop 1+ c@ -> 13 10 }T
T{ s\" a\qb" s\" a\x22b" same? -> true }T
s\" x\ay" drop c@ emit char y emit char z emit cr
char [ emit s" " type char ] emit cr
: brackets  ( addr u -- )  ." [" type ." ]" cr ;
s" ab" brackets
.( in brackets) cr
T{ bl -> 32 }T
T{ s" abc" over c@ nip nip -> 97 }T
done
