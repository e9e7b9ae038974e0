\ S>NUMBER and S>NUMBER? leave the digits that a text begins with, as gforth's do; points may stand between digits.
\ output:
\ | ok: 8 checks
include ../tester.fth

T{ s" 12," s>number  s" 12abc" s>number  s" abc" s>number -> 12. 12. 0. }T
T{ s" -12x" s>number?  s" $ffz" s>number? -> 12. false 255. false }T
T{ s" 'ab" s>number?  s" 12 " s>number?  s" %12" s>number? -> 97. false 12. false 1. false }T
T{ hex s" fg" s>number? decimal -> 15. false }T
T{ s" " s>number?  s" $" s>number? -> 0. false 0. false }T
T{ s" 12abc" s>unumber? -> 12. false }T
T{ s" 1.2.5" s>number?  s" 1..2" s>number? nip nip -> 125. true false }T
T{ s" -12" s>number?  s" 12abc" snumber? -> -12. true 0 }T
done
