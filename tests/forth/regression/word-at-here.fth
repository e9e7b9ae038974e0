\ WORD leaves its string at HERE, where ALLOT keeps it; a synonym has both meanings of a word with two; limits of PLACE.
\ output:
\ | ok: 9 checks
include ../tester.fth

: " ( "ccc<quote>" -- c-addr ) [char] " word dup c@ 1+ allot ;
T{ " first" " second" swap count s" first" same? swap count s" second" same? -> true true }T
T{ : starred [char] * word ;  starred abc* here = -> true }T
0 value x
synonym assign to
T{ : t4 postpone assign ; : t5 [ t4 x ] ;  9 t5 x -> 9 }T
T{ : t6 assign x ;  8 t6 x  7 assign x  x -> 8 7 }T
create text 600 allot  text 600 '.' fill  create long 600 allot  long 600 'x' fill
T{ long 300 text place  text c@  text 255 + c@  text 256 + c@ -> 255 'x' '.' }T
T{ long 200 text place  long 100 text +place  text c@ -> 255 }T
T{ s" ab" text place  s" cd" text +place  text count s" abcd" same? -> true }T
\ >IN beyond the line ends it.
: to-the-end -1 >in ! ;
T{ 1 -> 1 }T to-the-end T{ 1 -> 2 }T
T{ s" 1 to-the-end 2" evaluate -> 1 }T
done
