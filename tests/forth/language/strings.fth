\ compare search /string -trailing blank cmove cmove> sliteral, and gforth's s+ str= string-prefix? and the like.
\ output:
\ | ok: 32 checks
include ../tester.fth

: sought  ( addr1 u1 addr2 u2 addr3 u3 -- flag flag )  2>r search 2r> rot >r same? r> ;

T{ s" abc" s" abc" compare s" abc" s" abd" compare s" abd" s" abc" compare -> 0 -1 1 }T
T{ s" ab" s" abc" compare s" abc" s" ab" compare s" " s" " compare s" " s" a" compare -> -1 1 0 -1 }T
T{ s" ABC" s" abc" compare s" a" s" B" compare -> -1 1 }T
\ Characters count as unsigned.
T{ s\" \xff" s\" \x7f" compare -> 1 }T
T{ s" hello world" s" world" s" world" sought -> true true }T
T{ s" hello world" s" xyz" s" hello world" sought -> true false }T
T{ s" hello" s" " s" hello" sought -> true true }T
T{ s" " s" a" search nip nip s" " s" " search nip nip -> false true }T
T{ s" aaab" s" aab" s" aab" sought -> true true }T
T{ s" abc" s" abcd" search nip nip s" abc" s" abc" search nip nip -> false true }T
T{ s" hello" 2 /string s" llo" same? -> true }T
T{ s" hello" 5 /string nip s" hello" 0 /string nip -> 0 5 }T
T{ s" hello" 2 /string -2 /string s" hello" same? -> true }T
T{ s" text   " -trailing s" text" same? s"    " -trailing nip s" x" -trailing nip s" " -trailing nip -> true 0 1 0 }T
T{ s"   text" -trailing nip -> 6 }T
create buf 32 allot
T{ buf 5 blank buf 5 s"      " same? -> true }T
T{ s" abcdef" buf swap cmove buf 6 s" abcdef" same? -> true }T
\ cmove goes up and cmove> goes down, so that they smear or not.
T{ buf buf 1+ 5 cmove buf 6 s" aaaaaa" same? -> true }T
T{ s" abcdef" buf swap cmove buf buf 1+ 5 cmove> buf 6 s" aabcde" same? -> true }T
T{ s" abcdef" buf swap cmove> buf 1+ buf 5 cmove> buf 6 s" ffffff" same? -> true }T
T{ buf 1 + buf 0 cmove buf 6 s" ffffff" same? -> true }T
: lit  [ s" literal text" ] sliteral ;
T{ lit s" literal text" same? -> true }T

T{ s" abc" s" def" s+ s" abcdef" same? -> true }T
T{ s" abc" s" " s+ s" " s" x" s+ s" x" same? -rot s" abc" same? -> true true }T
T{ s" abc" s" abc" str= s" abc" s" ab" str= s" b" s" a" str< s" a" s" b" str< -> true false false true }T
T{ s" abcdef" s" abc" string-prefix? s" abc" s" abcd" string-prefix? s" abc" s" " string-prefix? -> true false true }T
T{ s" one two" bl scan s"  two" same? s"    two" bl skip s" two" same? -> true true }T
T{ s" abc" bounds - -> 3 }T
T{ char a toupper char A toupper char 1 toupper -> char A char A char 1 }T
\ Words of our own over strings.
: reverse  ( addr u -- )  over + 1- begin 2dup < while over c@ over c@ 3 pick c! over c! swap 1+ swap 1- repeat 2drop ;
T{ s" stressed" buf swap move buf 8 reverse buf 8 s" desserts" same? -> true }T
: upper  ( addr u -- )  bounds ?do i c@ toupper i c! loop ;
T{ buf 8 upper buf 8 s" DESSERTS" same? -> true }T
: hash  ( addr u -- h )  5381 -rot bounds ?do 33 * i c@ xor loop ;
T{ s" hello" hash s" " hash -> 210631454183 5381 }T
done
