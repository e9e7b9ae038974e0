\ Recursion goes deep, and endless recursion is THROW -5, again and again.
\ output:
\ | ok: 7 checks
include ../tester.fth

: down  ( n -- n )  dup if 1- recurse 1+ then ;
T{ 1000 down -> 1000 }T
T{ 3000 down -> 3000 }T
: endless  ( n -- n )  1+ recurse 1+ ;
T{ 0 ' endless catch nip -> -5 }T
: tries  ( -- n )  0 20 0 do 0 ['] endless catch nip -5 = if 1+ then loop ;
T{ tries -> 20 }T
defer b
: a  b 1 drop ;
:noname a 1 drop ; is b
T{ ' a catch -> -5 }T
\ With floats and locals on the way.
: flocal  {: x :} x 1+ recurse x + ;
T{ 1 ' flocal catch nip -> -5 }T
T{ 500 down -> 500 }T
done
