\ Names that hot code looks up while names change, and floats from and to texts: as before it is hot.
\ output:
\ | ok: 32 checks
include ../tester.fth

: often  ( xt -- )  400 0 do dup >r execute r> loop drop ;

wordlist constant names
get-current names set-current
: alpha  1 ;  : Beta 2 ; immediate
set-current
: look  ( c-addr u -- n | xt n )  names search-wordlist ;
: looks  ( -- )  s" alpha" look if drop then s" BETA" look if drop then s" gamma" look drop ;
' looks often
T{ s" alpha" look >r execute r> -> 1 -1 }T
T{ s" BETA" look >r execute r> -> 2 1 }T
T{ s" beta" look nip -> 1 }T
T{ s" gamma" look -> 0 }T
get-current names set-current
: gamma  3 ;  : alpha 4 ;
set-current
T{ s" gamma" look >r execute r> -> 3 -1 }T
T{ s" alpha" look >r execute r> -> 4 -1 }T
names set-current immediate forth-wordlist set-current
: seen?  ( c-addr u -- flag )  find-name 0<> ;
: sees  ( -- )  s" dup" seen? drop s" nobody" seen? drop ;
' sees often
T{ s" dup" seen? s" nobody" seen? s" " seen? -> true false false }T
: nobody ;
T{ s" nobody" seen? s" NOBODY" seen? s" delta" seen? -> true true false }T
get-order names swap 1+ set-order
T{ s" gamma" seen? -> true }T
previous
T{ s" gamma" seen? -> false }T
marker gone
: brief ;
T{ s" brief" seen? s" brief" seen? -> true true }T
gone
T{ s" brief" seen? -> false }T
: inside  ( c-addr u -- flag )  names find-name-in 0<> ;
: insides  ( -- )  s" gamma" inside drop s" dup" inside drop ;
' insides often
T{ s" gamma" inside s" dup" inside -> true false }T
cs-wordlist constant cased
get-current cased set-current : Name ; set-current
: in-cased  ( c-addr u -- flag )  cased search-wordlist dup if nip then 0<> ;
: cased-often  ( -- )  s" Name" in-cased drop s" name" in-cased drop ;
' cased-often often
T{ s" Name" in-cased s" name" in-cased -> true false }T
T{ s" x" 77777 ' search-wordlist catch nip nip nip -> -9 }T

create digits 32 allot
: shown  ( u -- n f f F: r -- )  digits swap represent ;
: text  ( u -- c-addr u )  digits swap ;
: show-often  ( -- )  400 0 do i s>f 3e f/ 15 shown 2drop drop loop ;
show-often
T{ 1e 3e f/ 15 shown 15 text s" 333333333333333" str= -> 0 false true true }T
T{ -2e 3e f/ 5 shown 5 text s" 66667" str= -> 0 true true true }T
T{ 2.5e 1 shown 1 text s" 2" str= -> 1 false true true }T
T{ 3.5e 1 shown 1 text s" 4" str= -> 1 false true true }T
T{ 99.96e 3 shown 3 text s" 100" str= -> 3 false true true }T
T{ 1e300 7 shown 7 text s" 1000000" str= -> 301 false true true }T
T{ 1e-300 7 shown 7 text s" 1000000" str= -> -299 false true true }T
T{ 0e 4 shown 4 text s" 0000" str= -> 1 false true true }T
T{ 1e 0e f/ 9 shown nip nip -> false }T
T{ 0.1e 17 shown 17 text s" 10000000000000001" str= -> 0 false true true }T
T{ 5e-324 3 shown 3 text s" 494" str= -> -323 false true true }T

: read  ( c-addr u -- n flag )  >float if 1000e f* f>s true else 0 false then ;
: read-often  ( -- )  400 0 do s" 3.25e2" read 2drop s" x" read 2drop s" -.5" read 2drop loop ;
read-often
T{ s" 3.25e2" read s" -.5" read -> 325000 true -500 true }T
T{ s" x" read s" " read s"   " read -> 0 false 0 true 0 true }T
T{ s" 1+3" read s" 1d-1" read s" +7." read s" ." read -> 1000000 true 100 true 7000 true 0 false }T
T{ s" 123456789012345678901e-20" >float f>s -> true 1 }T
T{ s" 1e1.5" read s" 1x" read s" --1" read -> 0 false 0 false 0 false }T
T{ s" 9007199254740993" >float f>d d>s -> true 9007199254740992 }T
done
