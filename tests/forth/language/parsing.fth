\ parse parse-name word char source >in ( \ .( and the parse area.
\ output:
\ | printed while compiling
\ | ok: 22 checks
include ../tester.fth

: next-word  ( "name" -- addr u )  parse-name ;
T{ next-word   hello s" hello" same? -> true }T
: until-bar  ( "text|" -- addr u )  [char] | parse ;
T{ until-bar some text| s" some text" same? -> true }T
T{ until-bar | nip -> 0 }T
: counted-word  ( "text" -- addr u )  bl word count ;
T{ counted-word    spaced   s" spaced" same? -> true }T
: starred  ( -- addr u )  [char] * word count ;
T{ starred stars* s" stars" same? -> true }T
T{ starred **leading* s" leading" same? -> true }T
: no-more  ( -- u )  parse-name nip ;
: at-end  s" no-more" evaluate ;
T{ at-end -> 0 }T
T{ s" parse-name" evaluate nip -> 0 }T
: rest-of-line  ( -- u )  source nip >in @ - ;
T{ s" rest-of-line    " evaluate -> 3 }T
T{ s" source nip >in @" evaluate -> 16 16 }T

\ >in can be moved.
: again  ( -- )  0 >in ! ;
variable passes  0 passes !
: twice  1 passes +! passes @ 2 < if again then ;
twice
T{ passes @ -> 2 }T
: skip-next  parse-name 2drop ;
T{ 1 skip-next 2 3 -> 1 3 }T
T{ s" 1 source nip >in ! 2 3" evaluate -> 1 }T

( a comment ) T{ 1 ( in the middle ) 2 -> 1 2 }T
( over
  two lines ) T{ 3 -> 3 }T
T{ 1 ( ) 2 -> 1 2 }T
: commented  ( -- n ) 5 \ the rest is skipped 6
  ;
T{ commented -> 5 }T
T{ s" 1 \ 2 3" evaluate -> 1 }T
: printer  [ .( printed while compiling) cr ] ;

\ Tabs are white space.
T{	1	2	->	1	2	}T
: tabbed	9	;
T{ tabbed -> 9 }T
\ parse takes exactly to the delimiter and passes it.
T{ char ) parse abc)  s" abc" same? -> true }T
T{ : lit [char] " parse postpone sliteral ; immediate  : q lit text" ; q s" text" same? -> true }T
done
