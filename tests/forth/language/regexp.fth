\ gforth's regexp.fs: patterns, alternatives and loops that go back, parts, replacing.
\ output:
\ | ok: 38 checks
include ../tester.fth
require regexp.fs

: part  ( flag -- addr u )  if \1 else s" -" then ;

\ Sets of characters.
charclass vowel  s" aeiou" +chars
charclass not-vowel  'a' 'z' ..char  vowel -class
charclass odd  vowel +class  'u' -char  '!' +char
: counts  ( xt -- n )  0 256 0 do i pad c! over pad 1 rot execute if 1+ then loop nip ;
: v (( vowel c? )) ;  : nv (( not-vowel c? )) ;  : o (( odd c? )) ;  : xv (( vowel -c? )) ;
: d (( \d )) ;  : s (( \s )) ;  : a (( .? )) ;  : xd (( -\d )) ;  : xs (( -\s )) ;  : l (( letter c? )) ;
T{ ' v counts ' nv counts ' o counts ' xv counts -> 5 21 5 251 }T
T{ ' d counts ' s counts ' a counts ' l counts -> 10 33 256 52 }T
T{ ' xd counts ' xs counts -> 246 223 }T
T{ pad 0 v pad 0 xv pad 0 a -> false false false }T

\ Single things.
: ab (( ` a ` b )) ;
T{ s" ab" ab s" abc" ab s" a" ab s" ba" ab -> true true false false }T
: not-a (( -` a .? )) ;
T{ s" ba" not-a s" aa" not-a s" b" not-a -> true false false }T
: maybe (( `? a ` b )) ;
T{ s" ab" maybe s" b" maybe s" cb" maybe -> true true false }T
: whole (( \^ =" text" \$ )) ;
T{ s" text" whole s" texts" whole s" tex" whole -> true false false }T
: own (( \d dup c@ 'x' <> ?leave )) ;
T{ s" 1x" own s" 1y" own -> true false }T
: below  7 s" ab" (( ` a ` b )) ;
T{ below -> 7 true }T

\ Parts.
: two (( \( \d \) \1 str=? )) ;
T{ s" 33" two s" 34" two -> true false }T
: nested (( \( \( \d \) \( \d \) \) )) ;
T{ s" 12" nested \1 s" 12" same? \2 s" 1" same? \3 s" 2" same? -> true true true true }T
: numbered (( \( \d \) {{ \( ` a \) \( ` b \) || \( ` c \) }} \( \d \) )) ;
T{ s" 1ab2" numbered \2 s" a" same? \3 s" b" same? \4 s" 2" same? -> true true true true }T
T{ s" 1c2" numbered \2 s" c" same? \4 s" 2" same? -> true true true }T
T{ s" abc" ab drop \0 s" abc" same? -> true }T

\ Loops.
: greedy (( {** ` a **} \( ` a \) )) ;
T{ s" aaa" greedy s" a" greedy s" " greedy -> true true false }T
: far (( \( {** .? **} \) ` b )) ;  : near (( \( {* .? *} \) ` b )) ;
T{ s" xxbxxb" far part s" xxbxx" same? -> true }T
T{ s" xxbxxb" near part s" xx" same? -> true }T
: far1 (( \( {++ ` b ++} \) )) ;  : near1 (( \( {+ .? +} \) ` b )) ;
T{ s" bbba" far1 part s" bbb" same? s" a" far1 -> true false }T
T{ s" bbb" near1 part s" b" same? s" b" near1 -> true false }T
: lazy-end (( {* ` a *} ` a \$ )) ;
T{ s" aaa" lazy-end s" aab" lazy-end -> true false }T

\ Alternatives, and going back into them.
: backs (( {{ =" aa" || =" a" }} {{ =" ab" || =" a" }} )) ;
T{ s" aab" backs s" ab" backs s" aa" backs -> true false true }T
: empties (( {{ ` a || ` b || }} \$ )) ;
T{ s" a" empties s" " empties s" c" empties -> true true false }T
: mixed (( {** {{ ` a || =" bc" }} **} \( .? \) )) ;
T{ s" abcbcad" mixed part s" d" same? -> true }T
: inner (( {{ {{ ` - || }} \d || ` x }} \$ )) ;
T{ s" -1" inner s" 1" inner s" x" inner s" -x" inner -> true true true false }T

\ Searching.
: seek (( // \( =" ab" {** \d **} \) )) ;
T{ s" xxab12y" seek part s" ab12" same? s" xx" seek -> true false }T
: last-a (( // ` a \$ )) ;
T{ s" bca" last-a s" cab" last-a -> true false }T
T{ s" " last-a s" " seek -> false false }T

\ Replacing.
: all  s// ` b >> s" LONG" //g ;  : once  s// ` b >> s" LONG" //o ;
T{ s" abcb" all s" aLONGcLONG" same? -> true }T
T{ s" abcb" once s" aLONGcb" same? -> true }T
T{ s" xyz" all s" xyz" same? s" " all nip -> true 0 }T
: region  s// ` a s>> ` b >> s" X" //g ;
T{ s" abcabb" region s" aXcaXb" same? -> true }T
: empty-too  s// {** \d **} >> s" -" //g ;
T{ s" a12b" empty-too s" -a--b-" same? -> true }T
: with-part  s// \( {++ \d ++} \) >> \1 s" !" s+ //g ;
T{ s" a12b3" with-part s" a12!b3!" same? -> true }T
: at-end  s// ` a \$ >> s" -" //g ;
T{ s" aba" at-end s" ab-" same? -> true }T
: with-text  s// ` ( // ` ) s>> >> <<" +" leave //s ;
T{ s" f(x) g(y)" with-text s" f(x)+ g(y)+" same? -> true }T
: either  s// {{ ` a >> <<" 1" || ` b >> <<" 22" }} leave //s ;
T{ s" abcab" either s" 122c122" same? -> true }T
: computed  s// \( \d \) ` + \( \d \) >> \1 s>number drop \2 s>number drop + 0 <# #s #> //g ;
T{ s" 1+2 and 4+9" computed s" 3 and 13" same? -> true }T
done
