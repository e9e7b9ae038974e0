\ Faults are THROW codes like any other (table 9.1), and the system works on after each.
\ output:
\ | ok: 19 checks
include ../tester.fth

\ Data stack: overflow -3, underflow -4.
: endless-push  begin 1 again ;
T{ ' endless-push catch -> -3 }T
: endless-dup  1 begin dup again ;
T{ ' endless-dup catch -> -3 }T
: endless-drop  begin drop again ;
T{ ' endless-drop catch -> -4 }T
: endless-add  begin + again ;
T{ ' endless-add catch -> -4 }T
: too-few  2drop 2drop 2drop ;
T{ ' too-few catch -> -4 }T
\ Return stack: overflow -5.
: endless  recurse 1 drop ;
T{ ' endless catch -> -5 }T
defer pong
: ping  pong 1 drop ;
:noname ping 1 drop ; is pong
T{ ' ping catch -> -5 }T
: endless-r  begin 1 >r again ;
T{ ' endless-r catch -> -5 }T
\ Float stack: overflow -44, underflow -45.
: endless-fpush  begin 1e again ;
T{ ' endless-fpush catch -> -44 }T
: endless-fdrop  begin fdrop again ;
T{ ' endless-fdrop catch -> -45 }T
T{ s" f+" throws -> -45 }T
\ Memory: -9; dictionary: -8.
T{ s" 0 @" throws s" 1 0 !" throws s" -1 @" throws -> -9 -9 -9 }T
T{ s" 1000000000000 allot" throws -> -8 }T
\ Execution of what is no token.
T{ s" 0 execute" throws 0<> -> true }T
T{ s" 123456789 execute" throws 0<> -> true }T
T{ s" -1 execute" throws 0<> -> true }T
\ All is well afterwards.
: fine  ( n -- n )  0 swap 0 ?do i + loop ;
T{ 100 fine -> 4950 }T
T{ depth fdepth -> 0 0 }T
: again-and-again  ( -- n )  0 50 0 do ['] endless-push catch -3 = if 1+ then ['] endless catch -5 = if 1+ then loop ;
T{ again-and-again -> 100 }T
done
