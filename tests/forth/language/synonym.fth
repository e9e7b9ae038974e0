\ synonym (15.6.2.2264): ordinary, immediate and control words, words that store. Derived from the standard.
\ output:
\ | ok: 14 checks
include ../tester.fth

synonym duplicate dup
T{ 5 duplicate -> 5 5 }T
synonym whenever if
synonym finally then
: sign  ( n -- n )  0< whenever -1 else 1 finally ;
T{ -5 sign 5 sign -> -1 1 }T
: answer 42 ;
synonym reply answer
T{ reply -> 42 }T
: uses-reply  reply 1+ ;
T{ uses-reply -> 43 }T
\ The synonym keeps its meaning when the old word is redefined.
: answer 43 ;
T{ reply answer -> 42 43 }T
5 value v
synonym w v
T{ w 6 to v w -> 5 6 }T
T{ 7 to w v -> 7 }T
defer d
synonym e d
' answer is d
T{ e -> 43 }T
variable box
synonym crate box
T{ 9 crate ! box @ -> 9 }T
synonym second-name duplicate
T{ 1 second-name -> 1 1 }T
T{ s" synonym bad no-such-word" throws -> -13 }T
: now7  7 ; immediate
synonym alias7 now7
: with-alias  [ alias7 ] literal ;
T{ with-alias -> 7 }T
T{ : runs-now alias7 [ 1+ ] literal ; runs-now -> 8 }T
synonym DUPE dup
T{ 3 dupe -> 3 3 }T
done
