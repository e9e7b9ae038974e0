\ A program that looks names up by itself finds the locals of the open definition.
\ output:
\ | a 5 8 9
\ | ok: 6 checks
include ../tester.fth

: name,  ( "name" -- )  parse-name find-name name>compile execute ; immediate
: counted,  ( "name" -- )  bl word find drop execute ; immediate
: known?  ( "name" -- )  parse-name find-name 0<> postpone literal ; immediate
: t  {: a b :}  name, a name, b - known? a known? c [defined] b literal ;
T{ 7 3 t -> 4 true false true }T
: u  {: F: r D: d :}  name, r counted, d ;
T{ 5. 1.5e u -> 5. 1.5e }T
: v  {: a :}  [ s" a" find-name name>string type space ] a 3 + dup {: a :} name, a . counted, a 1+ . ;
5 . 5 v drop cr
T{ s" a" find-name -> 0 }T
: w  if 5 {: q :} name, q else known? q then ;
T{ 1 w 0 w -> 5 false }T
: x  {: a :}  name, a [: 1 ;] execute + ;
T{ 6 x -> 7 }T
: y  {: a :}  [ s" a" rec-name translate-none <> nip ] literal ;
T{ 6 y -> true }T
done
