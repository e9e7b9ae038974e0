\ Variables that a loop changes may be kept in registers, but stores through other addresses, calls and CATCH see what the
\ program has stored last, and loads see what those have stored.
\ output:
\ | ok: 12 checks
include ../tester.fth

variable total  variable other  fvariable weight  0 value stride
create table  16 cells allot

: sums ( n -- )  0 total !  1 other !  0 ?do  i total +!  other @ total @ + other !  loop ;
T{ 5 sums total @ other @ -> 10 21 }T
T{ 0 sums total @ other @ -> 0 1 }T

\ The array's elements are no variables, but the address of one may be given.
: fill-table ( n -- )  0 total !  0 ?do  total @ i table + 8 1- invert and !  1 total +!  loop ;
T{ 64 fill-table total @ table @ -> 64 7 }T
: through ( a n -- )  0 total !  0 ?do  1 total +!  dup @ 10 + over !  loop drop ;
T{ total 3 through total @ -> 33 }T
T{ 5 other ! other 3 through total @ other @ -> 3 35 }T
: beside ( n -- )  7 total !  0 ?do  i 2 mod cells total + @ drop  -1 i 2 mod total + c!  loop ;
T{ 2 beside total @ -> 65535 }T

\ A loop that leaves early, one inside another, and one whose variable an inner word changes.
: until-more ( n -- )  0 total !  100 0 do  i total +!  total @ over > if leave then  loop drop ;
T{ 20 until-more total @ -> 21 }T
: nested ( n -- )  0 other !  dup 0 ?do  0 total !  dup 0 ?do  i j * total +!  loop  total @ other +!  loop drop ;
T{ 4 nested total @ other @ -> 18 36 }T
: bump ( -- )  stride 1+ to stride ; 
defer action  ' bump is action
: bumped ( n -- )  0 to stride  0 ?do  action  stride 2* to stride  loop ;
T{ 3 bumped stride -> 14 }T

: fails ( n -- )  0 total !  begin  1 total +!  total @ over = if 99 throw then  again ;
T{ 6 ' fails catch nip total @ -> 99 6 }T
: floats ( n -- ) ( F: -- r )  1e weight f!  0 ?do  weight f@ 2e f* weight f!  loop  weight f@ ;
T{ 5 floats f>s -> 32 }T
T{ 0 floats f>s -> 1 }T
done
