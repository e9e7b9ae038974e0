\ CATCH of tokens in hot code, which guesses what they are: other words, of the same effect and of others, in the middle of a
\ loop; too few cells; THROWs of every one of them; what lies below on all stacks, and what a THROW restores.
\ output:
\ | ok: 38 checks
include ../tester.fth

: up  ( a -- b )  1+ ;
: twice  ( a -- b )  dup 0< if -12 throw then 2* ;
: always  ( a -- )  drop 77 throw ;
: leaves  ( a -- a b )  dup ;
: takes  ( a -- )  drop ;
: none  ( -- )  ;
: with-float  ( a -- a )  1.5e ;
: deeper  ( a -- b )  dup if 1- recurse else 5 throw then ;

variable xt
: attempt  ( a -- b n )  xt @ catch ;
: try-often  ( -- )  ['] up xt ! 400 0 do i attempt 0<> swap i 1+ <> or if i throw then loop ;
T{ try-often 3 attempt -> 4 0 }T
T{ ' twice xt ! 3 attempt -> 6 0 }T
T{ -3 attempt nip -> -12 }T
T{ ' always xt ! 1 3 attempt nip -> 1 77 }T
T{ ' leaves xt ! 1 3 attempt -> 1 3 3 0 }T
T{ ' takes xt ! 1 3 attempt -> 1 0 }T
T{ ' none xt ! 1 3 attempt -> 1 3 0 }T
T{ ' with-float xt ! 1 3 attempt f>s -> 1 3 0 1 }T
T{ ' deeper xt ! 1 30 attempt nip -> 1 5 }T
T{ ' 1+ xt ! 3 attempt -> 4 0 }T
T{ ' dup xt ! 3 attempt -> 3 3 0 }T
T{ ' throw xt ! 3 attempt nip -> 3 }T
T{ 0 xt ! 3 attempt nip -> -9 }T
T{ -1 xt ! 3 attempt nip -> -9 }T
T{ 1 62 lshift xt ! 3 attempt nip -> -9 }T
T{ ' up xt ! attempt -> -4 }T
T{ 3 attempt -> 4 0 }T

\ The same loop goes on with locals, loop parameters, the return stack and floats when the effect changes, and changes back.
create tokens  ' up , ' leaves , ' up , ' takes , ' always , ' with-float , ' twice , ' up ,
variable low  variable codes
: mixed  {: n -- n :}
  0 codes !  2.5e  7 >r n 0 do
    depth low !  i 7 and cells tokens + @ i swap catch codes +!
    begin depth low @ > while drop repeat  begin fdepth 1 > while fdrop repeat
  loop fdrop r> n ;
T{ 400 mixed codes @ -> 7 400 3850 }T
T{ 400 mixed codes @ fdepth -> 7 400 3850 0 }T

\ A word with nothing but a CATCH, in a caller that hands it constants.
: safely  ( a xt -- b )  catch if drop -1 then ;
variable sum
: both  ( n -- )  0 sum ! 0 do i ['] up safely sum +! i 1 and negate ['] twice safely sum +! loop ;
T{ 1000 both sum @ -> 500500 500 - }T
T{ 1000 both sum @ -> 500500 500 - }T

\ What CATCH restores: >IN, the depth of the other stacks, BASE not.
: crooked  ( a -- b )  1e 2e hex 9 throw ;
T{ ' crooked xt ! 1 attempt nip base @ decimal fdepth -> 9 16 0 }T
T{ ' up xt ! 1 attempt -> 2 0 }T

\ The guess is forgotten.
marker gone
: brief  ( a -- b )  100 + ;
: with-brief  ( -- n )  ['] brief xt ! 0 400 0 do drop i attempt drop loop ;
T{ with-brief -> 499 }T
gone
T{ ' up xt ! 5 attempt -> 6 0 }T

\ Words of the system that code has in the place of their calls, as tokens and as actions.
defer act
: acting  ( n -- n )  0 swap 0 do i act + loop ;
T{ ' 1+ is act 400 acting -> 80200 }T
T{ 400 acting -> 80200 }T
T{ ' 2* is act 400 acting -> 159600 }T
T{ ' negate is act 400 acting -> -79800 }T
T{ ' twice is act 400 acting -> 159600 }T
: table-of  ( n -- )  create 0 do , loop does> ( a i -- b )  swap cells + @ execute ;
T{ 3 ' cells ' 1- ' 2/ 3 -> 3 ' cells ' 1- ' 2/ 3 }T
: through  ( addr n xt -- )  -rot cells bounds do i @ over execute i ! 1 cells +loop drop ;
create few 1 , 2 , 3 , 4 ,
: few@  ( -- a b c d )  few 4 cells bounds do i @ 1 cells +loop ;
T{ : often 200 0 do few 4 ['] 1+ through loop ; often few@ -> 201 202 203 204 }T
T{ few 4 ' 2* through few@ -> 402 404 406 408 }T
T{ few 4 ' char+ through few@ -> 403 405 407 409 }T
T{ few 4 ' 0= through few@ -> 0 0 0 0 }T
: bounds-by  ( a b xt -- c d )  execute ;
T{ : bounds-often 200 0 do 3 4 ['] bounds bounds-by 2drop loop ; bounds-often 3 4 ' bounds bounds-by -> 7 3 }T
T{ 3 4 ' 2dup bounds-by -> 3 4 3 4 }T
T{ 3 4 ' nip bounds-by -> 4 }T
done
