\ constant variable create value-like words, :noname, execute, ', >body, redefinition, long names.
\ output:
\ | ok: 27 checks
include ../tester.fth

5 constant five
T{ five -> 5 }T
$8000000000000000 constant low
T{ low -> $8000000000000000 }T
variable box
T{ 1 box ! box @ -> 1 }T
create empty
T{ empty here = -> true }T
create one 1 , 2 ,
T{ one @ one cell+ @ -> 1 2 }T
T{ ' one >body one = -> true }T
T{ create later  ' later >body here = -> true }T

: square  ( n -- n )  dup * ;
T{ 7 ' square execute -> 49 }T
: apply  ( n xt -- n )  execute ;
T{ 9 ' square apply -> 81 }T
: ticked  ['] square ;
T{ 3 ticked execute -> 9 }T
:noname  ( n -- n )  1+ ;  constant incr
T{ 41 incr execute -> 42 }T
T{ :noname 10 swap - ; 3 swap execute -> 7 }T
: twice  ( n xt -- n )  dup >r execute r> execute ;
T{ 3 incr twice -> 5 }T
T{ 2 ' square twice -> 16 }T
\ A table of execution tokens.
: add  + ;  : sub  - ;
create ops ' add , ' sub , ' * ,
: op  ( a b n -- c )  cells ops + @ execute ;
T{ 7 3 0 op 7 3 1 op 7 3 2 op -> 10 4 21 }T
: map  ( addr n xt -- )  -rot cells bounds ?do i @ over execute i ! 1 cells +loop drop ;
create row 1 , 2 , 3 ,
row 3 ' square map
T{ row @ row cell+ @ row 2 cells + @ -> 1 4 9 }T

\ An old binding stays after a redefinition (3.3.3.1).
: greet  1 ;
: use-greet  greet ;
: greet  2 ;
T{ greet use-greet -> 2 1 }T
\ Within its own definition the old one is found.
: greet  greet 10 + ;
T{ greet -> 12 }T
\ Names are found in any letter case.
: CamelCase  7 ;
T{ camelcase CAMELCASE CamelCase -> 7 7 7 }T
T{ 1 DUP Drop dUp -> 1 1 }T
\ Names of any printing characters, and numbers as names.
: +++  3 ;  : 1+2  12 ;  : a;b  13 ;  : "q"  14 ;
T{ +++ 1+2 a;b "q" -> 3 12 13 14 }T
: 99999  1 ;
T{ 99999 -> 1 }T
: naïve  1 ;  : λ  2 ;  : 数  3 ;
T{ naïve λ 数 -> 1 2 3 }T
: abcdefghijklmnopqrstuvwxyz-abcdefghij  31 ;
: abcdefghijklmnopqrstuvwxyz-abcdefghik  32 ;
T{ abcdefghijklmnopqrstuvwxyz-abcdefghij abcdefghijklmnopqrstuvwxyz-abcdefghik -> 31 32 }T
: nothing ;
T{ nothing -> }T
T{ 1 noop -> 1 }T
\ nextname of gforth gives the next defining word its name.
s" given" nextname create 5 ,
T{ given @ -> 5 }T
done
