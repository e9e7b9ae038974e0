\ Ten thousand definitions in one program, and calls through a chain of them.
\ output:
\ | ok: 2 checks
include ../tester.fth

create text 64 allot
variable length
: put  ( addr u -- )  tuck text length @ + swap move length +! ;
: number  ( n -- )  0 <# #s #> put ;
: define  ( n -- )
  0 length !  s" : w" put dup number s"  w" put 1- number s"  1+ ;" put  text length @ evaluate ;
: w0  0 ;
: define-all  ( n -- )  1+ 1 do i define loop ;
T{ 1000 define-all w1 w1000 -> 1 1000 }T
: define-again  10 0 do 1001 1 do i define loop loop ;
T{ define-again w500 w1000 -> 500 1000 }T
done
