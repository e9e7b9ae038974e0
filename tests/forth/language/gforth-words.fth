\ Words of gforth that scripts use: bounds on off place +place latestxt >order d. helpers, alias, nextname, noname.
\ output:
\ | ok: 17 checks
include ../tester.fth

T{ 10 5 bounds -> 15 10 }T
T{ 1 2 umin -1 1 umax 1 -1 umin -> 1 -1 1 }T
variable flag
T{ flag on flag @ flag off flag @ -> true 0 }T
create text 32 allot
T{ s" abc" text place text count s" abc" same? -> true }T
T{ s" def" text +place text count s" abcdef" same? -> true }T
: latest-one  11 ;
T{ latestxt execute -> 11 }T
' latest-one alias other-name
T{ other-name -> 11 }T
noname create 5 ,
T{ latestxt execute @ -> 5 }T
T{ s" named-later" nextname variable named-later 0= -> false }T
T{ 3 cells cell/ -> 3 }T
T{ 1 2 3 2 1 0 noop -> 1 2 3 2 1 0 }T
T{ s" 123" s>number? -> 123 0 true }T
T{ s" 12x" s>number? nip nip -> false }T
T{ s" abc" save-mem over free drop nip -> 3 }T
: old-if  ( flag -- n )  if 1 else 2 endif ;
T{ true old-if false old-if -> 1 2 }T
: ?leaves  ( -- n )  0 10 0 do i 5 = ?leave 1+ loop ;
T{ ?leaves -> 5 }T
T{ s" my error" exception dup 0< swap ' throw catch nip 0< -> true true }T
done
