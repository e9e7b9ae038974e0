\ Floats in registers over words of the runtime library and over THROWs, in code that comes before and after the first such.
\ output:
\ | ok: 7 checks
include ../tester.fth

create text 16 allot
: early  ( n -- n )  s" abcdef" text swap move  text 6 s" abcdef" compare + ;
: early-often  ( -- )  400 0 do i early drop loop ;
early-often
: risky  ( n -- n )  dup 7 and 0= if 5 throw then ;
: caught  ( n -- n )  ['] risky catch if 1+ then ;
: caught-often  ( -- )  400 0 do i caught drop loop ;
caught-often

\ Many floats that live over the calls.
: spread  ( F: -- r1 .. r6 )  1e 2e 3e 4e 5e 6e ;
: over-move  ( n -- F: -- r )  0 ?do spread i early drop f+ f* f+ f* f+ loop ;
: over-catch  ( n -- F: -- r )  0e 0 ?do i s>f 0.5e f* fdup 3e f+ fdup f* i caught drop f+ f+ loop ;
: clobbers  ( n -- n )  spread fdup f+ f* f+ f* f+ f* fdrop risky ;
: drain  ( F: i*r -- )  begin fdepth while fdrop repeat ;
: deep  ( n -- F: -- r )  0e 0 ?do i s>f fdup 2e f* fdup 3e f+ i ['] clobbers catch drop drop f+ f+ f+ loop ;
T{ 400 over-move fdepth drain -> 400 }T
T{ 1 over-move f>s fdepth -> 95 0 }T
T{ 10 over-catch f>s -> 318 }T
T{ 400 over-catch f>s 400 over-catch f>s = -> true }T
T{ 16 deep f>s -> 648 }T
T{ 400 deep f>s 400 deep f>s = -> true }T
T{ 3 early 8 caught -> 3 9 }T
done
