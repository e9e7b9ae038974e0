\ Literals of gforth's recognizers, and recognizers of the program's own.
\ output:
\ | 12 foo?
\ | ok: 28 checks
include ../tester.fth

T{ "abc def\n" s\" abc def\n" same? -> true }T
T{ : t "a b" ;  t s" a b" same? -> true }T
T{ "x" nip -> 1 }T
T{ 1_000 -1_0 $ff_ff 1_000_000. -> 1000 -10 65535 1000000. }T
T{ s" 1_" throws s" _1" throws -> -13 -13 }T
T{ `dup -> ' dup }T
T{ : t ``dup name>interpret ;  t -> ' dup }T
T{ s" `zork" throws -> -13 }T
vocabulary inside
also inside definitions : secret 42 ; previous definitions
T{ inside:secret -> 42 }T
T{ : t inside:secret ;  t -> 42 }T
T{ s" inside:zork" throws -> -13 }T
T{ : p ]] "str" 1.5e 2. `dup 'a' [[ ; immediate  : q p ;  q >r >r >r >r nip r> r> r> r> -> 3 2 0 ' dup 'a' 1.5e }T
T{ : p5 postpone 5 ; immediate  : q5 p5 1+ ;  q5 -> 6 }T

T{ s" dup" rec-name -> ' dup translate-name }T
T{ s" 12" rec-number -> 12 translate-cell }T
T{ s" 12." rec-number -> 12. translate-dcell }T
T{ s" 1.5e" rec-float -> 1.5e translate-float }T
T{ s" zork" rec-forth -> translate-none }T
T{ s" `dup" rec-tick -> ' dup translate-cell }T

: rec-foo ( c-addr u -- translation ) s" foo" str= if 42 translate-cell else translate-none then ;
' noop ' lit, :noname lit, postpone lit, ; translate: translate-bar
: rec-bar ( c-addr u -- translation ) s" bar" str= if 43 translate-bar else translate-none then ;
T{ ' rec-foo action-of rec-forth >back  foo -> 42 }T
T{ : t foo ;  t -> 42 }T
' rec-bar ' rec-foo ' rec-name ' rec-number ' rec-string 5 rec-sequence: my-rec
' my-rec is rec-forth
T{ bar foo -> 43 42 }T
T{ : t bar foo 1+ "abc" nip ;  t -> 43 43 3 }T
T{ : t3 postpone bar ; immediate  : t4 t3 ;  t4 -> 43 }T
T{ : l { n } n bar + ;  1 l -> 44 }T
T{ ' my-rec get-stack -> ' rec-bar ' rec-foo ' rec-name ' rec-number ' rec-string 5 }T
' rec-default is rec-forth
T{ s" bar" throws -> -13 }T
T{ foo -> 42 }T
12 . "foo?" type cr
done
