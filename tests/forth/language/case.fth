\ case of endof endcase.
\ output:
\ | ok: 8 checks
include ../tester.fth

: name  ( n -- n2 )
  case
    1 of 111 endof
    2 of 222 endof
    -1 of 999 endof
    >r 1000 r> 
  endcase ;
T{ 1 name 2 name -1 name 7 name -> 111 222 999 1000 }T
: no-default  ( n -- n2 | )  case 1 of 10 endof 2 of 20 endof endcase ;
T{ 1 no-default 2 no-default 3 no-default -> 10 20 }T
: empty-case  ( n -- )  case endcase ;
T{ 5 empty-case -> }T
: nested  ( a b -- n )
  case
    0 of case 0 of 1 endof 1 of 2 endof 3 swap endcase endof
    1 of case 0 of 4 endof 5 swap endcase endof
    nip 6 swap
  endcase ;
T{ 0 0 nested 1 0 nested 9 0 nested 0 1 nested 9 1 nested 9 9 nested -> 1 2 3 4 5 6 }T
: with-exit  ( n -- n2 )  case 1 of 10 exit endof 2 of 20 endof 30 swap endcase 1+ ;
T{ 1 with-exit 2 with-exit 3 with-exit -> 10 21 31 }T
: in-loop  ( -- ... )  5 0 do i case 1 of 100 endof 3 of leave endof dup endcase loop ;
T{ in-loop -> 0 100 2 }T
: class  ( c -- n )
  case
    [char] a of 1 endof
    bl of 2 endof
    dup [char] 0 [char] 9 1+ within if drop 3 exit then
    4 swap
  endcase ;
T{ char a class bl class char 7 class char ? class -> 1 2 3 4 }T
: big  ( n -- n2 )  case $8000000000000000 of 1 endof $100000000 of 2 endof 0 of 3 endof 4 swap endcase ;
T{ $8000000000000000 big $100000000 big 0 big $80000000 big -> 1 2 3 4 }T
done
